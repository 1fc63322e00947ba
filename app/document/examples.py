"""The examples that come with the app: a formula, the values of its leaves, a descent, a source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.document.file import Document
from app.document.formula import parse
from app.document.graph import Graph, Value
from app.document.table import EXAMPLES as FOLDER


@dataclass(frozen=True)
class Example:
    """One example.

    Attributes: key; title; blurb (one sentence); text (the formula); leaves (values of the leaves
    that the formula only mentions, in nested tuples); descent (params, lr, momentum, steps) or
    None; source (where it comes from).
    """

    key: str
    title: str
    blurb: str
    text: str
    leaves: Mapping[str, Any] = field(default_factory=dict)
    descent: Mapping[str, Any] | None = None
    source: str = ""

    def document(self) -> Document:
        """The example as a document; its view holds the descent, if it has one."""
        graph: Graph = parse(self.text).graph
        for name, value in self.leaves.items():
            leaf = graph.named(name)
            assert leaf is not None, f"{self.key}: no leaf is called {name}"
            graph = graph.with_nodes(replace(leaf, content=Value(value)))
        view = {} if self.descent is None else {"descent": dict(self.descent)}
        return Document(self.text, graph, view)


def read(path: Path) -> tuple[Example, ...]:
    """The examples of a TOML file, one table each, in the order of the file."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Example(
            key=key,
            title=each["title"],
            blurb=each["blurb"],
            text=each["text"].strip("\n"),
            leaves={name: _tuples(value) for name, value in each.get("leaves", {}).items()},
            descent=each.get("descent"),
            source=each["source"],
        )
        for key, each in tables.items()
    )


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


EXAMPLES = read(FOLDER / "examples.toml")
