"""Random programs: they do what CPython does, and broken ones end in an error for their user."""

from __future__ import annotations

import io
import tokenize
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.program import Limits, ProgramError, run_program
from tests.engine.program.both import by_python, by_us, parted

FOLDER = Path(__file__).parents[2] / "data" / "language"
LIMITS = Limits(steps=20_000, seconds=20.0)
SOURCES = [
    source
    for name in ("values", "flow", "classes", "matching")
    for source in parted((FOLDER / f"{name}.txt").read_text("utf-8")).values()
]
NAMES = st.sampled_from("abcd")
slow = settings(
    max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)

ATOMS = st.one_of(
    NAMES,
    st.integers(-3, 12).map(str),
    st.sampled_from(["0.5", "2.0", "-1.5", "True", "None", "'x'", "[]", "[1, 2]", "{}", "(1,)"]),
)


def _operations(inner):
    pair = st.tuples(inner, inner)
    operators = ["+", "-", "*", "/", "//", "%", "<", "<=", "==", "!=", ">", "and", "or", "in", "is"]
    return st.one_of(
        st.tuples(inner, st.sampled_from(operators), inner).map(lambda p: f"({' '.join(p)})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} < {p[1]} <= {p[2]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
        inner.map(lambda x: f"(not {x})"),
        inner.map(lambda x: f"(-{x})"),
        st.lists(inner, max_size=3).map(lambda x: f"[{', '.join(x)}]"),
        pair.map(lambda p: f"[{p[0]}, *[{p[1]}]][{p[1]}]"),
        st.tuples(NAMES, inner).map(lambda p: f"({p[0]} := {p[1]})"),
        st.tuples(inner, NAMES, inner).map(lambda p: f"[{p[0]} for {p[1]} in [{p[2]}, 1, 2]]"),
        st.tuples(inner, NAMES, inner, inner).map(
            lambda p: f"sum({p[0]} for {p[1]} in range(3) if {p[2]})"
        ),
        st.tuples(NAMES, inner, inner).map(lambda p: f"(lambda {p[0]}: {p[1]})({p[2]})"),
        pair.map(lambda p: f"f'{{{p[0]}}} {{{p[1]}!r:>4}}'".replace("{{", "{ {")),
        inner.map(lambda x: f"len({x})"),
        pair.map(lambda p: f"f({p[0]}, k={p[1]})"),
        inner.map(lambda x: f"list(g({x}))"),
        pair.map(lambda p: f"{{{p[0]}: {p[1]}}}"),
        pair.map(lambda p: f"({p[0]}, {p[1]})[{p[0]}:]"),
    )


EXPRESSIONS = st.recursive(ATOMS, _operations, max_leaves=8)


def _indented(body):
    return "\n".join(f"    {line}" for part in body for line in part.split("\n"))


def _statements(inner):
    body = st.lists(inner, min_size=1, max_size=3).map(_indented)
    return st.one_of(
        st.tuples(EXPRESSIONS, body, body).map(lambda p: f"if {p[0]}:\n{p[1]}\nelse:\n{p[2]}"),
        st.tuples(NAMES, EXPRESSIONS, body).map(lambda p: f"for {p[0]} in range(3):\n{p[2]}"),
        st.tuples(NAMES, body, body).map(lambda p: f"for {p[0]} in [1, 2]:\n{p[1]}\nelse:\n{p[2]}"),
        body.map(lambda b: f"n = 3\nwhile n:\n    n -= 1\n{b}"),
        st.tuples(body, body, body).map(
            lambda p: (
                f"try:\n{p[0]}\nexcept (TypeError, NameError) as e:\n{p[1]}\n"
                f"    print(type(e).__name__)\nelse:\n{p[2]}"
            )
        ),
        st.tuples(body, body).map(lambda p: f"try:\n{p[0]}\nfinally:\n{p[1]}"),
        st.tuples(NAMES, body, EXPRESSIONS, EXPRESSIONS).map(
            lambda p: f"def h({p[0]}, b=2):\n{p[1]}\n    return {p[2]}\nprint(h({p[3]}))"
        ),
        st.tuples(NAMES, body, EXPRESSIONS).map(
            lambda p: f"def h():\n    global {p[0]}\n{p[1]}\n    return {p[2]}\nprint(h())"
        ),
        st.tuples(body, EXPRESSIONS).map(
            lambda p: f"def h():\n{p[0]}\n    yield {p[1]}\nprint(list(h()))"
        ),
        st.tuples(NAMES, body, NAMES).map(
            lambda p: f"class K:\n{p[1]}\n    def m(self): return {p[2]}\nprint(K().m())"
        ),
    )


SIMPLE = st.one_of(
    st.tuples(NAMES, EXPRESSIONS).map(lambda p: f"{p[0]} = {p[1]}"),
    st.tuples(NAMES, st.sampled_from(["+", "-", "*", "//"]), EXPRESSIONS).map(
        lambda p: f"{p[0]} {p[1]}= {p[2]}"
    ),
    st.tuples(NAMES, NAMES, EXPRESSIONS).map(lambda p: f"{p[0]}, *{p[1]} = {p[2]}"),
    st.tuples(NAMES, EXPRESSIONS, EXPRESSIONS).map(lambda p: f"{p[0]}[{p[1]}] = {p[2]}"),
    EXPRESSIONS.map(lambda x: f"print({x})"),
    NAMES.map(lambda name: f"del {name}"),
    EXPRESSIONS.map(lambda x: f"assert {x}, 'no'"),
    st.sampled_from(["break", "continue", "pass", "raise ValueError(1)", "raise"]),
)
STATEMENTS = st.recursive(SIMPLE, _statements, max_leaves=10)
HEAD = """
def f(x, *, k=1): return [x, k]
def g(n):
    for i in [1, n]: yield i
a, b, c = 1, 2.5, [1, 2]
"""
PROGRAMS = st.lists(STATEMENTS, min_size=1, max_size=8).map(lambda x: HEAD + "\n".join(x) + "\n")


def compiles(source):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<program>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def alike(outcome):
    """What was printed and the kind of the error; until Python 3.12 a variable that is missing in a
    comprehension was no local one."""
    return [text.replace("UnboundLocalError", "NameError") for text in outcome[:2]]


@slow
@given(PROGRAMS)
def test_a_random_program_does_what_python_does(source):
    if compiles(source):
        expected, found = by_python(source), by_us(source)

        assert alike(found) == alike(expected)
    else:
        assert by_us(source).kind == "SyntaxProblem"


@st.composite
def mutated(draw):
    """A valid program with some of its tokens doubled, swapped, dropped or replaced."""
    source = draw(st.sampled_from(SOURCES))
    lines = source.splitlines(keepends=True)
    at = draw(st.integers(0, len(lines) - 1))
    part = "".join(lines[at : at + draw(st.integers(1, 12))])
    try:
        tokens = [t.string for t in tokenize.generate_tokens(io.StringIO(part).readline)]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        tokens = part.split(" ")
    for _ in range(draw(st.integers(1, 4))):
        i, k = (draw(st.integers(0, len(tokens) - 1)) for _ in range(2))
        change = draw(st.sampled_from(["swap", "double", "drop", "replace"]))
        if change == "swap":
            tokens[i], tokens[k] = tokens[k], tokens[i]
        elif change == "double":
            tokens.insert(i, tokens[i])
        elif change == "drop" and len(tokens) > 1:
            del tokens[i]
        else:
            tokens[i] = tokens[k]
    return " ".join(tokens).replace(" \n", "\n")


@slow
@given(mutated())
def test_a_broken_program_ends_in_an_error_for_its_user_or_runs(source):
    run = run_program(source, limits=LIMITS, write=lambda text: None)

    assert run.error is None or isinstance(run.error, ProgramError)


@slow
@given(st.text(alphabet="abx01 \n\t()[]{}:=+-*.,'\"#@\\lambdefyieldforinif", max_size=80))
def test_any_text_ends_in_an_error_for_its_user_or_runs(text):
    run = run_program(text, limits=LIMITS, write=lambda text: None)

    assert run.error is None or isinstance(run.error, ProgramError)


@pytest.mark.parametrize("source", ["", "\n", "#", "\ufeffx = 1", "x = 1\r\ny = 2\r\n", "\f"])
def test_texts_of_editors_run(source):
    assert run_program(source).error is None
