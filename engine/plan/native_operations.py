"""Native operations: numpy's elementwise operations as instructions of LLVM."""

from __future__ import annotations

from collections.abc import Sequence

from engine.plan.clusters import Unsuited
from engine.plan.code import Code, Instruction
from engine.plan.native_functions import VECTORISED, functions

ARITHMETIC = {"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"}
COMPARED = {
    "greater": "ogt", "greater_equal": "oge", "less": "olt", "less_equal": "ole", "equal": "oeq",
    "not_equal": "une",
}  # fmt: skip
INTRINSIC = {"absolute": "fabs", "sqrt": "sqrt", "floor": "floor", "ceil": "ceil", "trunc": "trunc"}
NAMES = {
    "exp": "exp", "exp2": "exp2", "expm1": "expm1", "log": "log", "log2": "log2", "log10": "log10",
    "log1p": "log1p", "sin": "sin", "cos": "cos", "tan": "tan", "arcsin": "asin",
    "arccos": "acos", "arctan": "atan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
}  # fmt: skip
PAIRED = {"power": "pow", "arctan2": "atan2", "hypot": "hypot"}
LOGICAL = {
    "logical_and": "and", "logical_or": "or", "bitwise_and": "and", "bitwise_or": "or",
    "bitwise_xor": "xor", "logical_xor": "xor",
}  # fmt: skip
OTHERS = ("square", "negative", "positive", "reciprocal", "isnan", "maximum", "minimum", "sign")
REDUCTIONS = ("add", "multiply", "maximum", "minimum")
SLOWER = {*NAMES, *PAIRED} - VECTORISED  # than numpy, on many elements
KINDS = {"d": "double", "f": "float", "?": "i1"}


def operation(
    step: Instruction, code: Code, operands: Sequence[str], name: str, *, fast: bool = False
) -> list[str]:
    """The lines that compute one element, `fast` with functions that can be vectorised.

    Errors: Unsuited where there is no native form.
    """
    char = code.values[step.inputs[0]].dtype.char
    if char not in KINDS or code.values[step.output].dtype.char not in KINDS:
        raise Unsuited(f"{step.name} of {code.values[step.inputs[0]].dtype}")
    kind = KINDS[char]
    if step.kind == "cast":
        return [_cast(char, code.values[step.output].dtype.char, operands[0], name)]
    if step.kind == "select":
        kind = KINDS[code.values[step.output].dtype.char]
        return [f"{name} = select i1 {operands[0]}, {kind} {operands[1]}, {kind} {operands[2]}"]
    if char == "?":
        return _of_truths(step, operands, name)
    if step.name in ARITHMETIC:
        return [f"{name} = {ARITHMETIC[step.name]} {kind} {operands[0]}, {operands[1]}"]
    if step.name in COMPARED:
        return [f"{name} = fcmp {COMPARED[step.name]} {kind} {operands[0]}, {operands[1]}"]
    if step.name == "square":
        return [f"{name} = fmul {kind} {operands[0]}, {operands[0]}"]
    if step.name == "negative":
        return [f"{name} = fneg {kind} {operands[0]}"]
    if step.name == "positive":
        return [f"{name} = fadd {kind} {operands[0]}, -0.0"]
    if step.name == "reciprocal":
        return [f"{name} = fdiv {kind} 1.0, {operands[0]}"]
    if step.name == "isnan":
        return [f"{name} = fcmp uno {kind} {operands[0]}, {operands[0]}"]
    if step.name in ("maximum", "minimum"):
        return _extreme(step.name, kind, operands, name)
    if step.name == "sign":
        return _sign(kind, operands[0], name)
    if fast and step.name in VECTORISED:
        width = "32" if char == "f" else "64"
        return [f"{name} = call {kind} @fast.{step.name}.f{width}({kind} {operands[0]})"]
    return [_called(step, char, kind, operands, name)]


def has_native_form(step: Instruction, code: Code) -> bool:
    """Whether an instruction can stand in a loop."""
    chars = {code.values[number].dtype.char for number in (*step.inputs, step.output)}
    if not chars <= KINDS.keys():
        return False
    if step.kind == "reduce":
        return step.name in REDUCTIONS and "?" not in chars
    if step.kind in ("select", "cast", "put"):
        return True
    names = {*ARITHMETIC, *COMPARED, *INTRINSIC, *NAMES, *PAIRED, *OTHERS}
    if code.values[step.inputs[0]].dtype.char == "?":
        names = {*LOGICAL, "logical_not", "invert"}
    return step.kind == "ufunc" and step.name in names


def _called(step: Instruction, char: str, kind: str, operands: Sequence[str], name: str) -> str:
    letter = "f" if char == "f" else ""
    if step.name in INTRINSIC:
        width = "32" if char == "f" else "64"
        return f"{name} = call {kind} @llvm.{INTRINSIC[step.name]}.f{width}({kind} {operands[0]})"
    if step.name in NAMES:
        return f"{name} = call {kind} @{NAMES[step.name]}{letter}({kind} {operands[0]})"
    if step.name in PAIRED:
        given = f"{kind} {operands[0]}, {kind} {operands[1]}"
        return f"{name} = call {kind} @{PAIRED[step.name]}{letter}({given})"
    raise Unsuited(f"{step.name} has no native form")


def _of_truths(step: Instruction, operands: Sequence[str], name: str) -> list[str]:
    if step.name in LOGICAL:
        return [f"{name} = {LOGICAL[step.name]} i1 {operands[0]}, {operands[1]}"]
    if step.name in ("logical_not", "invert"):
        return [f"{name} = xor i1 {operands[0]}, true"]
    raise Unsuited(f"{step.name} of truth values")


def _extreme(word: str, kind: str, operands: Sequence[str], name: str) -> list[str]:
    """numpy's maximum or minimum: NaN goes through, of equal zeros the second one."""
    x, y = operands
    compare = "ogt" if word == "maximum" else "olt"
    return [
        f"{name}.c = fcmp {compare} {kind} {x}, {y}",
        f"{name}.u = fcmp uno {kind} {x}, {x}",
        f"{name}.k = or i1 {name}.c, {name}.u",
        f"{name} = select i1 {name}.k, {kind} {x}, {kind} {y}",
    ]


def _sign(kind: str, x: str, name: str) -> list[str]:
    return [
        f"{name}.g = fcmp ogt {kind} {x}, 0.0",
        f"{name}.l = fcmp olt {kind} {x}, 0.0",
        f"{name}.z = fcmp oeq {kind} {x}, 0.0",
        f"{name}.a = select i1 {name}.z, {kind} 0.0, {kind} {x}",
        f"{name}.b = select i1 {name}.l, {kind} -1.0, {kind} {name}.a",
        f"{name} = select i1 {name}.g, {kind} 1.0, {kind} {name}.b",
    ]


def _cast(given: str, wanted: str, operand: str, name: str) -> str:
    if given == wanted:
        return f"{name} = select i1 true, {KINDS[given]} {operand}, {KINDS[given]} {operand}"
    if given == "?":
        return f"{name} = uitofp i1 {operand} to {KINDS[wanted]}"
    if wanted == "?":
        return f"{name} = fcmp une {KINDS[given]} {operand}, 0.0"
    word = "fpext" if wanted == "d" else "fptrunc"
    return f"{name} = {word} {KINDS[given]} {operand} to {KINDS[wanted]}"


def declarations(fast: bool) -> str:
    """What the text may call: the functions of C's library, small loops, and the fast functions."""
    lines = ["declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"]
    for kind, letter, width in (("double", "", "64"), ("float", "f", "32")):
        lines += [f"declare {kind} @{name}{letter}({kind})" for name in NAMES.values()]
        lines += [f"declare {kind} @{name}{letter}({kind}, {kind})" for name in PAIRED.values()]
        lines += [f"declare {kind} @llvm.{n}.f{width}({kind})" for n in INTRINSIC.values()]
        lines.append(_filling(kind))
        lines.append(_noting(kind))
    return "\n".join([*lines, functions()] if fast else lines)


def _filling(kind: str) -> str:
    """Writes one number to n places."""
    return _each(f"@fill.{kind}(ptr %p, {kind} %x, i64 %n)", f"store {kind} %x, ptr %q", kind)


def _noting(kind: str) -> str:
    """Writes n numbers down as doubles."""
    wide = "%v" if kind == "double" else "%w"
    lines = [f"%v = load {kind}, ptr %q"]
    lines += [] if kind == "double" else [f"%w = fpext {kind} %v to double"]
    lines += ["%o = getelementptr double, ptr %into, i64 %i", f"store double {wide}, ptr %o"]
    return _each(f"@note.{kind}(ptr %into, ptr %p, i64 %n)", "\n  ".join(lines), kind)


def _each(title: str, body: str, kind: str) -> str:
    """A function that does something at the address %q of each of the n numbers from %p on."""
    return f"""define internal void {title} {{
entry:
  br label %head
head:
  %i = phi i64 [0, %entry], [%j, %body]
  %c = icmp ult i64 %i, %n
  br i1 %c, label %body, label %done
body:
  %q = getelementptr {kind}, ptr %p, i64 %i
  {body}
  %j = add nuw nsw i64 %i, 1
  br label %head
done:
  ret void
}}"""
