"""Arrays: a Code as Python source of numpy calls that write into memory planned beforehand.

Buffers are reused once their values have been read for the last time; single numbers are numpy's
scalars between the arrays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.plan.code import Code, Instruction, Value, view
from engine.plan.lifetimes import NEVER, last_reads, roots
from engine.plan.native import Program
from engine.plan.native_kernels import native_kernel
from engine.plan.segments import Segment

OPERATORS = {
    "add": "{} + {}", "subtract": "{} - {}", "multiply": "{} * {}", "divide": "{} / {}",
    "negative": "-{}", "power": "{} ** {}", "square": "{0} * {0}", "greater": "{} > {}",
    "greater_equal": "{} >= {}", "less": "{} < {}", "less_equal": "{} <= {}", "equal": "{} == {}",
    "not_equal": "{} != {}",
}  # fmt: skip


@dataclass
class Memory:
    """Where a value is kept. Attributes: name; array (where it is known beforehand)."""

    name: str
    array: Any = None


class ArrayWriter:
    """Writes the lines of a function. `names` are those of the inputs.

    `fixed` are arrays that inputs always are, by number; others are given at each call. An output
    in `targets` is written into the memory of that input, where nothing reads it any more.

    Attributes: lines; scope (what the lines mean by their names); buffers (bytes of them).
    """

    def __init__(
        self,
        code: Code,
        names: Mapping[int, str],
        fixed: Mapping[int, Any],
        targets: Mapping[int, int],
    ) -> None:
        self.code, self.targets = code, targets
        self.lines: list[str] = []
        self.scope: dict[str, Any] = {"float32": np.float32, "float64": np.float64}
        self.buffers = 0
        self.memory: dict[int, Memory] = {}
        self.scalar: dict[int, str] = {}  # of single numbers: an expression
        self._roots = roots(code)
        self._last = last_reads(code, self._roots)
        self._free: defaultdict[Any, list[Memory]] = defaultdict(list)
        self._owned: set[int] = set()  # values in buffers of ours
        self._fresh: set[int] = set()  # values in memory that is made at each call
        for number in code.inputs:
            if code.values[number].weak:
                self.scalar[number] = names[number]
            else:
                self.memory[number] = Memory(names[number], fixed.get(number))

    def write(self) -> ArrayWriter:
        """All instructions."""
        for place, step in enumerate(self.code.instructions):
            value = self.code.values[step.output]
            if step.kind == "view":
                self._view(step, value)
            elif step.kind == "call":
                given = ", ".join(self.operand(number) for number in step.inputs)
                self.lines.append(f"t{step.output} = {self._bound(step.detail, step)}({given})")
            elif step.kind == "part":
                self.lines.append(f"t{step.output} = t{step.inputs[0]}[{step.detail}]")
                self.memory[step.output] = Memory(f"t{step.output}")
                self._fresh.add(step.output)
            elif step.kind == "native":
                self._segment(step)
            elif step.kind == "noted":
                self.scalar[step.output] = f"r{step.inputs[0]}"
            elif not value.shape:
                self._number(step, value)
            else:
                self._array(place, step, value)
            self._release(place, step)
        return self

    def result(self, number: int) -> str:
        """The text that gives an output to the caller."""
        if number in self.scalar:
            return self.scalar[number]
        if not self.code.values[number].shape:
            return f"{self.operand(number)}[()]"
        return self.operand(number) if number in self._fresh else f"{self.operand(number)}.copy()"

    def operand(self, number: int) -> str:
        """The name of the array that holds a value, single numbers too."""
        value = self.code.values[number]
        if number in self.memory:
            return self.memory[number].name
        if value.constant is not None:
            return self._constant(number, value.constant)
        name = f"z{number}"
        array = np.empty((), value.dtype)
        self.scope[name] = array
        self.memory[number] = Memory(name, array)
        self.lines.append(f"{name}[()] = {self.scalar[number]}")
        return name

    def number(self, number: int) -> str:
        """The expression of a single number."""
        if number not in self.scalar:
            value = self.code.values[number]
            if value.constant is not None:
                self.scalar[number] = self._constant(number, value.constant[()], "s")
            else:
                self.scalar[number] = f"{self.operand(number)}[()]"
        return self.scalar[number]

    def _constant(self, number: int, array: Any, letter: str = "c") -> str:
        name = f"{letter}{number}"
        self.scope[name] = array
        return name

    def _bound(self, function: Any, step: Instruction) -> str:
        name = f"f{step.output}"
        self.scope[name] = function
        return name

    def _ufunc(self, name: str) -> str:
        self.scope[name] = getattr(np, name)
        return name

    def _reduction(self, name: str) -> str:
        self.scope[f"{name}_reduce"] = getattr(np, name).reduce
        return f"{name}_reduce"

    def _view(self, step: Instruction, value: Value) -> None:
        """A view: made once where the memory is known, else at each call."""
        source = step.inputs[0]
        if not self.code.values[source].shape and source not in self.memory:
            self.operand(source)
        held = self.memory.get(source)
        known = self.code.values[source].constant if held is None else held.array
        name = f"t{step.output}"
        if known is not None:
            seen = view(step, value, known)
            if np.may_share_memory(seen, known) or not value.size:
                self.scope[name] = seen
                self.memory[step.output] = Memory(name, seen)
                return
            self.scope[name] = np.empty(value.shape, value.dtype)
            self.lines.append(f"{name}[...] = {self.operand(source)}.reshape({value.shape})")
            self.memory[step.output] = Memory(name, self.scope[name])
            return
        text = self.operand(source)
        if step.name == "reshape":
            text += f".reshape({value.shape})"
        elif step.name == "transpose":
            text += f".transpose({step.detail})"
        elif step.name == "index":
            self.scope[f"k{step.output}"] = step.detail
            text += f"[k{step.output}]"
        else:
            self.scope["broadcast_to"] = np.broadcast_to
            text = f"broadcast_to({text}, {value.shape})"
        self.lines.append(f"{name} = {text}")
        self.memory[step.output] = Memory(name)

    def _number(self, step: Instruction, value: Value) -> None:
        """A single number, as an expression with a name."""
        name = f"t{step.output}"
        if step.kind == "reduce":
            text = f"{self._reduction(step.name)}({self.operand(step.inputs[0])}, None)"
        elif step.name in ("matmul", "vdot"):
            text = f"{self._ufunc(step.name)}({', '.join(map(self.operand, step.inputs))})"
        else:
            operands = [self.number(number) for number in step.inputs]
            if step.kind == "cast":
                text = f"float({operands[0]})" if value.weak else self._cast(value, operands[0])
            elif step.kind == "select":
                text = "{1} if {0} else {2}".format(*operands)
            elif step.name in OPERATORS:
                text = OPERATORS[step.name].format(*operands)
            else:
                text = f"{self._ufunc(step.name)}({', '.join(operands)})"
                text = f"float({text})" if value.weak else text
        self.lines.append(f"{name} = {text}")
        self.scalar[step.output] = name

    def _cast(self, value: Value, text: str) -> str:
        name = value.dtype.name
        self.scope[name] = value.dtype.type
        return f"{name}({text})"

    def _segment(self, step: Instruction) -> None:
        """A call of native code on the memory of what it reads and makes."""
        segment: Segment = step.detail
        program = Program(self.code, segment.text)
        mark = f"n{step.output}"
        goals = segment.code.inputs[: segment.replaced]
        made = segment.code.outputs
        count = len(made) - segment.replaced
        numbers = [number for number in made[:count] if not self.code.values[number].shape]
        found = np.empty(max(len(numbers), 1))
        held = {number: number for number in segment.code.inputs}
        for number in segment.code.inputs:
            self.operand(number)
        for number, goal in zip(made[count:], goals, strict=True):
            self.memory[number] = self.memory[goal]
        for number in made[:count]:
            if self.code.values[number].shape:
                self.memory[number] = self._room(number)
                held[number] = number
        for number in held:
            if number not in program.places:
                continue
            memory = self.memory[number]
            if memory.array is not None and memory.array.flags.c_contiguous:
                program.hold(number, memory.array)
            else:
                self.scope["ascontiguousarray"] = np.ascontiguousarray
                own = f"{mark}_{number}"
                whole = memory.name if number in made else f"ascontiguousarray({memory.name})"
                self.lines.append(f"{own} = {whole}")
                self.lines.append(f"{mark}t[{program.places[number]}] = {own}.ctypes.data")
        self.scope |= {mark: program.run, f"{mark}p": program, f"{mark}t": program.table}
        self.scope[f"{mark}f"] = found
        at, table = found.ctypes.data, program.table.ctypes.data
        self.lines.append(f"{mark}(1, None, {mark}a, None, {mark}b)")
        self.scope |= {f"{mark}a": at, f"{mark}b": table}
        for place, number in enumerate(numbers):
            value = self.code.values[number]
            text = f"{mark}f[{place}]"
            if value.weak:
                text = f"float({text})"
            elif value.dtype.char != "d":
                text = self._cast(value, text)
            self.lines.append(f"t{number} = {text}")
            self.scalar[number] = f"t{number}"

    def _room(self, number: int) -> Memory:
        """Memory for an array that native code makes."""
        value = self.code.values[number]
        if self._last.get(number) == NEVER and number not in self.targets:
            return self._new(number, value)
        self._owned.add(number)
        free = self._free[value.shape, value.dtype.char]
        return free.pop() if free else self._buffer(value)

    def _new(self, number: int, value: Value) -> Memory:
        """Memory that is made at each call, for an output."""
        self.scope |= {"empty": np.empty, f"d{number}": value.dtype}
        self.lines.append(f"t{number} = empty({value.shape}, d{number})")
        self._fresh.add(number)
        return Memory(f"t{number}")

    def _array(self, place: int, step: Instruction, value: Value) -> None:
        operands = [self.operand(number) for number in step.inputs]
        out = self._target(place, step, value)
        name = out.name
        if step.kind == "ufunc":
            function = "dot" if self._is_plain_product(step) else step.name
            goal = f"out={name}" if function in ("maximum", "minimum") else name  # or numpy warns
            self.lines.append(f"{self._ufunc(function)}({', '.join(operands)}, {goal})")
        elif step.kind == "reduce":
            axes, keepdims = step.detail
            given = f"{operands[0]}, {axes}, None, {name}, {keepdims}"
            self.lines.append(f"{self._reduction(step.name)}({given})")
        elif step.kind == "select":
            copyto = self._ufunc("copyto")
            if operands[2] != name:
                self.lines.append(f"{copyto}({name}, {operands[2]})")
            self.lines.append(f"{copyto}({name}, {operands[1]}, where={operands[0]})")
        elif step.kind == "kernel":
            given = ", ".join([*operands, name])
            kernel = self._bound(native_kernel(step.detail, value.dtype), step)
            self.lines.append(f"r{step.output} = {kernel}({given})")
        elif step.kind == "cast":
            self.lines.append(f"{self._ufunc('copyto')}({name}, {operands[0]}, 'unsafe')")
        elif step.kind == "join":
            joined = ", ".join(operands)
            self.lines.append(f"{self._ufunc('concatenate')}(({joined},), {step.detail}, {name})")
        else:
            self.scope[f"k{step.output}"] = step.detail
            self.lines += [f"{name}.fill(0)", f"{name}[k{step.output}] = {operands[0]}"]
        self.memory[step.output] = out

    def _is_plain_product(self, step: Instruction) -> bool:
        if step.name != "matmul":
            return False
        return all(len(self.code.values[number].shape) == 2 for number in step.inputs)

    def _target(self, place: int, step: Instruction, value: Value) -> Memory:
        """The memory of a result: that of the input it replaces, of an operand, or a buffer."""
        goal = self.targets.get(step.output)
        elementwise = step.kind in ("ufunc", "select") and step.name != "matmul"
        if goal is not None and self._last.get(goal, -1) <= place:
            is_read = any(self._roots.get(number, number) == goal for number in step.inputs)
            if not is_read or (
                elementwise
                and self._reads_plainly(step, goal)
                and (step.kind != "select" or goal not in step.inputs[:2])
            ):
                return self.memory[goal]
        if self._last.get(step.output) == NEVER and goal is None:
            return self._new(step.output, value)
        if elementwise:
            order = step.inputs[::-1] if step.kind == "select" else step.inputs
            for number in order[:1] if step.kind == "select" else order:
                given = self.code.values[number]
                if (
                    number in self._owned
                    and self._last.get(number) == place
                    and (given.shape, given.dtype) == (value.shape, value.dtype)
                    and self._reads_plainly(step, number)
                ):
                    self._owned.discard(number)
                    self._owned.add(step.output)
                    return self.memory[number]
        self._owned.add(step.output)
        free = self._free[value.shape, value.dtype.char]
        return free.pop() if free else self._buffer(value)

    def _reads_plainly(self, step: Instruction, number: int) -> bool:
        """Whether a step reads this memory as it is, and no other view of it."""
        return all(n == number for n in step.inputs if self._roots.get(n, n) == number)

    def _buffer(self, value: Value) -> Memory:
        name = f"b{sum(key.startswith('b') and key[1:].isdigit() for key in self.scope)}"
        array = np.empty(value.shape, value.dtype)
        self.scope[name] = array
        self.buffers += array.nbytes
        return Memory(name, array)

    def _release(self, place: int, step: Instruction) -> None:
        """Let the buffers be used again that this instruction was the last to read."""
        for number in {self._roots.get(number, number) for number in step.inputs}:
            if number in self._owned and self._last.get(number) == place:
                self._owned.discard(number)
                value = self.code.values[number]
                self._free[value.shape, value.dtype.char].append(self.memory[number])
