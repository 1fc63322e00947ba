"""Native text: a Code as loops in LLVM's assembly language.

`run(n, rates, found, path, memory)` takes n steps. It reads a row of `rates` in each, writes the
single numbers among the outputs to a row of `found`, the state before it to a row of `path` unless
that is null, and keeps arrays, and the state, at the addresses in `memory`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.plan.clusters import Cluster, Unsuited, phases
from engine.plan.code import Code, Instruction
from engine.plan.native_functions import ANGLES
from engine.plan.native_loops import REGISTERS, TYPES, LoopWriter, made_in, number_text
from engine.plan.native_operations import declarations, operation

LONG, PART = 1_000, 250  # instructions on single numbers: from here on in parts of so many


@dataclass(frozen=True)
class NativeText:
    """What is to be compiled.

    Attributes: text; memory (the values at the addresses, in order); is_straight (nothing but parts
    of single numbers, of which LLVM's optimisations make little).
    """

    text: str
    memory: tuple[int, ...]
    is_straight: bool


def native_text(code: Code, state: int, varying: int) -> NativeText:
    """The code as a function of LLVM: its first inputs are the `state`, the last ones `varying`.

    The outputs are single numbers and arrays, of which the last are the next state.
    Errors: Unsuited where an instruction has no native form.
    """
    return _Writer(code, state, varying).whole()


class _Writer:
    def __init__(self, code: Code, state: int, varying: int) -> None:
        self.code = code
        self.phases = phases(code)
        self.state = code.inputs[:state]
        self.varying = code.inputs[len(code.inputs) - varying :] if varying else ()
        count = len(code.outputs) - state
        self.results, self.next = code.outputs[:count], code.outputs[count:]
        self.found = [number for number in self.results if not code.values[number].shape]
        self.lines: list[str] = []
        self.kernels: list[str] = []
        self.names: dict[int, str] = {}  # single numbers, in registers of the step
        self.memory: list[int] = []
        self.home = self._homes()
        self.kept: dict[int, int] = {}  # numbers that parts leave behind, and their places
        self._count = 0
        self.uses = code.uses()

    def _homes(self) -> dict[int, int]:
        """Values whose memory is that of the state which they replace."""
        found: dict[int, int] = {}
        for goal, made in zip(self.state, self.next, strict=True):
            cluster = next((c for c in self.phases.clusters if made in made_in(c)), None)
            if cluster is None or made in found or made in self.results:
                continue
            if any(step.name in ANGLES for step in cluster.steps):  # it may run twice
                continue
            if all(self._is_plain(goal, made, c, cluster) for c in self.phases.clusters):
                found[made] = goal
        return found

    def _is_plain(self, goal: int, made: int, reader: Cluster, writer: Cluster) -> bool:
        """Whether a loop may still read the state that another loop overwrites."""
        if reader.phase < writer.phase:
            return True
        for step in (*reader.steps, *reader.sums):
            for number in step.inputs:
                held = self.phases.access.get(number)
                if held is None or held.root != goal:
                    continue
                if reader is not writer or number != goal:
                    return False
                if self.code.values[goal].shape != reader.shape:
                    return False
        return True

    def whole(self) -> NativeText:
        for number in self.state:
            if not self.code.values[number].shape:
                kind = self._register(number)
                self.lines.append(f"%v{number} = load {kind}, ptr {self.address(number)}")
                self.names[number] = f"%v{number}"
        for place, number in enumerate(self.varying):
            self.names[number] = f"%v{number}"
            at = f"%r{number}"
            self.lines += [
                f"{at} = getelementptr double, ptr %row, i64 {place}",
                f"%v{number} = load double, ptr {at}",
            ]
        path = self._path()
        for phase in range(self.phases.last + 1):
            self._numbers(self.phases.numbers.get(phase, []))
            for cluster in self.phases.clusters:
                if cluster.phase == phase:
                    self._cluster(cluster)
        for place, number in enumerate(self.found):
            self._store_double(number, f"%found.{place}", "%into", place)
        self._advance()
        is_straight = bool(self.kernels) and not self.phases.clusters
        return NativeText(self._text(path), tuple(self.memory), is_straight)

    def address(self, number: int) -> str:
        """The register that holds the address of a value's memory."""
        number = self.home.get(number, number)
        if number not in self.memory:
            self.memory.append(number)
        is_carried = number in self.state and not self.code.values[number].shape
        return f"%h{number}" if is_carried else f"%m{number}"  # a number is carried in a register

    def _register(self, number: int) -> str:
        char = self.code.values[number].dtype.char
        if char not in REGISTERS:
            raise Unsuited(f"values of {self.code.values[number].dtype}")
        return REGISTERS[char]

    def _constant(self, array: Any) -> str:
        return number_text(np.asarray(array).reshape(-1)[0])

    def scalar(self, number: int) -> str:
        """The register, or the number, that a single value is."""
        if number not in self.names:
            value = self.code.values[number]
            if number in self.kept:
                self.lines += self._kept(number, f"%v{number}", "load")
                self.names[number] = f"%v{number}"
            elif value.constant is None:
                kind = self._register(number)
                self.lines.append(f"%v{number} = load {kind}, ptr {self.address(number)}")
                self.names[number] = f"%v{number}"
            else:
                self.names[number] = self._constant(value.constant)
        return self.names[number]

    def _numbers(self, steps: Sequence[Instruction]) -> None:
        """Instructions on single numbers; many of them in parts, or LLVM takes too long."""
        if len(steps) <= LONG:
            for step in steps:
                self._number(step)
            return
        computed = [step for step in steps if step.kind != "view"]
        for step in steps:
            if step.kind == "view":
                self._number(step)
        for start in range(0, len(computed), PART):
            self._part(computed[start : start + PART])

    def _part(self, steps: Sequence[Instruction]) -> None:
        """A function for some instructions, and its call."""
        inside = {step.output for step in steps}
        given = dict.fromkeys(number for step in steps for number in step.inputs)
        for number in given:
            if number not in inside and number not in self.kept and not self._is_known(number):
                self._keep(number)
        within = Counter(number for step in steps for number in step.inputs)
        left = [number for number in sorted(inside) if self.uses[number] > within[number]]
        lines, names = self.lines, self.names
        self.lines, self.names = [], {}
        for step in steps:
            self._number(step)
        for number in left:
            self._keep(number)
        title = f"@part{len(self.kernels)}(ptr noalias %kept)"
        body = [f"define internal void {title} noinline {{", *self.lines, "ret void", "}"]
        self.kernels.append("\n".join(body))
        self.lines, self.names = [*lines, f"call void {title.replace('noalias ', '')}"], names

    def _is_known(self, number: int) -> bool:
        return self.code.values[number].constant is not None

    def _keep(self, number: int) -> None:
        """Leave a number behind for other parts."""
        value = self.scalar(number)
        self.kept[number] = len(self.kept)
        self.lines += self._kept(number, value, "store")

    def _kept(self, number: int, name: str, word: str) -> list[str]:
        """The lines that load or store a number which parts leave behind."""
        self._count += 1
        kind, at = self._register(number), f"%k{self._count}"
        place = f"{at} = getelementptr double, ptr %kept, i64 {self.kept[number]}"
        line = (
            f"{name} = load {kind}, ptr {at}"
            if word == "load"
            else f"store {kind} {name}, ptr {at}"
        )
        return [place, line]

    def _number(self, step: Instruction) -> None:
        name = f"%v{step.output}"
        if step.kind == "view":
            held = self.phases.access[step.output]
            kind = self._register(step.output)
            at = f"%a{step.output}"
            address = self.address(held.root)
            self.lines.append(f"{at} = getelementptr {kind}, ptr {address}, i64 {held.offset}")
            self.lines.append(f"{name} = load {kind}, ptr {at}")
            self.names[step.output] = name
            return
        operands = [self.scalar(number) for number in step.inputs]
        if step.kind == "reduce":
            self.names[step.output] = operands[0]
            return
        self.lines += operation(step, self.code, operands, name)
        self.names[step.output] = name

    def _cluster(self, cluster: Cluster) -> None:
        """A function for one loop, and its call."""
        kernel = LoopWriter(self, cluster, len(self.kernels))
        self.kernels.append(kernel.text())
        self.lines += kernel.call()

    def _store_double(self, number: int, name: str, row: str, place: int) -> None:
        value = self.scalar(number)
        kind = self._register(number)
        if kind != "double":
            word = "fpext" if kind == "float" else "uitofp"
            self.lines.append(f"{name}.w = {word} {kind} {value} to double")
            value = f"{name}.w"
        self.lines.append(f"{name} = getelementptr double, ptr {row}, i64 {place}")
        self.lines.append(f"store double {value}, ptr {name}")

    def _path(self) -> list[str]:
        """The lines that write the parameters down, each as doubles one after the other."""
        lines: list[str] = []
        offset = 0
        for number in self.state:
            value = self.code.values[number]
            kind = TYPES[value.dtype.char]
            at = f"%p{number}"
            lines.append(f"{at} = getelementptr double, ptr %trail, i64 {offset}")
            lines.append(
                f"call void @note.{kind}(ptr {at}, ptr {self.address(number)}, i64 {value.size})"
            )
            offset += value.size
        return lines

    def _advance(self) -> None:
        """The next state, where its memory is not written already."""
        late = []
        for goal, made in zip(self.state, self.next, strict=True):
            value = self.code.values[goal]
            kind = TYPES[value.dtype.char]
            if not value.shape:
                late.append(f"store {kind} {self.scalar(made)}, ptr {self.address(goal)}")
            elif made not in self.home and made != goal:
                size = value.size * value.dtype.itemsize
                source = self.phases.access[made]
                if source.root != made:
                    raise Unsuited("the next state is a view")
                late.append(
                    f"call void @llvm.memcpy.p0.p0.i64(ptr {self.address(goal)}, "
                    f"ptr {self.address(made)}, i64 {size}, i1 false)"
                )
        self.lines += late

    def _text(self, path: Sequence[str]) -> str:
        slots = [
            f"%s{n} = getelementptr ptr, ptr %memory, i64 {i}\n%m{n} = load ptr, ptr %s{n}"
            for i, n in enumerate(self.memory)
        ]
        carried = [n for n in self.state if not self.code.values[n].shape and n in self.memory]
        kinds = {n: TYPES[self.code.values[n].dtype.char] for n in carried}
        begun = [
            f"%h{n} = alloca {kind}\n%h{n}.0 = load {kind}, ptr %m{n}\n"
            f"store {kind} %h{n}.0, ptr %h{n}"
            for n, kind in kinds.items()
        ]
        ended = [
            f"%h{n}.1 = load {kind}, ptr %h{n}\nstore {kind} %h{n}.1, ptr %m{n}"
            for n, kind in kinds.items()
        ]
        size = sum(self.code.values[number].size for number in self.state)
        sums = [line for line in self.lines if line.startswith("%acc")]
        body = [line for line in self.lines if not line.startswith("%acc")]
        return "\n".join(
            [
                declarations(any("@fast." in kernel for kernel in self.kernels)),
                *self.kernels,
                "define void @run(i64 %n, ptr %rates, ptr %found, ptr %path, ptr %memory) {",
                "entry:",
                f"%kept = alloca double, i64 {max(len(self.kept), 1)}",
                *slots,
                *begun,
                *sums,
                "%is.path = icmp ne ptr %path, null",
                "%any = icmp sgt i64 %n, 0",
                "br i1 %any, label %step, label %end",
                "step:",
                "%k = phi i64 [0, %entry], [%k.next, %turn]",
                f"%row.at = mul i64 %k, {len(self.varying)}",
                "%row = getelementptr double, ptr %rates, i64 %row.at",
                f"%into.at = mul i64 %k, {len(self.found)}",
                "%into = getelementptr double, ptr %found, i64 %into.at",
                "br i1 %is.path, label %walk, label %rest",
                "walk:",
                f"%trail.at = mul i64 %k, {size}",
                "%trail = getelementptr double, ptr %path, i64 %trail.at",
                *path,
                "br label %rest",
                "rest:",
                *body,
                "br label %turn",
                "turn:",
                "%k.next = add i64 %k, 1",
                "%more = icmp slt i64 %k.next, %n",
                "br i1 %more, label %step, label %end",
                "end:",
                *ended,
                "ret void",
                "}",
            ]
        )
