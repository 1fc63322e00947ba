"""numpy: its numeric part, by a list of names, each giving plain arrays only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np

from engine.program.access import TypeName
from engine.program.host import Host
from engine.program.modules.members import namespace
from engine.program.modules.names import words
from engine.program.modules.numpy import arrays as _arrays  # noqa: F401 - fills the lists
from engine.program.modules.numpy import random
from engine.program.modules.numpy.files import readers
from engine.program.modules.numpy.guard import Indexed, Ufunc, calling, given, guarded
from engine.program.modules.streams import NUMPY
from engine.program.namespace import Namespace
from engine.program.plain import plain, poly1d

FUNCTIONS = words(
    """all allclose amax amin angle any append arange argmax
    argmin argpartition argsort argwhere around array array2string array_equal array_equiv
    array_repr array_split array_str asanyarray asarray asarray_chkfinite ascontiguousarray
    astype asfortranarray atleast_1d atleast_2d atleast_3d average bartlett
    binary_repr bincount blackman block broadcast_arrays broadcast_shapes broadcast_to
    can_cast choose clip column_stack common_type compress concat concatenate convolve copy
    copyto corrcoef correlate count_nonzero cov cross cumprod cumsum cumulative_prod
    cumulative_sum delete diag diag_indices diag_indices_from diagflat diagonal diff digitize
    dot dsplit dstack ediff1d einsum expand_dims extract eye fill_diagonal fix flatnonzero
    flip fliplr flipud format_float_positional format_float_scientific fromiter
    full full_like geomspace get_printoptions geterr gradient hamming hanning histogram
    histogram2d histogram_bin_edges histogramdd hsplit hstack i0 identity imag indices inner
    insert interp intersect1d isclose iscomplex iscomplexobj isdtype isfortran isin isneginf
    isposinf isreal isrealobj isscalar issubdtype iterable ix_ kaiser kron lexsort linspace
    logspace mask_indices matrix_transpose max may_share_memory mean median meshgrid min
    min_scalar_type moveaxis nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax
    nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar ndim
    nonzero ones ones_like outer pad partition percentile permute_dims place poly
    polyadd polyder polydiv polyfit polyint polymul polysub polyval printoptions prod
    promote_types ptp put put_along_axis putmask quantile ravel ravel_multi_index real
    real_if_close repeat reshape resize result_type roll rollaxis roots rot90 round
    searchsorted select set_printoptions setdiff1d seterr setxor1d shape shares_memory sinc
    size sort sort_complex split squeeze stack std sum swapaxes take take_along_axis tensordot
    tile trace transpose trapezoid tri tril tril_indices tril_indices_from trim_zeros triu
    triu_indices triu_indices_from typename union1d unique unravel_index unstack unwrap vander
    var vdot vsplit vstack where zeros zeros_like"""
)
CALLING = {  # where they are given what they call
    "apply_along_axis": (0, "func1d"),
    "apply_over_axes": (0, "func"),
    "fromfunction": (0, "function"),
    "piecewise": (2, "funclist"),
}
LINALG = words(
    """norm inv det solve eig eigh eigvals eigvalsh svd svdvals qr cholesky pinv lstsq
    matrix_rank matrix_power matrix_norm vector_norm cond slogdet multi_dot tensorsolve
    tensorinv outer cross trace diagonal vecdot matmul"""
)
FFT = words(
    """fft ifft fft2 ifft2 fftn ifftn rfft irfft rfft2 irfft2 hfft ihfft fftfreq rfftfreq
    fftshift ifftshift"""
)
TESTING = words(
    """assert_allclose assert_array_equal assert_almost_equal assert_array_almost_equal
    assert_equal assert_array_less"""
)
DTYPES = words(
    """bool bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64
    longdouble complex64 complex128 int_ intp intc uint uintp half single double csingle
    cdouble byte ubyte short ushort long ulong longlong str_ bytes_"""
)
ABSTRACT = words(
    """generic number integer signedinteger unsignedinteger inexact floating complexfloating
    ndarray ufunc"""
)
CONSTANTS = {"pi": np.pi, "e": np.e, "inf": np.inf, "nan": np.nan, "newaxis": np.newaxis}
INDEXED = words("c_ r_ mgrid ogrid s_ index_exp")
FILES = "programs read and write no files, but those given to them by loadtxt and genfromtxt"
MEMORY = "it reads memory as something else"
OLD = "numpy took this name away: use Python's own, or one with a size as np.float64"
REFUSED = {
    **dict.fromkeys(
        words("save savez savez_compressed savetxt load memmap fromfile fromregex"),
        FILES,
    ),
    **dict.fromkeys(
        words("frombuffer ctypeslib lib rec record recarray void from_dlpack"),
        MEMORY,
    ),
    **dict.fromkeys(["object_", "frompyfunc"], "arrays of objects are not for programs"),
    **dict.fromkeys(words("float int object str complex"), OLD),
    **dict.fromkeys(["bmat", "matrix", "asmatrix"], "use np.array and @"),
    "trapz": "numpy calls it trapezoid",
    "product": "numpy calls it prod",
    "nditer": "use np.ndenumerate, or a loop over indices",
    "seterrcall": "use np.seterr, or np.errstate",
}


def numpy(host: Host) -> Namespace:
    """numpy and its submodules for one run, which may read the files of its host."""
    return namespace("numpy", {**_members(), **readers(host)}, REFUSED)


@cache
def _members() -> dict[str, Any]:
    ufuncs = {name: Ufunc(found) for name, found in _named(np) if isinstance(found, np.ufunc)}
    return {
        **ufuncs,
        **_guarded(np, FUNCTIONS),
        **{name: calling(getattr(np, name), name, *which) for name, which in CALLING.items()},
        **{name: getattr(np, name) for name in DTYPES},
        **{name: TypeName(getattr(np, name)) for name in ABSTRACT},
        **{name: Indexed(getattr(np, name)) for name in INDEXED},
        **CONSTANTS,
        "euler_gamma": np.euler_gamma,
        "dtype": guarded(np.dtype, "dtype"),
        "empty": guarded(np.zeros, "empty"),  # never what lay in memory before
        "empty_like": guarded(np.zeros_like, "empty_like"),
        "errstate": np.errstate,
        "finfo": np.finfo,
        "iinfo": np.iinfo,
        "ndenumerate": ndenumerate,
        "ndindex": ndindex,
        "poly1d": poly1d,
        "vectorize": vectorize,
        "__version__": np.__version__,
        "fft": namespace("numpy.fft", _guarded(np.fft, FFT)),
        "linalg": namespace(
            "numpy.linalg", {**_guarded(np.linalg, LINALG), "LinAlgError": np.linalg.LinAlgError}
        ),
        "random": namespace("numpy.random", _random()),
        "testing": namespace("numpy.testing", _guarded(np.testing, TESTING)),
    }


def _named(module: Any) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(module, name)) for name in dir(module) if not name.startswith("_"))


def _guarded(module: Any, names: list[str]) -> dict[str, Any]:
    return {name: guarded(getattr(module, name), name) for name in names if hasattr(module, name)}


def _random() -> dict[str, Any]:
    return {
        **{name: getattr(NUMPY, name) for name in random.LEGACY.split()},
        "RandomState": random.RandomState,
        "default_rng": random.default_rng,
        "Generator": TypeName(random.Generator),
    }


def ndindex(*shape: Any) -> Iterator[tuple[int, ...]]:
    """All places of an array of this shape. Source: numpy.ndindex."""
    return iter(np.ndindex(*shape))


def ndenumerate(arr: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """All places of an array, and what stands there. Source: numpy.ndenumerate."""
    return iter(np.ndenumerate(plain(np.asarray(given(arr)))))


def vectorize(pyfunc: Callable[..., Any], otypes: Any = None) -> Callable[..., Any]:
    """`pyfunc` applied to each element. Source: numpy.vectorize."""
    return guarded(np.vectorize(pyfunc, otypes), getattr(pyfunc, "__name__", "vectorize"))
