"""Edits of a graph in any order: whatever a user does, what is left is a sound graph."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.document.aligning import EDGES, aligned, distributed, snapped
from app.document.arguments import with_argument
from app.document.building import bent, inserted, pulled_out, with_number_text, with_op_on_wire
from app.document.edits import (
    LEAVES,
    with_content,
    with_name,
    with_op,
    with_root_kept,
)
from app.document.formula import parse, reconcile, rewrite
from app.document.formula.rewrite import in_step
from app.document.formula.unparse import named
from app.document.fragment import from_bytes, put, taken
from app.document.graph import Graph, Ref
from app.document.healing import healed
from app.document.placing import arranged, placed
from app.document.roles import (
    with_also_root,
    with_detached,
    with_head_gradient,
    with_trainable,
    without_detached,
)
from app.document.wiring import connected, refusal
from engine.op import OPS
from tests.app.document.graphs import LISTED, NAMES, contents, graphs, numbers
from tests.app.machines import budget, check_sound

MOST = 40  # nodes
places = st.integers(0, 10_000)
points = st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000))
FORMULAS = ["y = sin(x*w) + b", "L = sum((A @ v - t)**2)", "a = b*2\nc = a + a", "x", ""]
ROLES = [
    with_detached,
    without_detached,
    lambda graph, ids: with_trainable(graph, ids, True),
    lambda graph, ids: with_trainable(graph, ids, False),
]


class AnyEdits(RuleBasedStateMachine):
    """The document's edits as the workspace makes them: named, placed, with their formula."""

    @initialize(graph=graphs(6))
    def begin(self, graph):
        self.text, self.graph, self.copied = "", Graph(), None
        self.edit(graph)

    # how a user points ----------------------------------------------------------------------

    def node(self, place):
        return list(self.graph.nodes)[place % len(self.graph)]

    def some(self, found):
        return {self.node(place) for place in found}

    def wire(self, place):
        return self.graph.wires[place % len(self.graph.wires)]

    def input(self, place, port):
        """An op and one of its inputs, None where there is no op."""
        ops = [node for node in self.graph if node.inputs]
        if not ops:
            return None
        node = ops[place % len(ops)]
        return node.id, port % len(node.inputs)

    def edit(self, graph):
        after = placed(named(with_root_kept(self.graph, graph)))
        self.text = rewrite(self.text, self.graph, after)
        self.graph = after

    # edits ----------------------------------------------------------------------------------

    @precondition(lambda self: len(self.graph) < MOST)
    @rule(op=st.sampled_from(LISTED), at=st.none() | points, sources=st.lists(places, max_size=3))
    def add_op(self, op, at, sources):
        found = [self.node(place) for place in sources] if len(self.graph) else []
        graph, node_id = with_op(self.graph, op.name, at, found)
        self.edit(graph)
        assert self.graph[node_id].op == op.name

    @precondition(lambda self: len(self.graph) < MOST)
    @rule(kind=st.sampled_from([*LEAVES]), at=points)
    def add_leaf(self, kind, at):
        self.edit(with_op(self.graph, kind, at)[0])

    @precondition(lambda self: len(self.graph))
    @rule(source=places, reader=places, port=places)
    def connect(self, source, reader, port):
        found = self.input(reader, port)
        if found is None:
            return
        begin, (end, port) = self.node(source), found
        refused = refusal(self.graph, begin, end, port)
        if refused is None:
            self.edit(connected(self.graph, begin, end, port))
            assert self.graph[end].inputs[port] == Ref(begin)
        elif begin != end:
            self.check_circle(refused, begin, end)

    def check_circle(self, refused, begin, end):
        """The sentence names a way round, wire by wire, the refused one last."""
        head, _, way = refused.partition(": ")
        assert head == "this would close a cycle"
        graph = self.graph
        names = way.split(" → ")
        called = {i: graph[i].name or graph[i].op for i in graph.nodes}
        assert names[0] == names[-1] == called[end]
        assert names[-2] == called[begin]
        steps = {(called[wire.source], called[wire.target]) for wire in graph.wires}
        assert all(step in steps for step in pairwise(names[:-1]))

    @precondition(lambda self: self.graph.wires)
    @rule(place=places, source=places)
    def rewire(self, place, source):
        wire, begin = self.wire(place), self.node(source)
        loose = self.graph.with_input(wire.target, wire.port, None)
        if refusal(loose, begin, wire.target, wire.port) is None:
            self.edit(connected(loose, begin, wire.target, wire.port))

    @precondition(lambda self: self.graph.wires)
    @rule(place=places)
    def disconnect(self, place):
        wire = self.wire(place)
        self.edit(self.graph.with_input(wire.target, wire.port, None))

    @rule(reader=places, port=places, value=numbers)
    def type_number(self, reader, port, value):
        found = self.input(reader, port)
        if found is not None:
            self.edit(with_number_text(self.graph, *found, repr(float(value))))

    @precondition(lambda self: len(self.graph))
    @rule(found=st.lists(places, min_size=1, max_size=4), heal=st.booleans())
    def delete(self, found, heal):
        gone = self.some(found)
        self.edit(healed(self.graph, gone) if heal else self.graph.without(gone))
        assert not gone & self.graph.nodes.keys()

    @precondition(lambda self: self.graph.wires)
    @rule(place=places, node=places)
    def insert(self, place, node):
        after = inserted(self.graph, self.node(node), self.wire(place))
        if after is not None:
            self.edit(after)

    @precondition(lambda self: self.graph.wires and len(self.graph) < MOST)
    @rule(place=places, op=st.sampled_from(LISTED), at=points)
    def insert_op(self, place, op, at):
        self.edit(with_op_on_wire(self.graph, op.name, at, self.wire(place))[0])

    @precondition(lambda self: len(self.graph))
    @rule(place=places, at=points)
    def pull_out(self, place, at):
        node_id = self.node(place)
        self.edit(pulled_out(self.graph, {node_id: at}))
        assert not self.graph[node_id].sources
        assert not self.graph.consumers[node_id]

    @precondition(lambda self: self.graph.wires)
    @rule(place=places, way=st.lists(points, max_size=3))
    def bend(self, place, way):
        self.edit(bent(self.graph, self.wire(place), way))

    @precondition(lambda self: self.graph.leaves)
    @rule(place=places, content=contents, trainable=st.none() | st.booleans())
    def change_content(self, place, content, trainable):
        leaves = self.graph.leaves
        leaf = leaves[place % len(leaves)]
        self.edit(with_content(self.graph, leaf.id, content, trainable))

    @precondition(lambda self: len(self.graph))
    @rule(place=places, name=st.sampled_from(["", *NAMES, "two words", "x.y"]))
    def rename(self, place, name):
        said = "choose another name"
        try:
            self.edit(with_name(self.graph, self.node(place), name))
        except ValueError as error:
            said = str(error)
        assert "choose another name" in said

    @precondition(lambda self: len(self.graph))
    @rule(place=places, which=places, text=st.sampled_from(["", "1", "0, 1", "-1", "mean", "?"]))
    def change_argument(self, place, which, text):
        node = self.graph[self.node(place)]
        names = [] if node.is_leaf else list(OPS[node.op].static)
        if names:
            name = names[which % len(names)]
            said = "it fits"
            try:
                self.edit(with_argument(self.graph, node.id, name, text))
            except ValueError as error:
                said = str(error)
            assert said

    @precondition(lambda self: len(self.graph))
    @rule(place=places)
    def choose_root(self, place):
        self.edit(replace(self.graph, chosen_root=self.node(place)))
        assert self.graph.root == self.node(place)

    @precondition(lambda self: len(self.graph))
    @rule(place=places, text=st.sampled_from(["", "2.5", "[1, 2]"]))
    def also_root(self, place, text):
        node_id = self.node(place)
        self.edit(with_head_gradient(with_also_root(self.graph, node_id), node_id, text))

    @precondition(lambda self: len(self.graph))
    @rule(found=st.lists(places, min_size=1, max_size=4), change=st.sampled_from(ROLES))
    def give_role(self, found, change):
        self.edit(change(self.graph, self.some(found)))

    # places ---------------------------------------------------------------------------------

    @precondition(lambda self: len(self.graph))
    @rule(found=st.lists(places, min_size=1, max_size=4), by=points, snap=st.booleans())
    def move(self, found, by, snap):
        at = self.graph.positions
        moved = {i: (at[i][0] + by[0], at[i][1] + by[1]) for i in self.some(found)}
        self.graph = self.graph.moved(snapped(self.graph, moved) if snap else moved)

    @precondition(lambda self: len(self.graph))
    @rule(found=st.lists(places, min_size=1, max_size=4), edge=st.sampled_from([*EDGES, 0, 1]))
    def align(self, found, edge):
        place = distributed if isinstance(edge, int) else aligned
        self.graph = self.graph.moved(place(self.graph, self.some(found), edge))

    @rule()
    def lay_out(self):
        self.graph = arranged(self.graph)

    # copies and text ------------------------------------------------------------------------

    @precondition(lambda self: len(self.graph))
    @rule(found=st.lists(places, min_size=1, max_size=5))
    def copy(self, found):
        self.copied = from_bytes(taken(self.graph, self.some(found)).to_bytes())

    @precondition(lambda self: self.copied is not None and len(self.graph) < MOST)
    @rule(at=points, wired=st.booleans())
    def paste(self, at, wired):
        before = len(self.graph)
        graph, ids = put(self.graph, self.copied, at, wired=wired)
        self.edit(graph)
        assert len(self.graph) == before + len(ids)
        assert set(ids) <= self.graph.nodes.keys()

    @rule(text=st.sampled_from(FORMULAS))
    def type_formula(self, text):
        self.graph = placed(reconcile(self.graph, parse(text).graph))
        self.text = text

    @rule()
    def type_the_same_formula(self):
        self.graph = placed(reconcile(self.graph, parse(self.text).graph))

    # what holds -----------------------------------------------------------------------------

    @invariant()
    def the_graph_is_sound(self):
        if hasattr(self, "graph"):
            check_sound(self.graph)

    @invariant()
    def text_and_graph_say_the_same(self):
        if hasattr(self, "graph"):
            assert in_step(self.text, self.graph)


TestAnyEdits = AnyEdits.TestCase
TestAnyEdits.settings = budget(30, 20, 200, 50)


def test_a_node_that_is_pulled_out_leaves_no_route_behind():
    graph = placed(parse("u = sin(x)\ny = cos(u)").graph)
    u = graph.named("u").id
    graph = bent(graph, graph.wires[0], [(0.0, 99.0)])

    after = pulled_out(graph, {u: (0.0, 0.0)})

    assert not after.routes
    check_sound(after)
