from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.arrangement import NOTHING, Arrangement, Comment, Frame, Group
from app.document.commenting import with_comment
from app.document.file import Document, dumps, loads
from app.document.formula import parse
from app.document.fragment import put, taken
from app.document.framing import framed
from app.document.graph import Graph
from app.document.grouping import grouped, members, ungrouped
from app.document.level import seen
from app.document.placing import arranged

GRAPH = arranged(parse("h = tanh(x*w + b)\ny = tanh(h*w + b)\nL = (y - 1)**2 + h").graph)
IDS = list(GRAPH.nodes)
LONG = "x1 = sin(x0)\n" + "\n".join(f"x{i + 1} = sin(x{i})" for i in range(1, 12))


def named(graph, *names):
    return [graph.named(name).id for name in names]


def test_a_group_has_an_input_for_each_node_that_it_reads_and_an_output_for_each_that_is_read():
    graph, group = grouped(GRAPH, [n.id for n in GRAPH if n.op in ("mul", "add", "tanh")][:6], "")

    level = seen(graph, "")

    sources = [bundle[0].source for wire, bundle in _wires(level) if wire.target == group]
    assert sources == named(graph, "x", "w", "b")
    assert set(level.outlets[group]) == set(named(graph, "h", "y"))
    assert [len(bundle) for wire, bundle in _wires(level) if wire.target == group] == [1, 2, 2]


def _wires(level):
    return list(zip(level.graph.wires, level.wires, strict=True))


def test_every_wire_is_seen_once_on_a_level_unless_it_is_inside_a_card():
    graph, group = grouped(GRAPH, IDS[2:6], "")

    for level in ("", group):
        found = seen(graph, level)
        inside = set(members(graph, group))
        hidden = {
            w for w in graph.wires if (w.source in inside) == (w.target in inside) == (level == "")
        }
        shown = [wire for bundle in found.wires for wire in bundle]
        assert len(shown) == len(set(shown))
        assert set(shown) == set(graph.wires) - hidden


def test_stubs_lead_to_the_nodes_outside():
    graph, group = grouped(GRAPH, named(GRAPH, "h"), "")

    level = seen(graph, group)

    outside = set(level.outer.values())
    h = named(graph, "h")[0]
    assert outside == {*graph[h].sources, *(w.target for w in graph.consumers[h])}
    places = [level.graph.positions[stub] for stub in level.outer]
    assert len(set(places)) == len(places)


def test_ungrouping_gives_the_graph_back():
    graph, group = grouped(GRAPH, IDS[2:6], "")

    assert ungrouped(graph, group) == GRAPH


def test_groups_nest_and_ungroup_to_the_level_above():
    graph, inner = grouped(GRAPH, IDS[2:5], "")
    graph, outer = grouped(graph, [*IDS[2:5], IDS[6]], "")

    apart = ungrouped(graph, inner)

    assert graph.arrangement.path(inner) == (outer, inner)
    assert set(members(graph, outer)) == {*IDS[2:5], IDS[6]}
    assert all(apart.arrangement.within[i] == outer for i in IDS[2:5])
    assert seen(graph, outer).members.keys() == {inner}


def test_a_group_that_is_read_by_what_it_reads_is_still_seen():
    graph, group = grouped(GRAPH, [IDS[2], named(GRAPH, "y")[0]], "")

    level = seen(graph, "")

    assert group in level.graph.nodes
    assert len(level.graph.wires) == len(level.wires)


def test_a_group_of_nothing_is_refused():
    with pytest.raises(ValueError, match="a group holds nodes"):
        grouped(GRAPH, [], "")


def test_deleting_all_that_is_inside_ends_groups_and_frames_but_not_comments():
    graph, group = grouped(GRAPH, IDS[2:5], "")
    graph, _ = framed(graph, IDS[2:4], group)
    graph, comment = with_comment(graph, "why", (0.0, 0.0), group)

    rest = graph.without(IDS[2:5])

    assert not rest.arrangement.groups
    assert not rest.arrangement.frames
    assert not rest.arrangement.within
    assert comment in rest.arrangement.comments
    assert set(rest.positions) == {*rest.nodes, comment}


def test_a_copied_group_keeps_what_is_inside_and_gets_ids_of_its_own():
    graph, group = grouped(GRAPH, IDS[2:5], "")
    graph, _ = framed(graph, [IDS[2], IDS[3]], group)

    after, new = put(graph, taken(graph, IDS[2:5]), (0.0, 900.0))

    assert len(after.arrangement.groups) == 2
    assert len(after.arrangement.frames) == 2
    copy = next(i for i in after.arrangement.groups if i != group)
    assert set(members(after, copy)) == set(new)
    assert set(members(after, group)) == set(IDS[2:5])
    assert after.positions[copy][1] == pytest.approx(900, abs=200)


def test_a_damaged_arrangement_in_a_file_is_mended():
    order = Arrangement(
        {"g1": Group("g1", "a"), "g2": Group("g2", "b"), "g3": Group("g3", "empty")},
        {"f1": Frame("f1", "of nothing")},
        {"c1": Comment("c1", "lost")},
        {IDS[0]: "g1", "g1": "g2", "g2": "g1", IDS[1]: "nowhere", "c1": "g3", "ghost": "g1"},
        {"ghost": "f1", IDS[2]: "f9"},
    )
    graph = Graph(GRAPH.nodes, GRAPH.positions, arrangement=order)

    read = loads(dumps(Document("", graph))).graph

    assert set(read.arrangement.groups) <= {"g1", "g2"}
    assert not read.arrangement.frames
    assert read.arrangement.within.get("c1") is None
    assert all(key in {*read.nodes, *read.arrangement.ids} for key in read.arrangement.within)
    for level in ("", *read.arrangement.groups):
        assert seen(read, level) is not None


def test_a_file_without_arrangement_says_nothing_of_it():
    text = dumps(Document("", GRAPH)).decode()

    assert not {"groups", "frames", "comments", "within", "framed"} & set(text.split('"'))
    assert loads(text.encode()).graph.arrangement is NOTHING


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["group", "ungroup", "frame", "delete"]),
            st.sets(st.sampled_from(range(13)), min_size=1, max_size=5),
        ),
        max_size=8,
    )
)
def test_edits_in_any_order_leave_nothing_dangling(edits):
    graph = arranged(parse(LONG).graph)
    ids = list(graph.nodes)
    for what, chosen in edits:
        nodes = [ids[i] for i in chosen if i < len(ids) and ids[i] in graph.nodes]
        if what == "group" and nodes:
            graph, _ = grouped(graph, nodes, "")
        elif what == "frame" and nodes:
            graph, _ = framed(graph, nodes, "")
        elif what == "delete":
            graph = graph.without(nodes[:1])
        elif graph.arrangement.groups:
            graph = ungrouped(graph, next(iter(graph.arrangement.groups)))

        order = graph.arrangement
        known = {*graph.nodes, *order.ids}
        assert set(graph.positions) == {*graph.nodes, *order.groups, *order.comments}
        assert set(order.within) <= known
        assert set(order.within.values()) <= set(order.groups)
        assert set(order.framed.values()) == set(order.frames)
        assert all(members(graph, group) for group in order.groups)
        for level in ("", *order.groups):
            found = seen(graph, level)
            if found is not None:
                assert len(found.graph.wires) == len(found.wires)
        assert loads(dumps(Document("", graph))).graph == graph
