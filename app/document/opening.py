"""What a path or a typed formula opens as: for the command line and for files that are dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from app.document.file import SUFFIX, Document, FileError, load, read_bytes
from app.document.formula import parse
from app.document.formula.leaves import quoted
from app.document.formula.parse import LONGEST
from app.document.graph import Graph
from app.document.program import is_program
from app.document.table import LARGEST_BYTES as LARGEST_TABLE
from app.document.table import Table, TableError
from app.document.table import load as load_table
from engine.dtype import Array

FORMULAS = (".formula", ".txt")
TABLES = (".csv", ".tsv")
PROGRAMS = (".py",)
READS = f"open {SUFFIX}, {', '.join((*FORMULAS, *PROGRAMS, *TABLES))}, or type a formula"
PATH = re.compile(r"[^()*+=,\n]*[^()*+=,\s]\.[A-Za-z]\w+")  # no formula, as x.T is one
STEPS = 500
MOMENTUM = 0.9


def opened(source: str, folder: Path | None = None) -> Document:
    """The document that a path or a formula stands for. A relative path is looked for in `folder`.

    Errors: FileError for a file that cannot be opened, FormulaError for a formula with a mistake.
    """
    text = source.strip()
    if not text:
        raise FileError("there is nothing to open", READS)
    path = _path(text, folder)
    if path is None:
        return Document(source, Graph() if is_program(source) else parse(source).graph)
    kind = path.suffix.lower()
    if kind == SUFFIX:
        return load(path)
    if kind in (*FORMULAS, *PROGRAMS):
        return _text_file(path)
    if kind in TABLES:
        return regression(path, folder)
    if path.is_file():
        raise FileError(f"{path.name} is not a kind of file that opens here", READS)
    raise FileError(f"no file '{path}'", READS)


def _path(text: str, folder: Path | None) -> Path | None:
    """The path that a text is, None for a formula."""
    if "\n" in text or len(text) > 4096:
        return None
    try:
        path = (folder or Path()) / Path(text).expanduser()
        exists = path.is_file()
    except (OSError, RuntimeError, ValueError):
        return None
    suffixes = (SUFFIX, *FORMULAS, *PROGRAMS, *TABLES)
    return path if exists or text.lower().endswith(suffixes) or PATH.fullmatch(text) else None


def _text_file(path: Path) -> Document:
    """A formula, or a program."""
    try:
        text = read_bytes(path, 4 * LONGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(f"{path.name} is not text", "save it as UTF-8") from None
    return Document(text, Graph() if is_program(text) else parse(text).graph)


def regression(path: Path, folder: Path | None = None) -> Document:
    """A formula that fits the last column of a table by the ones before it, and its descent.

    One number column is fitted by its mean, two by a line, more by a plane; words by logistic
    regression. Errors: FileError.
    """
    read_bytes_limit(path)
    try:
        table = load_table(str(path.absolute()))
    except TableError as error:
        raise FileError(error.message, error.remedy) from None
    file = path.name if folder is not None and path.parent == folder else path.absolute().as_posix()
    numbers = [name for name in table.columns if name not in table.classes]
    words = [name for name in table.classes if 2 <= len(table.classes[name]) <= 20]
    if not numbers:
        raise FileError(f"{path.name} has no column of numbers", "choose a table of measurements")
    if words and len(table.columns[words[-1]]) >= 2 * len(table.classes[words[-1]]):
        return _classes(table, file, numbers, words[-1])
    return _numbers(table, file, numbers)


def read_bytes_limit(path: Path) -> None:
    """Errors: FileError where the table is missing, unreadable or too large."""
    if not path.is_file():
        raise FileError(f"no file '{path}'", "check the name and the folder")
    if path.stat().st_size > LARGEST_TABLE:
        raise FileError(f"{path.name} is larger than 256 MB", "give a part of it")


def _numbers(table: Table, file: str, names: list[str]) -> Document:
    *inputs, target = names
    y = _data(file, [target])
    if not inputs:
        text = f"y = {y}\nm = 0.0\nmean((m - y)**2)"
        return _document(text, ("m",), np.ones((1, 1)))
    x = table.values(tuple(inputs))
    if len(inputs) == 1:
        text = f"x = {_data(file, inputs)}\ny = {y}\nw = 0.0\nb = 0.0\nmean((w*x + b - y)**2)"
    else:
        text = (
            f"x = {_data(file, inputs)}\ny = {y}\nw = zeros({len(inputs)})\nb = 0.0\n"
            "mean((x @ w + b - y)**2)"
        )
    return _document(text, ("w", "b"), x)


def _classes(table: Table, file: str, inputs: list[str], target: str) -> Document:
    inputs = inputs or [target]
    classes = len(table.classes[target])
    x = table.values(tuple(inputs))
    column = "reshape(x, (-1, 1))" if len(inputs) == 1 else "x"
    text = (
        f"x = {_data(file, inputs)}\ny = {_data(file, [target])}\n"
        f"w = zeros({len(inputs)}, {classes})\nb = zeros({classes})\n"
        f"cross_entropy({column} @ w + b, y)"
    )
    return _document(text, ("w", "b"), x)


def _data(file: str, columns: list[str]) -> str:
    return f"data({', '.join(map(quoted, (file, *columns)))})"


def _document(text: str, params: tuple[str, ...], x: Array) -> Document:
    descent: Mapping[str, Any] = {
        "params": list(params),
        "lr": steady_rate(x),
        "momentum": MOMENTUM,
        "steps": STEPS,
    }
    return Document(text, parse(text).graph, {"descent": descent})


def steady_rate(x: Array) -> float:
    """A learning rate at which least squares on x (n,) or (n, columns) descends: one digit of 1/λ,
    λ the largest curvature of mean((x @ w + b − y)**2)."""
    columns = np.reshape(x, (len(x), -1))
    design = np.column_stack([columns, np.ones(len(columns))])
    with np.errstate(all="ignore"):
        curvature = 2 * float(np.max(np.linalg.eigvalsh(design.T @ design / len(design))))
    return float(f"{1 / curvature:.0e}") if np.isfinite(curvature) and curvature else 1e-3
