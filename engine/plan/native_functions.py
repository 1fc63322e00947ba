"""Native functions: exp, log, sin, cos and tanh without branches, so that LLVM can vectorise them.

Each is within two ulp of the right result. Sines and cosines are right for arguments up to
LARGEST_ANGLE; a loop that meets a larger one is run again with those of C's library.
Sources: Cody and Waite, Software Manual for the Elementary Functions (1980), for the reductions;
the coefficients of the logarithm, and of sines of doubles, are those of fdlibm, the others' those
of Cephes, but for the exponential's, which Remez' algorithm gave.
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
        """Of x, the highest power first: even and odd powers apart, so that they overlap."""
        if len(coefficients) < 5:
            return self._horner(x, coefficients)
        square = self.mul(x, x)
        upward = coefficients[::-1]
        even, odd = (self._horner(square, part[::-1]) for part in (upward[::2], upward[1::2]))
        return self.fused(odd, x, even)

    def _horner(self, x: str, coefficients: Sequence[float]) -> str:
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


_LN2 = {  # in two parts: products of the first with small whole numbers are exact
    "double": (6.93145751953125e-1, 1.42860682030941723212e-6),
    "float": (0.693359375, -2.12194440e-4),
}
_EXP = {  # minimax: eʳ = 1 + r + r² P(r) for |r| < ln 2 / 2
    "double": [
        2.511449057683963742849e-8, 2.762633886798016588446e-7, 2.755722791748560241219e-6,
        2.48015044375462456897e-5, 1.98412699030468520556e-4, 1.388888893235983011713e-3,
        8.333333333314597457033e-3, 4.166666666657380579505e-2, 1.666666666666668596461e-1,
        5.000000000000005515533e-1,
    ],
    "float": [
        1.394647299351357816637e-3, 8.366598044845311808743e-3, 4.166628185011968060038e-2,
        1.666654292462451240766e-1, 5.000000061891563034919e-1,
    ],
}  # fmt: skip


def _reduced(text: _Text, x: str) -> tuple[str, str]:
    """p, and n as `rounded` raises it, so that eˣ = 2ⁿ (1 + p)."""
    n, raised = text.rounded(text.mul(x, 1 / math.log(2)))
    head, rest = _LN2[text.form.kind]
    r = text.fused(n, -rest, text.fused(n, -head, x))
    return text.fused(text.mul(r, r), text.polynomial(r, _EXP[text.form.kind]), r), raised


def _exp(text: _Text, x: str) -> str:
    single = text.form.kind == "float"
    high, low, lift = (88.8, -104.0, 26) if single else (709.9, -746.0, 56)
    x = text.choose(text.compare("ogt", x, high), high, x)
    x = text.choose(text.compare("olt", x, low), low, x)
    p, raised = _reduced(text, x)
    small = text.name(f"icmp slt {text.form.whole} {text.bits_of(x)}, 0")
    moved = text.sub(raised, text.choose(small, -lift, 1.0))  # 2ⁿ may be no normal number
    power = text.power_of_two(moved)
    scaled = text.fused(p, power, power)
    return text.mul(scaled, text.choose(small, 2.0**-lift, 2.0))


_LOG = {  # of fdlibm: log(1 + f) = f − f²/2 + s (f²/2 + s² P(s²)), s = f / (2 + f)
    "double": [
        1.479819860511658591e-1, 1.531383769920937332e-1, 1.818357216161805012e-1,
        2.222219843214978396e-1, 2.857142874366239149e-1, 3.999999999940941908e-1,
        6.666666666666735130e-1,
    ],
    "float": [0.24279078841, 0.28498786688, 0.40000972152, 0.66666662693],
}  # fmt: skip
_ROOT_HALF = {"double": 0x3FE6A09E667F3BCD, "float": 0x3F3504F3}  # the bits of √½


def _log(text: _Text, x: str) -> str:
    form = text.form
    lift = 54 if form.bits == 52 else 25
    tiny = text.compare("olt", x, 2.0 ** (1 - form.bias))
    normal = text.choose(tiny, text.mul(x, 2.0**lift), x)
    root = _ROOT_HALF[form.kind]
    moved = text.whole("add", text.bits_of(normal), (form.bias << form.bits) - root)
    magic = 2.0**form.bits
    base = int.from_bytes(struct.pack(">d" if form.bits == 52 else ">f", magic), "big")
    e = text.of_bits(text.whole("or", text.whole("lshr", moved, form.bits), base))
    e = text.sub(e, text.choose(tiny, magic + form.bias + lift, magic + form.bias))
    m = text.whole("and", moved, (1 << form.bits) - 1)
    f = text.sub(text.of_bits(text.whole("add", m, root)), 1.0)
    s = text.div(f, text.add(f, 2.0))
    z = text.mul(s, s)
    half = text.mul(text.mul(f, f), 0.5)
    p = text.fused(z, text.polynomial(z, _LOG[form.kind]), half)
    head, rest = _LN2[form.kind]
    y = text.fused(s, p, text.mul(e, rest))
    y = text.fused(e, head, text.sub(f, text.sub(half, y)))
    bad = text.choose(text.compare("oeq", x, 0.0), -math.inf, math.nan)
    y = text.choose(text.compare("ogt", x, 0.0), y, bad)
    return text.choose(text.compare("olt", x, math.inf), y, x)


_QUARTER = {  # π/2 in parts, each as exact as can be
    "double": (1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33),
    "float": (1.5707963705062866, -4.371138828673793e-8, -1.7151245100058819e-15),
}
_SINE = {  # of fdlibm and Cephes: sin r = r + r³ P(r²) for |r| < π/4
    "double": [
        1.58969099521155010221e-10, -2.50507602534068634195e-8, 2.75573137070700676789e-6,
        -1.98412698298579493134e-4, 8.33333333332248946124e-3, -1.66666666666666324348e-1,
    ],
    "float": [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1],
}  # fmt: skip
_COSINE = {  # cos r = 1 − r²/2 + r⁴ P(r²)
    "double": [
        -1.13596475577881948265e-11, 2.08757232129817482790e-9, -2.75573143513906633035e-7,
        2.48015872894767294178e-5, -1.38888888888741095749e-3, 4.16666666666666019037e-2,
    ],
    "float": [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2],
}  # fmt: skip


def _angle(text: _Text, x: str, quarters: int) -> str:
    """The sine of x + quarters · π/2."""
    form = text.form
    n, raised = text.rounded(text.mul(x, 2 / math.pi))
    r = x
    for part in _QUARTER[form.kind]:
        r = text.fused(n, -part, r)
    square = text.mul(r, r)
    sine = text.fused(text.mul(r, square), text.polynomial(square, _SINE[form.kind]), r)
    near = text.fused(square, -0.5, 1.0)
    p = text.polynomial(square, _COSINE[form.kind])
    cosine = text.fused(text.mul(square, square), p, near)
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
    """Near 0 as Cephes has it, else 1 - 2 / (1 + e²ˣ); one division does for both."""
    k, s = text.form.kind, text.form.suffix
    size = text.absolute(x)
    near = text.compare("olt", size, 0.625)
    top, bottom = _TANH[k]
    square = text.mul(x, x)
    p = text.polynomial(square, top)
    most = text.choose(text.compare("ogt", size, 20.0), 20.0, size)
    q, raised = _reduced(text, text.add(most, most))
    power = text.power_of_two(raised)
    grown = text.add(text.fused(q, power, power), 1.0)
    if bottom:
        grown = text.choose(near, text.polynomial(square, bottom), grown)
        p = far = text.div(text.choose(near, p, -2.0), grown)
    else:
        far = text.div(text.number(-2.0), grown)
    y = text.choose(near, text.fused(text.mul(size, square), p, size), text.add(far, 1.0))
    return text.name(f"call {k} @llvm.copysign.{s}({k} {y}, {k} {x})")


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
