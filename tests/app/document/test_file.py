"""`.chain` files: what is saved comes back, and what cannot be read says why."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.document.file import Document, FileError, dumps, load, loads, migrated, save
from app.document.formula import named, parse, unparse
from app.document.formula.reconcile import facts
from app.document.graph import Graph
from tests.app.document.graphs import graphs

points = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
words = st.text(st.characters(codec="utf-8"), max_size=8)
views = st.dictionaries(
    words,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=3,
)
DOCUMENT = Document("y = 2*x", parse("y = 2*x").graph, {"theme": "dark"})


def fault(data: bytes) -> FileError:
    with pytest.raises(FileError) as caught:
        loads(data)
    assert caught.value.remedy
    return caught.value


def changed(**fields) -> bytes:
    return json.dumps({**json.loads(dumps(DOCUMENT)), **fields}).encode()


def with_node(index: int, **fields) -> bytes:
    raw = json.loads(dumps(DOCUMENT))
    raw["nodes"][index] |= fields
    return json.dumps(raw).encode()


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_document_comes_back_as_it_was(data):
    graph = named(data.draw(graphs()))
    positions = {i: data.draw(points) for i in graph.nodes}
    routes = {(w.target, w.port): (data.draw(points),) for w in graph.wires[:2]}
    graph = replace(graph, positions=positions, routes=routes)
    document = Document(unparse(graph), graph, data.draw(views))

    again = loads(dumps(document))

    assert (again.text, again.view) == (document.text, document.view)
    assert list(again.graph.nodes) == list(graph.nodes)
    assert [facts(n) for n in again.graph] == [facts(n) for n in graph]
    assert [n.implied for n in again.graph] == [n.implied for n in graph]
    assert (again.graph.positions, again.graph.routes) == (positions, routes)
    assert again.graph.chosen_root == graph.chosen_root


def test_a_file_is_indented_json_that_a_person_can_read():
    text = dumps(DOCUMENT).decode()

    assert text.startswith('{\n  "format": "chainrule",\n  "version": 1,\n  "text": "y = 2*x"')
    assert text.endswith("}\n")
    assert json.loads(text)["nodes"][1]["inputs"] == [
        {"is": "number", "value": 2},
        {"is": "wire", "from": "n1"},
    ]


def test_saving_and_loading_give_the_same_document(tmp_path):
    save(DOCUMENT, tmp_path / "größe.chain")

    assert load(str(tmp_path / "größe.chain")) == DOCUMENT
    assert os.listdir(tmp_path) == ["größe.chain"]


def test_an_empty_document_can_be_saved():
    assert loads(dumps(Document())) == Document()


def test_the_permissions_of_a_file_are_kept_and_links_are_followed(tmp_path):
    (tmp_path / "real.chain").write_bytes(b"")
    os.chmod(tmp_path / "real.chain", 0o600)
    (tmp_path / "link.chain").symlink_to("real.chain")

    save(DOCUMENT, tmp_path / "link.chain")

    assert (tmp_path / "link.chain").is_symlink()
    assert (tmp_path / "real.chain").stat().st_mode & 0o777 == 0o600
    assert load(tmp_path / "real.chain") == DOCUMENT


@pytest.mark.parametrize(
    ("code", "message"),
    [(errno.ENOSPC, "no room is left"), (errno.EACCES, "no permission"), (errno.EIO, "error")],
)
def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, code, message):
    path = tmp_path / "a.chain"
    save(DOCUMENT, path)
    before = path.read_bytes()

    def full(_handle):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=message):
        save(replace(DOCUMENT, text="other"), path)

    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.chain"]


def test_places_that_cannot_be_written_or_read_say_why(tmp_path):
    with pytest.raises(FileError, match="no folder"):
        save(DOCUMENT, tmp_path / "nowhere" / "a.chain")
    with pytest.raises(FileError, match="is a folder"):
        save(DOCUMENT, tmp_path)
    with pytest.raises(FileError, match="no file"):
        load(tmp_path / "missing.chain")
    with pytest.raises(FileError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(FileError, match="character"):
        load("a\0b.chain")


def test_a_value_that_json_has_no_word_for_is_refused():
    with pytest.raises(FileError, match="cannot be written"):
        dumps(Document(view={"thing": object()}))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "ends too early"),
        (dumps(DOCUMENT)[:-9], "ends too early"),
        (b"PK\x03\x04", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a Chainrule document"),
        (b'{"nbformat": 4}', "not a Chainrule document"),
        (changed(version=2), "version 2, this Chainrule reads up to 1"),
        (changed(version="1"), "version is '1'"),
        (changed(version=0), "version is 0"),
        (changed(text=3), "does not hold a document"),
        (changed(nodes=[{}]), "does not hold a document"),
        (changed(root="n99"), "the root 'n99' is not in the file"),
        (with_node(0, id="n2"), "two nodes in the file have one id"),
        (with_node(0, name="y"), "two nodes are called 'y'"),
        (with_node(0, name="__x"), "cannot be a name"),
        (with_node(0, content=None), "a leaf without a content"),
        (with_node(0, content={"is": "secret"}), "does not hold a document"),
        (with_node(0, content={"is": "value", "value": {"odd": 1}}), "does not hold a document"),
        (with_node(0, content={"is": "value", "value": "text"}), "does not hold a document"),
        (with_node(1, op="nothing"), "no op is called 'nothing'"),
        (with_node(1, inputs=[None]), "mul takes 2 inputs, not 1"),
        (with_node(1, static={"dim": 1}), "mul has no argument 'dim'"),
        (with_node(1, static={"dim": {"slice": [1]}, "x": {}}), "does not hold a document"),
        (with_node(1, inputs=[None, {"is": "wire", "from": "n7"}]), "reads 'n7'"),
        (with_node(1, inputs=[None, {"is": "wire", "from": "n2"}]), "run in a circle"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data, message):
    assert message in fault(data).message


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    with open(tmp_path / "huge.chain", "wb") as stream:
        stream.truncate(10 * 2**30)

    with pytest.raises(FileError, match="10240 MB, the limit is 64"):
        load(tmp_path / "huge.chain")


@given(st.binary(max_size=60), st.integers(0, 300))
def test_damaged_bytes_give_a_document_or_a_file_error(noise, at):
    data = dumps(DOCUMENT)

    with contextlib.suppress(FileError):
        assert loads(data[:at] + noise + data[at + len(noise) :])


def test_older_files_are_brought_forward_step_by_step():
    steps = {
        1: lambda raw: {**raw, "log": [*raw.get("log", []), "1→2"]},
        2: lambda raw: {**raw, "log": [*raw["log"], "2→3"]},
    }

    raw = migrated({"format": "chainrule", "version": 1}, steps, 3)

    assert raw == {"format": "chainrule", "version": 3, "log": ["1→2", "2→3"]}


def test_a_version_that_nothing_reads_any_more_is_an_error():
    with pytest.raises(FileError, match="nothing reads version 1"):
        migrated({"format": "chainrule", "version": 1}, {}, 2)


def test_reading_files_needs_no_qt():
    code = "import app.document.opening, sys; print([m for m in sys.modules if 'PySide' in m])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_positions_of_nodes_that_are_gone_are_dropped():
    again = loads(changed(positions={"n1": [1, 2], "gone": [3, 4]}))

    assert again.graph.positions == {"n1": (1.0, 2.0)}


def test_routes_that_follow_no_wire_are_dropped():
    routes = [
        {"target": t, "port": p, "points": [[1, 2]]} for t, p in (("n2", 0), ("n2", 1), ("q", 0))
    ]

    again = loads(changed(routes=routes))

    assert again.graph.routes == {("n2", 1): ((1.0, 2.0),)}
    assert isinstance(again.graph, Graph)
