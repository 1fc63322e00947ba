"""Native: code compiled by LLVM, through llvmlite, for descents and for functions.

llvmlite may be absent: then `is_present()` is false, and everything runs on the other back ends.
"""

from __future__ import annotations

import ctypes
import importlib.util
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.plan.clusters import Unsuited
from engine.plan.code import Code
from engine.plan.function import Function, Rows
from engine.plan.native_text import NativeText, native_text
from engine.plan.powers import multiplied
from engine.plan.subexpressions import common
from engine.plan.updating import Update

LARGE_TEXT = 200_000  # characters from which on fewer optimisations are worth their time
_lock = Lock()


@cache
def is_present() -> bool:
    """Whether llvmlite can be imported."""
    return importlib.util.find_spec("llvmlite") is not None


def _machine(level: int) -> Any:
    """The processor that this runs on; whoever compiles with it owns it."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        opt=level, cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten()
    )


def assembled(text: str, *, is_straight: bool = False) -> tuple[int, Any]:
    """The address of `run` in a text of LLVM, and what keeps it alive.

    Long straight code is hardly faster for being optimised, which takes twenty times as long.
    """
    import llvmlite.binding as llvm

    with _lock:
        machine = _machine(0 if is_straight else 2)
        module = llvm.parse_assembly(text)
        module.verify()
        level = 0 if is_straight else 1 if len(text) > LARGE_TEXT else 3
        options = llvm.create_pipeline_tuning_options(speed_level=level)
        options.loop_vectorization = options.loop_unrolling = level > 1
        options.slp_vectorization = False
        passes = llvm.create_pass_builder(machine, options)
        passes.getModulePassManager().run(module, passes)
        engine = llvm.create_mcjit_compiler(module, machine)
        engine.finalize_object()
        return engine.get_function_address("run"), engine


_RUN = ctypes.CFUNCTYPE(
    None, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class Program:
    """A text, compiled, and the memory that it works in.

    Attributes: text; run (see engine.plan.native_text); arrays (by value); places (of the values in
    `table`, their addresses).
    """

    def __init__(self, code: Code, written: NativeText) -> None:
        self.text = written.text
        address, self._engine = assembled(self.text, is_straight=written.is_straight)
        self.run = _RUN(address)
        self.arrays: dict[int, Array] = {}
        self.places = {number: place for place, number in enumerate(written.memory)}
        self.table = np.zeros(max(len(written.memory), 1), np.uint64)
        for number in written.memory:
            value = code.values[number]
            array = (
                np.empty(value.shape, value.dtype)
                if value.constant is None
                else np.ascontiguousarray(value.constant)
            )
            self.hold(number, array)

    def hold(self, number: int, array: Array) -> None:
        """Let a value be in this memory."""
        self.arrays[number] = array
        self.table[self.places[number]] = array.ctypes.data


def descent(update: Update, code: Code, *, path: bool) -> Function:
    """A whole descent in native code: (changing, state) → (losses, path, state).

    As engine.plan.array_functions.descent, but for the path: an array with all numbers of the state
    in a row for each step, or None. Errors: Unsuited where it has no native form.
    """
    code = common(multiplied(code))
    program = Program(code, native_text(code, update.state, len(update.varying)))
    held = code.inputs[: update.state]
    total = sum(code.values[number].size for number in held)

    before: list[Any] = [None, None]  # what varied, and its table: often it is the same again

    def descend(changing: Rows, state: Sequence[Array]) -> Any:
        if before[0] != changing:
            before[:] = changing, changing.table()
        rates, steps = before[1], changing.steps
        for number, array in zip(held, state, strict=True):
            if number in program.arrays:
                program.arrays[number][...] = array
        losses = np.empty(steps)
        trail = np.empty((steps, total)) if path else None
        program.run(
            steps,
            rates.ctypes.data,
            losses.ctypes.data,
            None if trail is None else trail.ctypes.data,
            program.table.ctypes.data,
        )
        after = tuple(
            program.arrays[number].copy() if number in program.arrays else array
            for number, array in zip(held, state, strict=True)
        )
        return losses, trail, after

    return Function(descend, program.text)


def function(code: Code, groups: Sequence[int]) -> Function:
    """The outputs of `code` in native code: arrays in, and fresh arrays and numbers out.

    As engine.plan.array_functions.function. Errors: Unsuited where it has no native form.
    """
    code = common(multiplied(code))
    program = Program(code, native_text(code, 0, 0))
    values = code.values
    numbers = [number for number in code.outputs if not values[number].shape]
    found = np.empty(max(len(numbers), 1))
    address, table = found.ctypes.data, program.table.ctypes.data
    constants: dict[int, Any] = {
        n: values[n].constant for n in code.outputs if values[n].constant is not None
    }
    made = [n for n in dict.fromkeys(code.outputs) if values[n].shape and n not in constants]
    if any(number not in program.places or number in code.inputs for number in made):
        raise Unsuited("an output is a view")
    run, hold, arrays = program.run, program.hold, program.arrays
    inputs = [number for number in code.inputs if number in program.places]

    def call(*given: Array) -> Any:
        for number, array in zip(code.inputs, given, strict=True):
            if number in program.places:
                hold(number, np.ascontiguousarray(array))  # alive in `arrays` until it has run
        for number in made:
            hold(number, np.empty(values[number].shape, values[number].dtype))
        run(1, None, address, None, table)
        single = dict(zip(numbers, found.tolist(), strict=False))
        results = iter(
            [
                single[n] if n in single else constants[n].copy() if n in constants else arrays[n]
                for n in code.outputs
            ]
        )
        parts = [tuple(next(results) for _ in range(c)) if c else next(results) for c in groups]
        for number in (*inputs, *made):
            arrays.pop(number)
        return tuple(parts) if len(parts) > 1 else parts[0]

    return Function(call, program.text)
