"""Errors of a run: the traceback of the program's own lines, its variables, a remedy."""

from __future__ import annotations

import pytest

from engine.program import run_program


def error_of(source):
    return run_program(source, write=lambda text: None).error


def test_a_traceback_shows_the_lines_of_the_program_only():
    error = error_of("def f(x):\n    return 1 / x\n\ny = 3\nf(0)\n")

    assert error.text == (
        "Traceback (most recent call last):\n"
        "  line 5, in <module>\n"
        "    f(0)\n"
        "  line 2, in f\n"
        "    return 1 / x\n"
        "ZeroDivisionError: division by zero"
    )
    assert [call.function for call in error.calls] == ["<module>", "f"]
    assert error.calls[0].variables["y"] == "3"
    assert error.calls[1].variables == {"x": "0"}


def test_lines_of_a_recursion_are_shown_few_times():
    error = error_of("def f(n):\n    return f(n + 1)\nf(0)")

    assert error.kind == "RecursionError"
    assert "[previous line repeated 998 more times]" in error.text
    assert len(error.text.splitlines()) < 15


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("lenght = 1\nprint(lenhgt)", "did you mean 'lenght'?"),
        ("def f(): return pritn(1)\nf()", "did you mean 'print'?"),
        ("zzz", ""),
        ("x = [0] * 10 ** 11", "use smaller arrays, or raise the limit of memory"),
    ],
)
def test_an_error_says_what_helps(source, remedy):
    assert error_of(source).remedy == remedy


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("'a' * 10 ** 6", "'" + "a" * 47 + "..." + "a" * 48 + "'"),
        ("list(range(10 ** 6))", "[0, 1, 2, 3, 4, 5, ...]"),
        ("2 ** 3000", "<an int of 3,001 bits>"),
        ("B()", "<B whose __repr__ failed>"),
        ("E()", "<E whose __repr__ failed>"),
    ],
)
def test_a_variable_is_shown_in_few_characters(value, shown):
    source = (
        "class B:\n    def __repr__(self): return 1 / 0\n"
        "class E:\n    def __repr__(self):\n        while True: pass\n"
        f"def f():\n    x = {value}\n    return 1 / 0\nf()\n"
    )

    error = error_of(source)

    assert error.calls[-1].variables["x"] == shown


def test_an_error_whose_text_fails_is_an_error_still():
    error = error_of("class E(Exception):\n    def __str__(self): return 1 / 0\nraise E\n")

    assert (error.kind, error.message) == ("E", "<E whose __str__ failed>")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = = 1", "invalid syntax"),
        ("return 1", "'return' outside function"),
        ("break", "'break' outside loop"),
        ("def f(a, a): pass", "duplicate argument 'a' in function definition"),
        ("def f():\n    x = 1\n    global x", "name 'x' is used prior to global declaration"),
        ("nonlocal x", "nonlocal declaration not allowed at module level"),
        ("def f():\n    nonlocal x", "no binding for nonlocal 'x' found"),
        ("f(a=1, a=2)", "keyword argument repeated: a"),
        ("[i := 0 for i in []]", "assignment expression cannot rebind"),
        ("async def f(): pass", "'async def' is not supported"),
        (
            "match 1:\n    case x: pass\n    case 2: pass",
            "name capture 'x' makes remaining patterns",
        ),
        ("match 1:\n    case _: pass\n    case 2: pass", "wildcard makes remaining patterns"),
        ("match 1:\n    case x | 2: pass", "name capture 'x' makes remaining patterns unreachable"),
        ("match 1:\n    case [x] | [y]: pass", "alternative patterns bind different names"),
        ("match 1:\n    case [x, [*x]]: pass", "multiple assignments to name 'x' in pattern"),
        ("match 1:\n    case [*a, *b]: pass", "multiple starred names in sequence pattern"),
        ("match 1:\n    case {1: x, True: y}: pass", "mapping pattern checks duplicate key (True)"),
        ("match 1:\n    case A(x=1, x=2): pass", "attribute name repeated in class pattern: x"),
        ("match 1:\n    case {**__debug__}: pass", "cannot assign to __debug__"),
        (
            "def f():\n    match 1:\n        case x if (yield): pass",
            "a 'yield' in the guard of a 'case' is not supported",
        ),
        ("try: pass\nexcept* ValueError: pass", "'except*' is not supported"),
        ("class A(metaclass=M): pass", "a metaclass is not supported"),
        ("x\0", "the text holds a null character"),
        ("#" * 1_000_001, "the program has more than 1,000,000 characters"),
    ],
)
def test_what_is_no_program_is_told_before_anything_runs(source, message):
    printed = []

    error = run_program(f"print(1)\n{source}", write=printed.append).error

    assert type(error).__name__ == "SyntaxProblem"
    assert error.message.startswith(message)
    assert printed == []
