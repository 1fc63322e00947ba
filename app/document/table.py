"""Tables of numbers read from CSV: columns by name, text as class numbers, gaps named by row."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from app.document.stopping import Stop, never, watched
from engine.dtype import Array

MISSING = {"", "na", "n/a", "nan", "null", "none", "?"}
EXAMPLES = Path(__file__).resolve().parents[2] / "resources" / "examples"
LARGEST_BYTES = 256 * 2**20
REMEMBERED = 16  # tables
LARGE_BYTES = 1_000_000  # of a file that takes longer to read than the interface may stand still
GLANCE = 2**16  # characters
DECIMAL_COMMA = re.compile(r"^(\s*[-+]?\d*),(\d+\s*)$")
Row = tuple[int, list[str]]  # line number, cells


class TableError(Exception):
    """A table cannot be read: what was asked, what was found, the remedy."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message}; {remedy}")
        self.message, self.remedy = message, remedy


@dataclass(frozen=True)
class Table:
    """A CSV file: columns (n,) by name; classes (the words of a text column, in order of class
    number); missing (per column the line numbers that have no value and are left out)."""

    path: Path
    columns: dict[str, Array]
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def values(self, names: tuple[str, ...]) -> Array:
        """One column (n,), or several side by side (n, columns). Errors: TableError."""
        for name in names:
            if name not in self.columns:
                raise TableError(
                    f"{self.path.name} has no column '{name}'",
                    f"choose from {', '.join(self.columns)}",
                )
        found = [self.columns[name] for name in names]
        return found[0] if len(found) == 1 else np.stack(found, 1)

    @property
    def gaps(self) -> str:
        """The missing values in words, or nothing."""
        return "; ".join(
            f"{name}: row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows[:8]))}"
            f"{' …' if len(rows) > 8 else ''} missing"
            for name, rows in self.missing.items()
        )


def find(file: str, folder: Path | None) -> Path:
    """Where a file of that name lies: absolute, beside the document, or among the examples."""
    if file.startswith(("//", "\\\\")):
        raise TableError("a file on another computer is not read", "copy it beside the document")
    try:
        given = Path(file).expanduser()
        places = [given] if given.is_absolute() else []
        places += [base / file for base in (folder, Path.cwd(), EXAMPLES) if base is not None]
        for place in places:
            if place.is_file():
                return place
    except (OSError, RuntimeError, ValueError):
        pass
    raise TableError(
        f"no file '{file[:200]}'", "put it beside the document, or choose another in the inspector"
    )


_remembered: OrderedDict[tuple[Path, int], Table] = OrderedDict()  # by file and its time (ns)


def glance(file: str, folder: Path | None = None) -> tuple[Table, bool]:
    """The table of a file where that has been read or is quick to read, otherwise the first of its
    rows; and whether that is all. Errors: TableError."""
    path = find(file, folder)
    try:
        about = path.stat()
        table = _remembered.get((path, about.st_mtime_ns))
        if table is None and about.st_size > LARGE_BYTES:
            return _load(path, never, GLANCE), False
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None
    return (load(file, folder) if table is None else table), True


def load(file: str, folder: Path | None = None, stop: Stop = never) -> Table:
    """Read a CSV file with a header row, once for as long as it does not change.

    Errors: TableError where that fails, Stopped.
    """
    path = find(file, folder)
    try:
        key = path, path.stat().st_mtime_ns
        table = _remembered.get(key)
        if table is None:
            table = _remembered[key] = _load(path, stop)
            if len(_remembered) > REMEMBERED:
                _remembered.popitem(last=False)
        return table
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError | UnicodeDecodeError) -> TableError:
    reason = "it is not text" if isinstance(error, UnicodeDecodeError) else error.strerror
    return TableError(f"{path.name} cannot be read: {reason}", "save it as CSV in UTF-8")


def _load(path: Path, stop: Stop, most: int = -1) -> Table:
    """The table of the first `most` characters of a file, less the line that these cut."""
    if path.stat().st_size > LARGEST_BYTES:
        raise TableError(f"{path.name} is larger than 256 MB", "give a part of it")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        text = stream.read(most)
    if most >= 0:
        text = text[: text.rfind("\n") + 1] or text
    rows = _rows(path, text, stop)
    if not rows:
        raise TableError(f"{path.name} is empty", "give a header line and numbers below")
    header = [name.strip() or f"column{i + 1}" for i, name in enumerate(rows[0][1])]
    if all(_number(cell) is not None for cell in rows[0][1]):
        header = [f"column{i + 1}" for i in range(len(header))]
    else:
        rows = rows[1:]
    if not rows:
        raise TableError(f"{path.name} has no rows of data", "give numbers below the header line")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise TableError(f"{path.name} has two columns '{twice}'", "give each its own name")
    for line, row in rows:
        if len(row) != len(header):
            raise TableError(
                f"{path.name} row {line} has {len(row)} cells, the header {len(header)}",
                "give every row the same number of cells",
            )
    return _columns(path, header, rows, stop)


def _rows(path: Path, text: str, stop: Stop) -> list[Row]:
    """The rows that hold something, each with its line number."""
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4096], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    decimal_comma = dialect.delimiter != ","
    reader = csv.reader(io.StringIO(text, newline=""), dialect)
    try:
        rows = [
            (reader.line_num, row)
            for row in watched(reader, stop)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise TableError(f"{path.name}: {error}", "save it as CSV in UTF-8") from None
    if decimal_comma:
        rows = [(line, [DECIMAL_COMMA.sub(r"\1.\2", cell) for cell in row]) for line, row in rows]
    return rows


def _columns(path: Path, header: list[str], rows: list[Row], stop: Stop) -> Table:
    missing: dict[str, tuple[int, ...]] = {}
    gone: set[int] = set()
    for k, name in enumerate(header):
        lines = [line for line, row in rows if row[k].strip().lower() in MISSING]
        if lines:
            missing[name] = tuple(lines)
            gone.update(lines)
    kept = [row for line, row in rows if line not in gone]
    if not kept:
        raise TableError(f"{path.name} has no complete row", "fill in the missing values")
    columns: dict[str, Array] = {}
    classes: dict[str, tuple[str, ...]] = {}
    for k, name in enumerate(header):
        cells = [row[k].strip() for row in watched(kept, stop)]
        numbers = [_number(cell) for cell in cells]
        if None not in numbers:
            columns[name] = np.array(numbers, np.float64)
        else:
            places: dict[str, int] = {}
            column = [places.setdefault(cell, len(places)) for cell in cells]
            classes[name], columns[name] = tuple(places), np.array(column, np.int64)
    return Table(path, columns, classes, missing)


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
