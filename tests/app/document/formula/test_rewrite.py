"""Node edits change the lines that no longer hold, and no others."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.document.formula import in_step, named, parse, reconcile, rewrite, unparse
from app.document.graph import Graph, Literal, Node, Ref, Value
from tests.app.document.graphs import edits, graphs

TEXT = """\
# a line
w = 0.5   # slope

y =  w*x+b    # as typed
# the loss
mean( (y-t)**2 )
"""
TEXTS = [
    TEXT,
    "# two\nc = a + b   # sum\nd = a*b  + b**3\nc += c + 1\nd += d * 2;  k = 3   # two\n"
    "# almost\n(d +\n  # inner\n  c)*k\n",
    "\n  a = 1; b = 2   # inputs\n  # note\n  z = a*x\n",
    "x\ny = x*2\n# c\nz = y\nz+x\ny",
    "y = x\nx = 3\nz = x*y*e; e = z + 1\n\n# end",
    "größe = λ**2 + λ*ä;größe\n\t# tabbed\nλ = [1,2,\n  # in\n 3]\nsum(λ @ größe)",
]


def changed(text: str, edit) -> str:
    before = parse(text).graph
    return rewrite(text, before, named(edit(before)))


def renamed(old: str, new: str):
    return lambda graph: graph.with_nodes(replace(graph.named(old), name=new))


def with_content(name: str, value):
    return lambda graph: graph.with_nodes(replace(graph.named(name), content=Value(value)))


def test_an_edit_of_a_value_changes_its_line_and_keeps_the_comment():
    assert changed(TEXT, with_content("w", 2.0)) == TEXT.replace("0.5   #", "2.0   #")


def test_a_leaf_that_is_only_mentioned_needs_no_line_for_its_value():
    assert changed(TEXT, with_content("x", 7.0)) == TEXT


def test_a_renamed_variable_is_renamed_in_place():
    assert changed(TEXT, renamed("y", "guess")) == TEXT.replace("y", "guess").replace(
        "as tguessped", "as typed"
    )


def test_a_renamed_mention_is_renamed_in_place():
    assert changed(TEXT, renamed("x", "λ")) == TEXT.replace("w*x+b", "w*λ+b")


def test_a_name_for_the_last_expression_goes_in_front_of_it():
    after = changed(TEXT, lambda g: g.with_nodes(replace(g[g.root], name="loss")))

    assert after == TEXT.replace("mean( ", "loss = mean( ")


def test_a_rewired_node_changes_only_its_line():
    after = changed(TEXT, lambda g: g.with_input(g.named("y").id, 1, Literal(3)))

    assert after == TEXT.replace("y =  w*x+b    # as", "y = w*x + 3  # as").replace(
        "# the loss\n", "b = 1.0\n# the loss\n"
    )


def test_a_new_node_stands_before_the_first_line_that_reads_it():
    def edit(graph: Graph) -> Graph:
        node = Node(graph.fresh_id(), "exp", "k", (Ref(graph.named("x").id),))
        return graph.with_nodes(node).with_input(graph.named("y").id, 1, Ref(node.id))

    lines = changed("y = x + 1\nz = y*2", edit).split("\n")

    assert lines == ["k = exp(x)", "y = x + k", "z = y*2"]


def test_a_new_leaf_that_nothing_reads_leaves_the_root_last():
    leaf = Node("n99", name="k", content=Value(1.0), trainable=True)

    assert changed("y = x + 1", lambda g: g.with_nodes(leaf)) == "k = 1.0\ny = x + 1"


def test_another_root_in_the_middle_is_mentioned_at_the_end():
    text = "y = x + 1\nz = y*2"

    assert changed(text, lambda g: replace(g, chosen_root=g.named("y").id)) == text + "\ny"


def test_a_deleted_node_takes_its_line_and_leaves_the_comments():
    after = changed(TEXT, lambda g: g.without([g.named("y").id]))

    assert "# the loss\n" in after
    assert "mean((_ - t)**2)" in after
    assert "y =" not in after


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_are_kept(end):
    text = TEXT.replace("\n", end)

    after = changed(text, with_content("w", 2.0))

    assert after == text.replace("0.5   #", "2.0   #")


def test_names_that_are_assigned_again_stay_so():
    text = "c = a + b\nc += c + 1\nc = c*k; k = 2\nc"

    assert changed(text, renamed("a", "q")) == text.replace("a + b", "q + b")


def test_an_unreadable_text_is_written_anew_under_its_comments():
    graph = parse("y = x*2").graph

    assert rewrite("# note\ny = = 3", Graph(), graph) == "# note\ny = x*2"


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_text_and_graph_stay_in_step_through_any_edits(data):
    if data.draw(st.booleans()):
        text = data.draw(st.sampled_from(TEXTS))
    else:
        lines = unparse(data.draw(graphs(6))).split("\n")
        text = "\n".join(f"# note {i}\n{line}" for i, line in enumerate(lines))
    graph = parse(text).graph
    for _ in range(data.draw(st.integers(1, 5))):
        after = named(data.draw(edits(graph)))

        new = rewrite(text, graph, after)

        assert in_step(new, after)
        assert comments(new) == comments(text)
        assert all(ref in after.nodes for node in after for ref in node.sources)
        assert reconcile(after, parse(new).graph).nodes.keys() == after.nodes.keys()
        text, graph = new, after


def comments(text: str) -> Counter[str]:
    lines = (line.strip() for line in text.splitlines())
    return Counter(line for line in lines if line.startswith("#"))
