"""Reading formulas: what they mean, and how errors tell where and why."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.document.formula import FormulaError, Parsed, parse, syntax
from app.document.formula.syntax import LINE_END, LONGEST
from app.document.graph import Literal, Ref, Value


def fault(text: str) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    return caught.value


def test_unknown_names_become_implied_parameters_of_value_one():
    graph = parse("y = 2*x").graph

    x = graph.named("x")

    assert (x.content, x.trainable, x.implied) == (Value(1.0), True, True)
    assert graph.named("y").inputs == (Literal(2), Ref(x.id))


@pytest.mark.parametrize(
    "text",
    [
        "x = 2\ny = x*x; z = y + 1\n\n# done\nz*2",
        "y = (a +\n     b)\nz = y*2",
        "y = a + \\\n  b\nz = y",
        "  é = 2\n  y = é*é + sin(\n  é)",
        'y = sum([a,\nb])\nz = """w"""',
        "y = a\nif y: z = 1\nelse: z = 2",
        "y = a\n  z = y",
        "y = a +\nz = 2",
    ],
)
def test_a_text_read_line_by_line_is_what_it_is_as_a_whole(monkeypatch, text):
    def read() -> object:
        parse.cache_clear()
        try:
            return parse(text)
        except FormulaError as error:
            return str(error), error.line, error.column

    by_line = read()
    monkeypatch.setattr(syntax, "_line_by_line", lambda _lines: [])

    assert read() == by_line


def test_an_assigned_number_is_a_parameter_with_a_line():
    x = parse("x = 3").graph.named("x")

    assert (x.content, x.trainable, x.implied) == (Value(3), True, False)


def test_the_last_statement_is_the_root():
    graph = parse("y = 2*x\nz = 3*x\ny").graph

    assert graph.root == graph.named("y").id


def test_a_name_that_is_assigned_again_is_numbered():
    graph = parse("c = a + b\nc += 1\nc = c*c").graph

    assert [n.name for n in graph if not n.is_leaf] == ["c", "c_2", "c_3"]
    assert graph.named("c_3").inputs == (Ref(graph.named("c_2").id),) * 2


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("x.sum(dim=0)", "sum"),
        ("sum(x)", "sum"),
        ("x.T", "transpose"),
        ("x[1:, None]", "getitem"),
        ("a < b", "lt"),
        ("a if c else b", "where"),
        ("max(a, b)", "maximum"),
        ("max(a)", "amax"),
        ("x.max(dim=1)", "amax"),
        ("torch.sin(x)", "sin"),
        ("np.arctan(x)", "atan"),
        ("x.reshape(2, -1)", "reshape"),
        ("cat([a, b], dim=1)", "cat"),
        ("-x", "neg"),
    ],
)
def test_the_spellings_of_people_find_their_ops(text, op):
    graph = parse(text).graph

    assert graph[graph.root].op == op


@pytest.mark.parametrize(
    ("text", "value"),
    [("2*3", 6), ("1/4", 0.25), ("--2", 2), ("2*pi", 6.283185307179586), ("np.pi*0", 0.0)],
)
def test_arithmetic_of_numbers_is_a_number(text, value):
    graph = parse(text).graph

    assert graph[graph.root].content == Value(value)


def test_an_underscore_is_an_open_input():
    graph = parse("_ + 2").graph

    assert graph[graph.root].inputs == (None, Literal(2))


def test_sizes_may_be_given_one_by_one():
    graph = parse("x.reshape(2, -1)").graph

    assert graph[graph.root].static == (("shape", (2, -1)),)


def test_spans_count_characters_and_not_bytes():
    parsed = parse("größe = λ + ä*2")
    product = next(n for n in parsed.graph if n.op == "mul")

    span = parsed.spans[product.id]

    assert (span.line, span.column, span.end_column) == (1, 12, 15)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end):
    error = fault(f"x = 1{end}y = sine(x)")

    assert (error.line, error.column) == (2, 4)
    assert "did you mean 'sin'?" in str(error)


def test_separators_that_python_does_not_know_do_not_shift_lines():
    error = fault("x = 1  # a\u2028b\x0bc\ny = sine(x)")

    assert error.line == 2
    assert error.text == "y = sine(x)"


def test_a_common_indent_is_no_error():
    parsed = parse("   x = 1\n   y = x*2")

    assert parsed.graph.named("y").op == "mul"
    assert parsed.spans[parsed.graph.root].column == 7


@pytest.mark.parametrize(
    ("text", "place", "message", "remedy"),
    [
        ("y = sin(x", (1, 7, 8), "never closed", "close the bracket with )"),
        ("y = x)", (1, 5, 6), "unmatched", "take away a )"),
        ("2x", (1, 0, 1), "invalid decimal literal", "write * between factors"),
        ("x ^ 2", (1, 0, 5), "not known", "write ** for powers"),
        ("ä = sine(x)", (1, 4, 8), "unknown function 'sine'", "did you mean 'sin'?"),
        ("x = 1\n  y = 2", (2, 0, 2), "unexpected indent", "left edge"),
        ("sin", (1, 0, 3), "'sin' is a function", "call it: sin(x)"),
        ("x.sum", (1, 0, 5), "no attribute 'sum'", "call it: .sum()"),
        ("sin(x, y)", (1, 0, 9), "takes 1", "sin("),
        ("sum(x, dims=1)", (1, 7, 13), "no argument 'dims'", "dim=None"),
        ("cat(a)", (1, 4, 5), "takes a list", "write cat([a, b])"),
        ("[a, b]", (1, 0, 6), "numbers only", "stack([a, b])"),
        ("[[1, 2], [3]]", (1, 0, 13), "unequal lengths", "equally long"),
        ("a < b < c", (1, 0, 9), "one comparison", "where("),
        ("a and b", (1, 0, 7), "no gradient", "where"),
        ("x, y = 1, 2", (1, 0, 4), "one name", "z = …"),
        ("pi = 3", (1, 0, 2), "'pi' is a number", "another"),
        ("_ = 3", (1, 0, 1), "cannot be a name", ""),
        ("y = _", (1, 4, 5), "open input", "write a name"),
        ("1/0", (1, 0, 3), "not finite", "inf or nan"),
        ("x[1.5]", (1, 2, 5), "whole number", "count from 0"),
        ("randn(3, sed=1)", (1, 0, 15), "no such argument", "randn(3, 4, seed=0)"),
        ("zeros(2.5)", (1, 0, 10), "takes numbers", "zeros(3, 4)"),
        ('data("a.csv")', (1, 0, 13), "a file and its columns", "write data("),
        ("import os", (1, 0, 9), "not 'import'", "line by line"),
        ("x = 2 × 3", (1, 6, 7), "invalid character", "write * for ×"),
    ],
)
def test_an_error_says_where_what_and_the_remedy(text, place, message, remedy):
    error = fault(text)

    assert (error.line, error.column, error.end_column) == place
    assert message in error.message
    assert remedy in error.remedy
    assert f"line {place[0]}, column {place[1] + 1}" in str(error)


def test_the_caret_stands_below_the_fault_also_behind_tabs():
    _, line, caret = str(fault("y\t= 1 +\tsine(x)")).split("\n")

    assert line == "  y\t= 1 +\tsine(x)"
    assert caret == "  " + " \t" + " " * 5 + "\t^^^^"


@pytest.mark.parametrize(
    "text",
    [
        "x + " * 5000 + "sine(x)",
        "sine(x) + " + "x*" * 5000 + "x",
        "f" * 5000 + "(x)",
        "x." + "a" * 5000,
        '"' + "a" * 5000 + '"',
    ],
)
def test_an_error_in_a_long_line_shows_a_part_of_it(text):
    error = str(fault(text))

    assert max(map(len, error.split("\n"))) <= 160
    assert "^" in error.split("\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')",
        "x.__class__.__bases__[0].__subclasses__()",
        "().__class__",
        "__builtins__",
        "__x = 3",
        "f'{x}'",
        "f'{__import__(\"os\")}'",
        "lambda x: x",
        "(lambda: 0)()",
        "(y := 3)",
        "sin(*x)",
        "sin(**x)",
        "[x for x in y]",
        "sum(x for x in y)",
        "{x: 1}",
        "{1, 2}",
        "'text'",
        "b'text'",
        "x = 'text'",
        "3j",
        "await x",
        "(yield)",
        "x: int = 3",
        "x.y = 3",
        "x[0] = 3",
        "x = y = 3",
        "del x",
        "def f(): pass",
        "while x: pass",
        "not x",
        "~x",
        "x << 1",
        "x is y",
        "x in y",
        "1" * 5000,
        str(2**63),
        "zeros(" + str(2**70) + ")",
        "x[" + str(2**70) + "]",
        "eval(x)",
        "exec('x')",
        "open('x')",
        "x.system(1)",
        "sum(x, dim=open)",
        "data(f'{x}', 'y')",
        "data(x, y)",
        "\0",
        "x\ud800",
        "class = 3",
        "x = 1,",
        "...",
        "None",
    ],
)
def test_hostile_text_is_refused(text):
    error = fault(text)

    assert error.message
    assert max(map(len, str(error).split("\n"))) <= 200


@pytest.mark.parametrize("text", ["10**10**10", "9**9**9", "9**9**9**x", "2**-1"])
def test_towers_of_powers_are_nodes_and_not_computed(text):
    graph = parse(text).graph

    assert graph[graph.root].op == "pow"


def test_products_of_huge_whole_numbers_become_floats():
    graph = parse("9000000000000000000*9000000000000000000").graph

    assert graph[graph.root].content == Value(8.1e37)


DEEPEST = 60_000 if sys.version_info < (3, 12) else 2_000  # from 3.12 on C's own limit is fixed


@pytest.mark.parametrize("count", [500, DEEPEST])
def test_a_sum_of_many_terms_is_read(count):
    graph = parse("+".join(["x"] * count)).graph

    assert len(graph) == count


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "x" + ")" * 500,
        "-" * 20_000 + "x",
        "sin(" * 3000 + "x" + ")" * 3000,
        "x**" * 20_000 + "x",
        "[" * 300 + "1" + "]" * 300,
    ],
)
def test_what_is_too_deep_is_an_error_that_says_so(text):
    error = fault(text)

    assert "nested too deeply" in error.message
    assert "give parts of it names" in error.remedy


@pytest.mark.parametrize(
    "text", ["x" + ".T" * 5000, "x" + "[0]" * 5000, "a if b else " * 3000 + "x"]
)
def test_deep_chains_of_other_kinds_are_read(text):
    assert len(parse(text).graph) > 3000


def test_a_formula_beyond_the_limit_is_refused_at_once():
    error = fault("x+" * LONGEST + "x")

    assert f"the limit is {LONGEST}" in error.message


def test_empty_text_is_an_empty_graph():
    assert len(parse("").graph) == 0
    assert parse("# only a comment\n").graph.root is None


def read(text: str) -> Parsed | FormulaError:
    try:
        return parse(text)
    except FormulaError as error:
        return error


@given(st.text(max_size=40) | st.text("xy12 .,:*+-/()[]=<>_eif\n'\"#@\t", max_size=40))
def test_any_text_gives_a_graph_or_a_formula_error(text):
    found = read(text)

    if isinstance(found, Parsed):
        assert set(found.spans) == set(found.graph.nodes)
    else:
        assert found.text == LINE_END.split(text)[found.line - 1]
        assert 0 <= found.column <= len(found.text)
        assert str(found)
