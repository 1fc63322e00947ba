"""Native functions: exp, log, sin, cos and tanh without branches, so that LLVM can vectorise them.

Each is within two ulp of the right result. Sines and cosines are right for arguments up to
LARGEST_ANGLE; a loop that meets a larger one is run again with those of C's library.
Sources: Cody and Waite, Software Manual for the Elementary Functions (1980), for the reductions;
the coefficients of tanh and of the logarithm are those of Cephes.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import NamedTuple

VECTORISED = frozenset({"exp", "log", "sin", "cos", "tanh"})
ANGLES = frozenset({"sin", "cos"})
LARGEST_ANGLE = {"double": 1e5, "float": 1e3}


class Format(NamedTuple):
    """A kind of floating point number.

    Attributes: kind; whole (integers of its size); bits (of the fraction); bias; suffix (of
    LLVM's intrinsics).
    """

    kind: str
    whole: str
    bits: int
    bias: int
    suffix: str


DOUBLE = Format("double", "i64", 52, 1023, "f64")
SINGLE = Format("float", "i32", 23, 127, "f32")


class _Text:
    """Lines of a function, and names for what they compute."""

    def __init__(self, form: Format) -> None:
        self.form, self.lines, self._count = form, [], 0

    lines: list[str]

    def name(self, line: str) -> str:
        """The name of a line's result."""
        self._count += 1
        self.lines.append(f"%r{self._count} = {line}")
        return f"%r{self._count}"

    def number(self, x: float) -> str:
        if self.form.kind == "float":
            x = struct.unpack("f", struct.pack("f", x))[0]
        return "0x" + struct.pack(">d", x).hex().upper()

    def two(self, word: str, x: str, y: str | float) -> str:
        y = y if isinstance(y, str) else self.number(y)
        return self.name(f"{word} {self.form.kind} {x}, {y}")

    def add(self, x: str, y: str | float) -> str:
        return self.two("fadd", x, y)

    def sub(self, x: str, y: str | float) -> str:
        return self.two("fsub", x, y)

    def mul(self, x: str, y: str | float) -> str:
        return self.two("fmul", x, y)

    def div(self, x: str, y: str | float) -> str:
        return self.two("fdiv", x, y)

    def fused(self, x: str, y: str | float, z: str | float) -> str:
        """x · y + z, rounded once."""
        k = self.form.kind
        y = y if isinstance(y, str) else self.number(y)
        z = z if isinstance(z, str) else self.number(z)
        return self.name(f"call {k} @llvm.fma.{self.form.suffix}({k} {x}, {k} {y}, {k} {z})")

    def polynomial(self, x: str, coefficients: Sequence[float]) -> str:
        """Of x, the highest power first."""
        total = self.number(coefficients[0])
        for coefficient in coefficients[1:]:
            total = self.fused(total, x, coefficient)
        return total

    def compare(self, word: str, x: str, y: str | float) -> str:
        return self.two(f"fcmp {word}", x, y)

    def choose(self, condition: str, x: str | float, y: str | float) -> str:
        k = self.form.kind
        x = x if isinstance(x, str) else self.number(x)
        y = y if isinstance(y, str) else self.number(y)
        return self.name(f"select i1 {condition}, {k} {x}, {k} {y}")

    def bits_of(self, x: str) -> str:
        return self.name(f"bitcast {self.form.kind} {x} to {self.form.whole}")

    def of_bits(self, x: str) -> str:
        return self.name(f"bitcast {self.form.whole} {x} to {self.form.kind}")

    def whole(self, word: str, x: str, y: int | str) -> str:
        return self.name(f"{word} {self.form.whole} {x}, {y}")

    def absolute(self, x: str) -> str:
        k = self.form.kind
        return self.name(f"call {k} @llvm.fabs.{self.form.suffix}({k} {x})")

    def rounded(self, x: str) -> tuple[str, str]:
        """The nearest whole number, and a number whose lowest bits are that number's."""
        magic = 1.5 * 2.0**self.form.bits
        raised = self.add(x, magic)
        return self.sub(raised, magic), raised

    def power_of_two(self, raised: str) -> str:
        """2ⁿ, of what `rounded` gave for n in the range of normal numbers."""
        shifted = self.whole("add", self.bits_of(raised), self.form.bias)
        return self.of_bits(self.whole("shl", shifted, self.form.bits))


def _exp(text: _Text, x: str) -> str:
    single = text.form.kind == "float"
    high, low = (88.8, -104.0) if single else (709.9, -746.0)
    x = text.choose(text.compare("ogt", x, high), high, x)
    x = text.choose(text.compare("olt", x, low), low, x)
    n, _ = text.rounded(text.mul(x, 1 / math.log(2)))
    head, rest = (
        (0.693359375, -2.12194440e-4)
        if single
        else (6.93145751953125e-1, 1.42860682030941723212e-6)
    )
    r = text.fused(n, -head, x)
    r = text.fused(n, -rest, r)
    terms = 7 if single else 13
    p = text.polynomial(r, [1 / math.factorial(k) for k in range(terms, 1, -1)])
    p = text.fused(text.mul(r, r), p, r)
    half, raised = text.rounded(text.mul(n, 0.5))
    _, other = text.rounded(text.sub(n, half))
    one = text.power_of_two(raised)
    scaled = text.fused(p, one, one)
    return text.mul(scaled, text.power_of_two(other))


_LOG = {  # of Cephes: log(1 + x) = x − x²/2 + x³ P(x)/Q(x), or x³ P(x)
    "double": (
        [1.01875663804580931796e-4, 4.97494994976747001425e-1, 4.70579119878881725854,
         1.44989225341610930846e1, 1.79368678507819816313e1, 7.70838733755885391666],
        [1.0, 1.12873587189167450590e1, 4.52279145837532221105e1, 8.29875266912776603211e1,
         7.11544750618563894466e1, 2.31251620126765340583e1],
    ),
    "float": (
        [7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
         -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1],
        [],
    ),
}  # fmt: skip


def _log(text: _Text, x: str) -> str:
    form = text.form
    smallest = 2.0 ** (1 - form.bias)
    lift = 54 if form.bits == 52 else 25
    tiny = text.compare("olt", x, smallest)
    normal = text.choose(tiny, text.mul(x, 2.0**lift), x)
    bits = text.bits_of(normal)
    exponent = text.whole("lshr", bits, form.bits)
    magic = 2.0**form.bits
    base = int.from_bytes(struct.pack(">d" if form.bits == 52 else ">f", magic), "big")
    e = text.sub(text.of_bits(text.whole("or", exponent, base)), magic)
    e = text.sub(e, text.choose(tiny, form.bias - 1.0 + lift, form.bias - 1.0))
    mask = (1 << form.bits) - 1
    half = (form.bias - 1) << form.bits
    m = text.of_bits(text.whole("or", text.whole("and", bits, mask), half))
    low = text.compare("olt", m, math.sqrt(0.5))
    e = text.sub(e, text.choose(low, 1.0, 0.0))
    r = text.sub(text.choose(low, text.add(m, m), m), 1.0)
    square = text.mul(r, r)
    top, bottom = _LOG[form.kind]
    p = text.polynomial(r, top)
    if bottom:
        p = text.div(p, text.polynomial(r, bottom))
    y = text.mul(text.mul(r, square), p)
    y = text.fused(e, -2.121944400546905827679e-4, y)
    y = text.fused(square, -0.5, y)
    y = text.fused(e, 0.693359375, text.add(r, y))
    y = text.choose(text.compare("oeq", x, math.inf), math.inf, y)
    y = text.choose(text.compare("oeq", x, 0.0), -math.inf, y)
    y = text.choose(text.compare("olt", x, 0.0), math.nan, y)
    return text.choose(text.compare("uno", x, x), x, y)


_QUARTER = {  # π/2 in parts whose products with small whole numbers are exact
    "double": (1.57079632673412561417e0, 6.07710050630396597660e-11, 2.02226624879595063154e-21),
    "float": (1.5703125, 4.83751296997070312e-4, 7.54978995489188216e-8),
}


def _angle(text: _Text, x: str, quarters: int) -> str:
    """The sine of x + quarters · π/2."""
    form = text.form
    n, raised = text.rounded(text.mul(x, 2 / math.pi))
    r = x
    for part in _QUARTER[form.kind]:
        r = text.fused(n, -part, r)
    square = text.mul(r, r)
    last = 17 if form.bits == 52 else 11
    odd = [(-1) ** (k // 2) / math.factorial(k) for k in range(last, 1, -2)]
    even = [(-1) ** (k // 2) / math.factorial(k) for k in range(last - 1, 2, -2)]
    sine = text.fused(text.mul(r, square), text.polynomial(square, odd), r)
    near = text.fused(square, -0.5, 1.0)
    cosine = text.fused(text.mul(square, square), text.polynomial(square, even), near)
    place = text.whole("add", text.bits_of(raised), quarters)
    swapped = text.name(f"trunc {form.whole} {place} to i1")
    y = text.choose(swapped, cosine, sine)
    turned = text.whole(
        "shl", text.whole("and", place, 2), form.bits + 10 if form.bits == 52 else 30
    )
    return text.of_bits(text.whole("xor", text.bits_of(y), turned))


def _sin(text: _Text, x: str) -> str:
    y = _angle(text, x, 0)
    return text.choose(text.compare("oeq", x, 0.0), x, y)  # −0 stays


def _cos(text: _Text, x: str) -> str:
    return _angle(text, x, 1)


_TANH = {  # of Cephes, for |x| < 0.625: x + x³ P(x²)/Q(x²), or x + x³ P(x²)
    "double": (
        [-9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3],
        [1.0, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3],
    ),
    "float": (
        [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1,
         -3.33332819422e-1],
        [],
    ),
}  # fmt: skip


def _tanh(text: _Text, x: str) -> str:
    size = text.absolute(x)
    square = text.mul(x, x)
    top, bottom = _TANH[text.form.kind]
    p = text.polynomial(square, top)
    if bottom:
        p = text.div(p, text.polynomial(square, bottom))
    near = text.fused(text.mul(x, square), p, x)
    grown = _exp(text, text.add(size, size))
    far = text.sub(text.number(1.0), text.div(text.number(2.0), text.add(grown, 1.0)))
    k = text.form.kind
    far = text.name(f"call {k} @llvm.copysign.{text.form.suffix}({k} {far}, {k} {x})")
    y = text.choose(text.compare("olt", size, 0.625), near, far)
    return text.choose(text.compare("uno", x, x), x, y)


_BODIES = {"exp": _exp, "log": _log, "sin": _sin, "cos": _cos, "tanh": _tanh}


def functions() -> str:
    """Their definitions, for doubles and floats, as `@fast.exp.f64` and the like."""
    found = []
    for form in (DOUBLE, SINGLE):
        k, s = form.kind, form.suffix
        found.append(f"declare {k} @llvm.fma.{s}({k}, {k}, {k})")
        found.append(f"declare {k} @llvm.copysign.{s}({k}, {k})")
        for name, body in _BODIES.items():
            text = _Text(form)
            result = body(text, "%x")
            lines = "\n".join(text.lines)
            found.append(
                f"define internal {k} @fast.{name}.{s}({k} %x) alwaysinline {{\n{lines}\n"
                f"ret {k} {result}\n}}"
            )
    return "\n".join(found)
