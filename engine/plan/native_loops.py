"""Native loops: a cluster of operations as a function of LLVM that runs over its shape."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from engine.plan.clusters import Access, Cluster, Phases, Unsuited, along, contiguous, is_flat
from engine.plan.code import Code, Instruction
from engine.plan.native_functions import ANGLES, LARGEST_ANGLE, VECTORISED
from engine.plan.native_operations import operation

TYPES = {"d": "double", "f": "float", "?": "i8"}
REGISTERS = {"d": "double", "f": "float", "?": "i1"}
LONG = 256  # elements from which on a loop of series takes several vectors at a time
MANY = 200  # operations in a loop that more than two vectors would make slow to compile


class Surroundings(Protocol):
    """What a loop knows of the step that it stands in."""

    code: Code
    phases: Phases
    home: dict[int, int]
    names: dict[int, str]

    def address(self, number: int) -> str: ...

    def scalar(self, number: int) -> str: ...


def made_in(cluster: Cluster) -> set[int]:
    """The values that a cluster has in registers."""
    return {step.output for step in cluster.steps}


class LoopWriter:
    """One loop: a function of the addresses and single numbers that it reads and writes."""

    def __init__(self, writer: Surroundings, cluster: Cluster, place: int) -> None:
        self.writer, self.cluster, self.place = writer, cluster, place
        self.code, self.phases = writer.code, writer.phases
        self.pointers: dict[int, str] = {}  # root: argument
        self.scalars: dict[int, str] = {}
        self.names: dict[int, str] = {}
        self.reads: dict[int, Access] = {}
        self.body: list[str] = []
        self.accumulators: list[Instruction] = []
        self.has_angles = any(step.name in ANGLES for step in cluster.steps)
        self.has_series = any(step.name in VECTORISED for step in cluster.steps)
        self._fill()

    def _fill(self) -> None:
        shape = self.cluster.shape
        inside = made_in(self.cluster)
        for step in (*self.cluster.steps, *self.cluster.sums):
            for number in step.inputs:
                value = self.code.values[number]
                if number in inside or number in self.scalars or number in self.reads:
                    continue
                if not value.shape or (value.constant is not None and value.size == 1):
                    self.scalars[number] = f"%x{number}"
                else:
                    held = self.phases.access[number]
                    self.reads[number] = along(held, value.shape, shape)
        self.writes = {n: contiguous(shape) for n in inside if n in self.phases.stored}
        partial = [s for s in self.cluster.sums if s.kind == "reduce" and self._is_partial(s)]
        puts = [step for step in self.cluster.sums if step.kind == "put"]
        self.accumulators = [
            s for s in self.cluster.sums if s.kind == "reduce" and not self._is_partial(s)
        ]
        self.partial = {step.output: self._partial_access(step) for step in partial}
        self.puts = {step.output: self._put_access(step) for step in puts}

    def _is_partial(self, step: Instruction) -> bool:
        return bool(self.code.values[step.output].shape)

    def _partial_access(self, step: Instruction) -> Access:
        """Where a loop over the whole shape adds up a sum along some axes."""
        axes, keepdims = step.detail
        value = self.code.values[step.output]
        kept = iter(contiguous(value.shape))
        strides = []
        for i in range(len(self.cluster.shape)):
            if i in axes:
                strides.append(0)
                if keepdims:
                    next(kept)
            else:
                strides.append(next(kept))
        return Access(step.output, 0, tuple(strides))

    def _put_access(self, step: Instruction) -> Access:
        value = self.code.values[step.output]
        base = np.empty(1, np.int8)
        shown = np.lib.stride_tricks.as_strided(base, value.shape, contiguous(value.shape))
        key = step.detail if isinstance(step.detail, tuple) else (step.detail,)
        seen = shown[key if Ellipsis in key else (*key, ...)]  # an array of one element, too
        moved = seen.__array_interface__["data"][0] - base.__array_interface__["data"][0]
        return Access(step.output, moved, seen.strides or (0,))

    def _pointer(self, root: int) -> str:
        home = self.writer.home.get(root, root)
        return self.pointers.setdefault(home, f"%q{home}")

    def _element(self, access: Access, char: str, name: str, flat: bool) -> list[str]:
        """The address of the element at hand."""
        kind = TYPES[char]
        pointer = self._pointer(access.root)
        if flat:
            index = "%i"
            lines = []
            if access.offset:
                lines.append(f"{name}.o = add i64 %i, {access.offset}")
                index = f"{name}.o"
            return [*lines, f"{name}.p = getelementptr {kind}, ptr {pointer}, i64 {index}"]
        lines, total = [], str(access.offset)
        for d, stride in enumerate(access.strides):
            if stride == 0 or self.cluster.shape[d] == 1:
                continue
            lines.append(f"{name}.m{d} = mul i64 %d{d}, {stride}")
            lines.append(f"{name}.s{d} = add i64 {total}, {name}.m{d}")
            total = f"{name}.s{d}"
        return [*lines, f"{name}.p = getelementptr {kind}, ptr {pointer}, i64 {total}"]

    def text(self) -> str:
        """The loop as a function; where it has angles, once more for those that are too large."""
        if not self.has_angles:
            return self._function(f"loop{self.place}", fast=True)
        quick = self._function(f"loop{self.place}", fast=True)
        return f"{quick}\n{self._function(f'loop{self.place}.far', fast=False)}"

    def _function(self, title: str, *, fast: bool) -> str:
        """It gives whether an angle was too large for it."""
        shape = self.cluster.shape
        written = [Access(n, 0, strides) for n, strides in self.writes.items()]
        touched = [*self.reads.values(), *written, *self.partial.values(), *self.puts.values()]
        flat = is_flat(shape, touched)
        dims = [int(np.prod(shape, dtype=np.int64))] if flat else list(shape)
        body: list[str] = []
        for number, access in self.reads.items():
            body += self._load(number, access, f"%e{number}", flat)
        for step in self.cluster.steps:
            operands = [self._operand(number) for number in step.inputs]
            name = f"%t{step.output}"
            if fast and step.name in ANGLES:
                body += self._noticed(step, operands[0], name)
            body += operation(step, self.code, operands, name, fast=fast)
            self.names[step.output] = name
        for number, strides in self.writes.items():
            body += self._save(number, Access(number, 0, strides), self.names[number], flat)
        for step in self.cluster.sums:
            body += self._sum(step, flat)
        before = [line for step in self.cluster.sums for line in self._zeroed(step)]
        arguments = [f"ptr noalias {name}" for name in self.pointers.values()]
        arguments += [
            f"{REGISTERS[self.code.values[n].dtype.char]} {x}" for n, x in self.scalars.items()
        ]
        arguments += [f"ptr noalias %o{step.output}" for step in self.accumulators]
        starts, ends = self._accumulation()
        mark = f"!{self.place}" if fast and self.has_series and dims[-1] >= LONG else ""
        lines = [
            f"define internal i1 @{title}({', '.join(arguments)}) {{",
            "entry:",
            "%far = alloca i1",
            "store i1 false, ptr %far",
            *before,
            *starts,
            *_nest(dims, body, "%i" if flat else "", f", !llvm.loop {mark}" if mark else ""),
            *ends,
            "%found.far = load i1, ptr %far",
            "ret i1 %found.far",
            "}",
            self._abreast(mark) if mark else "",
        ]
        return "\n".join(lines)

    def _abreast(self, mark: str) -> str:
        """Of a loop that takes several vectors at a time: while one waits, others go on."""
        count = 4 if len(self.cluster.steps) <= MANY else 2
        return f'{mark} = distinct !{{{mark}, !{{!"llvm.loop.interleave.count", i32 {count}}}}}'

    def _noticed(self, step: Instruction, x: str, name: str) -> list[str]:
        """The lines that notice an angle too large for the quick sines."""
        kind = TYPES[self.code.values[step.output].dtype.char]
        width = "32" if kind == "float" else "64"
        limit = number_text(LARGEST_ANGLE[kind])
        return [
            f"{name}.size = call {kind} @llvm.fabs.f{width}({kind} {x})",
            f"{name}.is = fcmp ogt {kind} {name}.size, {limit}",
            f"{name}.was = load i1, ptr %far",
            f"{name}.now = or i1 {name}.was, {name}.is",
            f"store i1 {name}.now, ptr %far",
        ]

    def _operand(self, number: int) -> str:
        return self.names.get(number) or self.scalars[number]

    def _load(self, number: int, access: Access, name: str, flat: bool) -> list[str]:
        char = self.code.values[number].dtype.char
        if char not in TYPES:
            raise Unsuited(f"values of {self.code.values[number].dtype}")
        lines = self._element(access, char, name, flat)
        lines.append(f"{name} = load {TYPES[char]}, ptr {name}.p")
        if char == "?":
            lines.append(f"{name}.b = icmp ne i8 {name}, 0")
        self.names[number] = f"{name}.b" if char == "?" else name
        return lines

    def _save(self, number: int, access: Access, value: str, flat: bool) -> list[str]:
        char = self.code.values[number].dtype.char
        name = f"%w{number}"
        lines = self._element(access, char, name, flat)
        if char == "?":
            lines.append(f"{name}.b = zext i1 {value} to i8")
            value = f"{name}.b"
        return [*lines, f"store {TYPES[char]} {value}, ptr {name}.p"]

    def _sum(self, step: Instruction, flat: bool) -> list[str]:
        value = self._operand(step.inputs[0])
        number = step.output
        kind = TYPES[self.code.values[number].dtype.char]
        if step.kind == "put":
            return self._save(number, self.puts[number], value, flat)
        if number in self.partial:
            name = f"%w{number}"
            lines = self._element(
                self.partial[number], self.code.values[number].dtype.char, name, flat
            )
            lines.append(f"{name}.v = load {kind}, ptr {name}.p")
            lines += self._added(step, kind, f"{name}.v", value, f"{name}.n")
            return [*lines, f"store {kind} {name}.n, ptr {name}.p"]
        name = f"%g{number}"
        lines = [f"{name}.v = load {kind}, ptr {name}"]
        lines += self._added(step, kind, f"{name}.v", value, f"{name}.n")
        return [*lines, f"store {kind} {name}.n, ptr {name}"]

    def _added(self, step: Instruction, kind: str, held: str, value: str, name: str) -> list[str]:
        if step.name == "add":
            return [f"{name} = fadd reassoc {kind} {held}, {value}"]
        if step.name == "multiply":
            return [f"{name} = fmul reassoc {kind} {held}, {value}"]
        if step.name not in ("maximum", "minimum"):
            raise Unsuited(f"a reduction by {step.name}")
        word = "oge" if step.name == "maximum" else "ole"
        return [
            f"{name}.c = fcmp {word} {kind} {held}, {value}",
            f"{name}.u = fcmp uno {kind} {held}, {held}",
            f"{name}.k = or i1 {name}.c, {name}.u",
            f"{name} = select i1 {name}.k, {kind} {held}, {kind} {value}",
        ]

    def _start(self, step: Instruction) -> str:
        start = {"add": 0.0, "multiply": 1.0, "maximum": -np.inf, "minimum": np.inf}
        if step.name not in start:
            raise Unsuited(f"a reduction by {step.name}")
        return number_text(np.float64(start[step.name]))

    def _zeroed(self, step: Instruction) -> list[str]:
        """The lines that make the memory ready to which a loop adds."""
        value = self.code.values[step.output]
        if not value.shape or value.dtype.char == "?":
            return []
        kind = TYPES[value.dtype.char]
        start = "0x0000000000000000" if step.kind == "put" else self._start(step)
        pointer = self._pointer(step.output)
        return [f"call void @fill.{kind}(ptr {pointer}, {kind} {start}, i64 {value.size})"]

    def _accumulation(self) -> tuple[list[str], list[str]]:
        starts, ends = [], []
        for step in self.accumulators:
            kind = TYPES[self.code.values[step.output].dtype.char]
            name = f"%g{step.output}"
            starts += [f"{name} = alloca {kind}", f"store {kind} {self._start(step)}, ptr {name}"]
            ends += [
                f"{name}.e = load {kind}, ptr {name}",
                f"store {kind} {name}.e, ptr %o{step.output}",
            ]
        return starts, ends

    def call(self) -> list[str]:
        """The lines that run it in a step."""
        given = [f"ptr {self.writer.address(number)}" for number in self.pointers]
        given += [
            f"{REGISTERS[self.code.values[n].dtype.char]} {self.writer.scalar(n)}"
            for n in self.scalars
        ]
        lines = []
        for step in self.accumulators:
            kind = TYPES[self.code.values[step.output].dtype.char]
            lines.append(f"%acc{step.output} = alloca {kind}")
            given.append(f"ptr %acc{step.output}")
        title, listed = f"loop{self.place}", ", ".join(given)
        lines.append(f"%far{self.place} = call i1 @{title}({listed})")
        if self.has_angles:
            lines += [
                f"br i1 %far{self.place}, label %again{self.place}, label %after{self.place}",
                f"again{self.place}:",
                f"%again{self.place}.far = call i1 @{title}.far({listed})",
                f"br label %after{self.place}",
                f"after{self.place}:",
            ]
        for step in self.accumulators:
            kind = TYPES[self.code.values[step.output].dtype.char]
            name = f"%v{step.output}"
            lines.append(f"{name} = load {kind}, ptr %acc{step.output}")
            self.writer.names[step.output] = name
        return lines


def _nest(dims: Sequence[int], body: Sequence[str], index: str, mark: str) -> list[str]:
    """Loops over these sizes around the body; their counters are %d0, %d1, … or `index`.

    The innermost one has the `mark`.
    """
    if any(n == 0 for n in dims):
        return []
    lines: list[str] = []
    for d, _ in enumerate(dims):
        name = index or f"%d{d}"
        outer = "entry" if d == 0 else f"head{d - 1}"
        lines += [
            f"br label %head{d}",
            f"head{d}:",
            f"{name} = phi i64 [0, %{outer}], [{name}.n, %tail{d}]",
        ]
    lines += [*body, f"br label %tail{len(dims) - 1}"]
    for d in reversed(range(len(dims))):
        name = index or f"%d{d}"
        after = f"tail{d - 1}" if d else "done"
        lines += [
            f"tail{d}:",
            f"{name}.n = add nuw nsw i64 {name}, 1",
            f"{name}.c = icmp ult i64 {name}.n, {dims[d]}",
            f"br i1 {name}.c, label %head{d}, label %{after}" + mark * (d == len(dims) - 1),
        ]
    return [*lines, "done:"]


def number_text(number: Any) -> str:
    """A number as LLVM writes it: the bits of a double, also for a float."""
    if isinstance(number, (bool, np.bool_)):
        return "true" if number else "false"
    return "0x" + struct.pack(">d", float(number)).hex().upper()
