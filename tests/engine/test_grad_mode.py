"""no_grad, enable_grad, set_grad_enabled: as context managers, as decorators, per thread."""

import threading

import pytest

import engine


@pytest.fixture(autouse=True)
def _recording():
    yield
    engine.set_grad_enabled(True)


@pytest.fixture
def x():
    return engine.tensor(3.0, requires_grad=True)


def test_nothing_is_recorded_within_no_grad(x):
    with engine.no_grad():
        inside = x * 2
    outside = x * 2

    assert not inside.requires_grad
    assert outside.requires_grad


@pytest.mark.parametrize("decorator", [engine.no_grad(), engine.no_grad], ids=["()", "bare"])
def test_no_grad_decorates_a_function(x, decorator):
    @decorator
    def double():
        return x * 2

    assert not double().requires_grad
    assert double.__name__ == "double"
    assert engine.is_grad_enabled()


def test_enable_grad_records_within_no_grad(x):
    with engine.no_grad(), engine.enable_grad():
        z = x * 2

    assert z.requires_grad


def test_set_grad_enabled_lasts_until_it_is_set_again(x):
    engine.set_grad_enabled(False)
    off = (x * 2).requires_grad
    engine.set_grad_enabled(True)

    assert not off
    assert (x * 2).requires_grad


def test_set_grad_enabled_as_a_context_restores_the_mode_before_it():
    with engine.set_grad_enabled(False):
        inside = engine.is_grad_enabled()

    assert not inside
    assert engine.is_grad_enabled()


def test_set_grad_enabled_as_a_decorator_changes_the_function_only(x):
    @engine.set_grad_enabled(False)
    def double():
        return x * 2

    assert engine.is_grad_enabled()
    assert not double().requires_grad


def test_an_exception_restores_the_mode():
    with pytest.raises(KeyError), engine.no_grad():
        raise KeyError

    assert engine.is_grad_enabled()


def test_one_object_can_be_entered_again():
    off = engine.no_grad()

    with off, off:
        pass

    assert engine.is_grad_enabled()


def test_a_thread_starts_recording_whatever_the_others_do():
    found = []
    with engine.no_grad():
        thread = threading.Thread(target=lambda: found.append(engine.is_grad_enabled()))
        thread.start()
        thread.join()

    assert found == [True]
