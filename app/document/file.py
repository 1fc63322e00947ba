"""`.chain` files: a document as versioned JSON, checked when read, replaced whole when written."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from app.document.formula.names import refused_name
from app.document.graph import Graph, Node
from app.document.schema import FORMAT, VERSION, DocumentRecord, graph_of, record
from engine.op import OPS

SUFFIX, PYTHON = ".chain", ".py"
LARGEST_BYTES = 64 * 2**20
Migration = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: dict[int, Migration] = {}  # version → what turns a file of it into one of the next
NOT_OURS = "choose a file that Chainrule saved"
DAMAGED = "the file is damaged; open a copy or an autosave of it"


class FileError(Exception):
    """A file cannot be read or written: what was found, the remedy."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}; {remedy}")
        self.message, self.remedy = message, remedy


@dataclass(frozen=True)
class Document:
    """What a file holds: the formula as typed, its graph, and how it was being looked at.

    `view` is free JSON: settings of the descent, the theme, what was open.
    """

    text: str = ""
    graph: Graph = field(default_factory=Graph)
    view: Mapping[str, Any] = field(default_factory=dict)


def dumps(document: Document) -> bytes:
    """A document as indented JSON in UTF-8. Errors: FileError where a value cannot be written."""
    try:
        raw = msgspec.json.encode(record(document.text, document.graph, document.view))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise FileError(
            f"the document cannot be written: {error}", "undo the last change"
        ) from None
    return msgspec.json.format(raw, indent=2) + b"\n"


def loads(data: bytes) -> Document:
    """The document that `dumps` wrote, in this version or an older one. Errors: FileError."""
    if len(data) > LARGEST_BYTES:
        raise FileError(
            f"the file has {len(data) / 2**20:.0f} MB, the limit is {LARGEST_BYTES // 2**20}",
            "keep large tables in a CSV beside the document",
        )
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if "truncated" in str(error):
            raise FileError("the file ends too early", DAMAGED) from None
        raise FileError(f"this is not JSON: {error}", NOT_OURS) from None
    try:
        read = msgspec.convert(migrated(raw), DocumentRecord)
        graph = graph_of(read)
    except (msgspec.ValidationError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileError(f"the file does not hold a document: {error}", DAMAGED) from None
    if len(graph) != len(read.nodes):
        raise FileError("two nodes in the file have one id", DAMAGED)
    check(graph)
    return Document(read.text, graph, read.view)


def migrated(
    raw: Any, migrations: Mapping[int, Migration] = MIGRATIONS, latest: int = VERSION
) -> dict[str, Any]:
    """The decoded file brought to version `latest`, step by step. Errors: FileError."""
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise FileError("this JSON is not a Chainrule document", NOT_OURS)
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FileError(f"the file's version is {version!r}", DAMAGED)
    if version > latest:
        raise FileError(
            f"the file has version {version}, this Chainrule reads up to {latest}",
            "update Chainrule",
        )
    while version < latest:
        if version not in migrations:
            raise FileError(f"nothing reads version {version} any more", "use an older Chainrule")
        raw = {**migrations[version](raw), "version": version + 1}
        version += 1
    return raw


def check(graph: Graph) -> None:
    """Errors: FileError for a graph that no edit could have made."""
    if graph.chosen_root is not None and graph.chosen_root not in graph.nodes:
        raise FileError(f"the root '{graph.chosen_root}' is not in the file", DAMAGED)
    names: set[str] = set()
    for node in graph:
        fault = _fault(graph, node)
        if node.name and node.name in names:
            fault = f"two nodes are called '{node.name}'"
        if fault:
            raise FileError(f"node '{node.id}': {fault}", DAMAGED)
        names.add(node.name)
    if len(graph.order) < len(graph):
        raise FileError("the wires in the file run in a circle", DAMAGED)


def _fault(graph: Graph, node: Node) -> str | None:
    if node.name and refused_name(node.name):
        return refused_name(node.name)
    if node.is_leaf:
        return None if node.content is not None and not node.inputs else "a leaf without a content"
    op = OPS.get(node.op)
    if op is None:
        return f"no op is called '{node.op}'"
    if node.content is not None:
        return "an op with the content of a leaf"
    if not op.variadic and not op.arity - op.optional <= len(node.inputs) <= op.arity:
        return f"{node.op} takes {op.arity} inputs, not {len(node.inputs)}"
    unknown = [name for name, _ in node.static if name not in op.static]
    if unknown:
        return f"{node.op} has no argument '{unknown[0]}'"
    missing = [source for source in node.sources if source not in graph.nodes]
    return f"it reads '{missing[0]}', which is not in the file" if missing else None


def load(path: str | os.PathLike[str]) -> Document:
    """The document in a file. Errors: FileError."""
    return loads(read_bytes(Path(path), LARGEST_BYTES))


def read_bytes(path: Path, largest: int) -> bytes:
    """What a file holds. Errors: FileError, also for one of more than `largest` bytes."""
    try:
        size = path.stat().st_size
        if size > largest:
            raise FileError(
                f"{path.name} has {size / 2**20:.0f} MB, the limit is {largest // 2**20}",
                "keep large tables in a CSV beside the document",
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise _explained(path, error) from None


def save(document: Document, path: str | os.PathLike[str]) -> None:
    """Write a document; of a program to a file of Python the text alone, as it was typed.

    A crash leaves the old file or the new one. Errors: FileError.
    """
    target = Path(os.path.realpath(path))
    is_text = target.suffix.lower() == PYTHON
    _write(document.text.encode(errors="surrogatepass") if is_text else dumps(document), target)


def _write(data: bytes, target: Path) -> None:
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
        temporary = None
        _settle(target.parent)
    except (OSError, ValueError) as error:
        raise _explained(target, error) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, or those of a new one."""
    with contextlib.suppress(OSError):
        return target.stat().st_mode & 0o777
    return 0o644


def _settle(folder: Path) -> None:
    """Make the renaming itself durable, where the system has a way to."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _explained(path: Path, error: OSError | ValueError) -> FileError:
    """The system's refusal in our words."""
    if isinstance(error, ValueError):
        return FileError("the path holds a character that no file can have", "choose another name")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FileError(
            f"no room is left to write {path.name}", "free some space, or save elsewhere"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return FileError(f"no permission for {path}", "choose another folder, or ask for access")
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return FileError(f"{path} is a folder", "name a file in it")
    if isinstance(error, NotADirectoryError) or not path.parent.is_dir():
        return FileError(f"no folder '{path.parent}'", "make it first, or choose another")
    if isinstance(error, FileNotFoundError):
        return FileError(f"no file '{path}'", "check the name and the folder")
    return FileError(f"{path}: {error.strerror or error}", "try another place")
