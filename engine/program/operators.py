"""Operators: arithmetic and comparison, bounded where a small text could ask for a huge number."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from numpy import ndarray

from engine.history import HERE
from engine.plan import Span
from engine.program.bounds import MOST_BITS, MOST_ITEMS, MOST_WORK, SMALL
from engine.program.formatting import percent
from engine.program.names import global_slot, load, local_slot
from engine.program.plain import plain, result
from engine.program.scopes import Scope
from engine.program.syntax import span_of
from engine.program.table import expression, value
from engine.program.unit import UNBOUND, Code, Frame, Unit

SEQUENCES = (str, bytes, list, tuple)
ELSEWHERE = -1  # no slot of the frame
Combine = Callable[[Any, Any], Any]


def _too_large(what: str) -> OverflowError:
    return OverflowError(f"{what} has more than {MOST_BITS:,} bits; use floats, or smaller numbers")


def mul(a: Any, b: Any) -> Any:
    """`a * b`. Errors: OverflowError, MemoryError where the result would be huge."""
    kind = type(a)
    if kind is float:
        return a * b
    if kind is int:
        other = type(b)
        if other is float or (other is int and -SMALL < a < SMALL and -SMALL < b < SMALL):
            return a * b
    if kind is int or kind in SEQUENCES or type(b) in SEQUENCES:
        result_of = _repeated if kind in SEQUENCES or type(b) in SEQUENCES else _product
        return result_of(a, b)
    return a * b


def _product(a: Any, b: Any) -> Any:
    small = type(b) is not int or (-SMALL < a < SMALL and -SMALL < b < SMALL)
    if not small and a.bit_length() + b.bit_length() > MOST_BITS:
        raise _too_large("the product")
    return a * b


def _repeated(a: Any, b: Any) -> Any:
    _check_length(*((a, b) if type(a) in SEQUENCES else (b, a)))
    return a * b


def _check_length(many: Any, count: Any) -> None:
    if type(count) is int and len(many) * count > MOST_ITEMS:
        raise MemoryError(f"a sequence of {len(many) * count:,} items is too large")


def _check_dividend(a: Any) -> None:
    if type(a) is int and not -SMALL < a < SMALL and a.bit_length() > MOST_BITS:
        raise _too_large("the number that is divided")


def added(a: Any, b: Any) -> Any:
    """`a + b`. Errors: TypeError where that is an array of objects."""
    return result(a + b)


def floor_divided(a: Any, b: Any) -> Any:
    """`a // b`. Errors: OverflowError where `a` is huge."""
    _check_dividend(a)
    return a // b


def both_divided(a: Any, b: Any) -> Any:
    """`divmod(a, b)`. Errors: OverflowError where `a` is huge."""
    _check_dividend(a)
    return plain(divmod(a, b))


def power_modulo(a: Any, b: Any, modulus: Any) -> Any:
    """`pow(a, b, modulus)`. Errors: OverflowError where it would take long."""
    whole = all(isinstance(part, int) for part in (a, b, modulus))
    if whole and b.bit_length() * modulus.bit_length() ** 2 > MOST_WORK:
        raise OverflowError("pow() of numbers this large takes too long; use smaller ones")
    return pow(a, b, modulus)


def power(a: Any, b: Any) -> Any:
    """`a ** b`. Errors: OverflowError where the result would be huge."""
    if type(a) is int and type(b) is int and b > 0 and a.bit_length() * b > MOST_BITS:
        if abs(a) > 1:
            raise _too_large(f"the power of {b}")
        return a ** (b % 2 + 2)
    return a**b


def shifted(a: Any, b: Any) -> Any:
    """`a << b`. Errors: OverflowError where the result would be huge."""
    if isinstance(a, int) and isinstance(b, int) and b > MOST_BITS:
        raise _too_large("the shifted number")
    return a << b


def modulo(a: Any, b: Any) -> Any:
    """`a % b`, which formats where `a` is a string."""
    if type(a) is int and -SMALL < a < SMALL:
        return a % b
    if isinstance(a, (str, bytes)):
        return percent(a, b)
    _check_dividend(a)
    return a % b


BINARY: dict[type[ast.operator], Combine] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: floor_divided,
    ast.Mod: modulo,
    ast.Pow: power,
    ast.MatMult: operator.matmul,
    ast.LShift: shifted,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
}


def _in_place(plain: Combine, change: Combine) -> Combine:
    """Change an object in place where it can be; ints, floats and strings take the plain way."""

    def combined(a: Any, b: Any) -> Any:
        return plain(a, b) if type(a) in (int, float, str) else change(a, b)

    return combined


def _imul(a: Any, b: Any) -> Any:
    if type(a) is list:
        _check_length(a, b)
    a *= b
    return a


AUGMENTED: dict[type[ast.operator], Combine] = {
    ast.Add: operator.iadd,
    ast.Sub: operator.isub,
    ast.Mult: _in_place(mul, _imul),
    ast.Div: operator.itruediv,
    ast.FloorDiv: _in_place(floor_divided, operator.ifloordiv),
    ast.Mod: _in_place(modulo, operator.imod),
    ast.Pow: _in_place(power, operator.ipow),
    ast.MatMult: operator.imatmul,
    ast.LShift: _in_place(shifted, operator.ilshift),
    ast.RShift: operator.irshift,
    ast.BitOr: operator.ior,
    ast.BitAnd: operator.iand,
    ast.BitXor: operator.ixor,
}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}
COMPARE: dict[type[ast.cmpop], Combine] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


def combined(
    unit: Unit, scope: Scope, node: ast.AST, combine: Combine, left: ast.AST, right: ast.AST
) -> Code:
    """`combine(left, right)`, quick where the operands are variables of the frame or constants; one
    that is a constant makes no array of objects."""
    here, span = HERE, span_of(node)
    a, b = value(unit, scope, left), value(unit, scope, right)
    i, k = _slot(scope, left), _slot(scope, right)
    constant = right.value if isinstance(right, ast.Constant) else None
    is_constant = isinstance(right, ast.Constant)
    if isinstance(left, ast.Constant) and type(left.value) in (int, float):
        known: Any = left.value
        return _of_constant(known, b, k, _quick(combine, known), span)
    combine = _quick(combine, constant)

    def local_and_constant(f: Frame) -> Any:
        x = f[i]
        if x is UNBOUND:
            x = a(f)
        here.span = span
        return combine(x, constant)

    def local_and_local(f: Frame) -> Any:
        x, y = f[i], f[k]
        if x is UNBOUND or y is UNBOUND:
            x, y = a(f), b(f)
        here.span = span
        found = combine(x, y)
        return plain(found) if type(found) is ndarray else found

    def local_and_any(f: Frame) -> Any:
        x = f[i]
        if x is UNBOUND:
            x = a(f)
        y = b(f)
        here.span = span
        found = combine(x, y)
        return plain(found) if type(found) is ndarray else found

    def any_and_constant(f: Frame) -> Any:
        x = a(f)
        here.span = span
        return combine(x, constant)

    def any_and_local(f: Frame) -> Any:
        x = a(f)
        y = f[k]
        if y is UNBOUND:
            y = b(f)
        here.span = span
        found = combine(x, y)
        return plain(found) if type(found) is ndarray else found

    def any_and_any(f: Frame) -> Any:
        x = a(f)
        y = b(f)
        here.span = span
        found = combine(x, y)
        return plain(found) if type(found) is ndarray else found

    if i != ELSEWHERE:
        if is_constant:
            return local_and_constant
        return local_and_any if k == ELSEWHERE else local_and_local
    if is_constant:
        return any_and_constant
    return any_and_any if k == ELSEWHERE else any_and_local


def _quick(combine: Combine, constant: Any) -> Combine:
    """The operator itself, where a factor that is known to be a float needs no bounds."""
    return operator.mul if combine is mul and type(constant) is float else combine


def _of_constant(known: Any, b: Code, k: int, combine: Combine, span: Span) -> Code:
    """`combine(known, b)`, where b may be the variable of slot k."""
    here = HERE

    def constant_and_local(f: Frame) -> Any:
        y = f[k]
        if y is UNBOUND:
            y = b(f)
        here.span = span
        return combine(known, y)

    def constant_and_any(f: Frame) -> Any:
        y = b(f)
        here.span = span
        return combine(known, y)

    return constant_and_any if k == ELSEWHERE else constant_and_local


def _slot(scope: Scope, node: ast.AST) -> int:
    """The slot of an operand that is a plain variable of the frame."""
    slot = local_slot(scope, node.id) if isinstance(node, ast.Name) else None
    return ELSEWHERE if slot is None else slot


@expression(ast.BinOp)
def _binary(unit: Unit, scope: Scope, node: ast.BinOp) -> Code:
    return combined(unit, scope, node, BINARY[type(node.op)], node.left, node.right)


@expression(ast.UnaryOp)
def _unary(unit: Unit, scope: Scope, node: ast.UnaryOp) -> Code:
    apply, operand = UNARY[type(node.op)], value(unit, scope, node.operand)
    here, span = HERE, span_of(node)
    constant = node.operand.value if isinstance(node.operand, ast.Constant) else None
    if type(constant) in (int, float) and not isinstance(node.op, ast.Invert):
        known = apply(constant)
        return lambda f: known

    def run(f: Frame) -> Any:
        x = operand(f)
        here.span = span
        return apply(x)

    return run


@expression(ast.Compare)
def _compare(unit: Unit, scope: Scope, node: ast.Compare) -> Code:
    if len(node.ops) == 1:
        compare = COMPARE[type(node.ops[0])]
        return combined(unit, scope, node, compare, node.left, node.comparators[0])
    first = value(unit, scope, node.left)
    rest = [
        (COMPARE[type(op)], value(unit, scope, part))
        for op, part in zip(node.ops, node.comparators, strict=True)
    ]
    here, span = HERE, span_of(node)

    def run(f: Frame) -> Any:
        x, found = first(f), True
        for compare, code in rest:
            y = code(f)
            here.span = span
            found = compare(x, y)
            if not found:
                return found
            x = y
        return found

    return run


@expression(ast.BoolOp)
def _boolean(unit: Unit, scope: Scope, node: ast.BoolOp) -> Code:
    codes = [value(unit, scope, part) for part in node.values]
    *before, last = codes
    ends = isinstance(node.op, ast.Or)

    def run(f: Frame) -> Any:
        for code in before:
            found = code(f)
            if bool(found) is ends:
                return found
        return last(f)

    return run


@expression(ast.IfExp)
def _conditional(unit: Unit, scope: Scope, node: ast.IfExp) -> Code:
    test, yes, no = (value(unit, scope, part) for part in (node.test, node.body, node.orelse))
    return lambda f: yes(f) if test(f) else no(f)


@expression(ast.Name)
def _name(unit: Unit, scope: Scope, node: ast.Name) -> Code:
    here, span = HERE, span_of(node)
    code = load(unit, scope, node.id)
    slot, at = local_slot(scope, node.id), global_slot(scope, node.id)
    if slot is None and at is not None:
        slots = unit.globals

        def among_globals(f: Frame) -> Any:
            found = slots[at]
            if found is UNBOUND:
                here.span = span
                return code(f)
            return found

        return among_globals
    if slot is None:

        def elsewhere(f: Frame) -> Any:
            try:
                return code(f)
            except NameError:
                here.span = span
                raise

        return elsewhere

    def run(f: Frame) -> Any:
        found = f[slot]
        if found is UNBOUND:
            here.span = span
            return code(f)
        return found

    return run


@expression(ast.Constant)
def _constant(unit: Unit, scope: Scope, node: ast.Constant) -> Code:
    found = node.value
    return lambda f: found
