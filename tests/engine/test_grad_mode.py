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


def test_25_a_generator_restores_the_mode_at_each_yield(x):
    modes = []

    @engine.no_grad()
    def numbers():
        modes.append((x * 1).requires_grad)
        got = yield 1
        modes.append(((x * 1).requires_grad, got))
        try:
            yield 2
        except ValueError:
            modes.append(engine.is_grad_enabled())
            yield 3
        return 4

    running = numbers()
    outside = [
        next(running),
        engine.is_grad_enabled(),
        running.send("sent"),
        engine.is_grad_enabled(),
    ]
    thrown = running.throw(ValueError())
    with pytest.raises(StopIteration) as end:
        next(running)

    assert outside == [1, True, 2, True]
    assert thrown == 3
    assert end.value.value == 4
    assert modes == [False, (False, "sent"), False]


def test_a_generator_that_is_closed_cleans_up_in_its_own_mode():
    seen = []

    @engine.no_grad
    def endless():
        try:
            while True:
                yield
        finally:
            seen.append(engine.is_grad_enabled())

    running = endless()
    next(running)
    running.close()

    assert seen == [False]
    assert engine.is_grad_enabled()


def test_inference_mode_records_nothing_and_can_be_switched_off_inside(x):
    @engine.inference_mode
    def inferred():
        return x * 2

    with engine.inference_mode():
        inside = (engine.is_inference_mode_enabled(), (x * 2).requires_grad)
        with engine.inference_mode(False):
            off = (engine.is_inference_mode_enabled(), (x * 2).requires_grad)

    assert inside == (True, False)
    assert off == (False, True)
    assert not inferred().requires_grad
    assert not engine.is_inference_mode_enabled()


def test_modes_are_shown_as_in_torch():
    with engine.set_grad_enabled(False) as mode:
        assert mode is None
    with engine.enable_grad():
        shown = repr(engine.set_grad_enabled(True))

    assert shown == "torch.autograd.grad_mode.set_grad_enabled(mode=True)"
    assert repr(engine.no_grad()).startswith("<torch.autograd.grad_mode.no_grad object at 0x")
