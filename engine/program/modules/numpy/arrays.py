"""What programs may read and set of arrays, of numpy's numbers and of its dtypes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.program.access import CALLABLE, REPLACED, allow
from engine.program.modules.numpy.guard import Indexed, Ufunc, guarded

SCALARS = tuple(
    getattr(np, name)
    for name in [
        "bool_",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "longdouble",
        "complex64",
        "complex128",
        "clongdouble",
        "str_",
        "bytes_",
        "longlong",
        "ulonglong",
    ]
)
CONVERTING = "astype sum prod mean std var cumsum cumprod trace dot clip round take choose max min"

allow(
    np.ndarray,
    """shape ndim size itemsize nbytes strides dtype T mT real imag flat tolist item copy reshape
    ravel flatten transpose swapaxes squeeze fill repeat diagonal sort argsort partition
    argpartition searchsorted nonzero argmax argmin any all conj conjugate compress put """
    + CONVERTING,
    settable="shape real imag",
)
allow(np.flatiter, "")
allow(np.generic, "shape ndim size itemsize nbytes dtype T real imag item tolist conj conjugate")
allow(np.generic, "copy reshape ravel flatten squeeze max min any all astype round")
allow((np.floating, np.float64), "is_integer as_integer_ratio hex")
allow(np.integer, "is_integer bit_count")
allow(np.dtype, "name kind itemsize char str")
allow(np.finfo, "bits eps epsneg max min tiny smallest_normal resolution precision dtype")
allow(np.iinfo, "bits max min dtype")
allow(np.poly1d, "coeffs coefficients coef c order o roots r variable deriv integ")
allow(Ufunc, "nin nout identity reduce accumulate outer reduceat at")
allow((Indexed, np.errstate), "")
CALLABLE.update((*SCALARS, np.finfo, np.iinfo, np.errstate))


def _bound(name: str) -> Callable[[Any], Callable[..., Any]]:
    return lambda value: guarded(getattr(value, name), name)


for _name in CONVERTING.split():
    REPLACED[np.ndarray, _name] = _bound(_name)
for _kind in SCALARS:
    REPLACED[_kind, "astype"] = _bound("astype")
