"""Products of vectors and matrices, with torch's checks of their shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.axes import axis
from engine.errors import DtypeError, RangeError, ShapeError
from engine.function import function
from engine.ops import linear_algebra
from engine.ops.arithmetic import add, mul
from engine.ops.linear_algebra import outer
from engine.ops.matrix_checks import same_dtype
from engine.ops.reduction import sum
from engine.ops.shape import permute, reshape, transpose, unsqueeze
from engine.tensor import Tensor


def _ranked(name: str, *wanted: tuple[Tensor, int]) -> None:
    """Errors: ShapeError where a tensor has another number of dimensions."""
    for x, ndim in wanted:
        if x.ndim != ndim:
            raise ShapeError(
                f"{name}: shape {tuple(x.shape)}: {ndim} dimension(s) are needed",
                "use matmul, which takes any",
            )


@function("torch tensor linalg")
def matmul(input: Tensor, other: Tensor) -> Tensor:
    """Matrix product (…, n, k) @ (…, k, m); 1-D operands are vectors. Errors: DtypeError where the
    dtypes differ. Source: torch.matmul.
    """
    same_dtype("matmul", input._array, other._array)
    ranks = (input.ndim, other.ndim)
    return linear_algebra.PRODUCTS.get(ranks, linear_algebra.matmul)(input, other)


@function("torch tensor")
def dot(input: Tensor, other: Tensor) -> Tensor:
    """Inner product of two vectors (n,). Source: torch.dot."""
    same_dtype("dot", input._array, other._array)
    return linear_algebra.dot(input, other)


@function("torch tensor")
def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """Product of two matrices: (n, k), (k, m) → (n, m). Source: torch.mm."""
    _ranked("mm", (input, 2), (mat2, 2))
    return matmul(input, mat2)


@function("torch tensor")
def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Product of a matrix and a vector: (n, k), (k,) → (n,). Source: torch.mv."""
    _ranked("mv", (input, 2), (vec, 1))
    return matmul(input, vec)


@function("torch tensor")
def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """Products of matrix pairs: (b, n, k), (b, k, m) → (b, n, m). Source: torch.bmm."""
    _ranked("bmm", (input, 3), (mat2, 3))
    if input.shape[0] != mat2.shape[0]:
        raise ShapeError(
            f"bmm: {input.shape[0]} and {mat2.shape[0]} matrices", "give as many of each"
        )
    same_dtype("bmm", input._array, mat2._array)
    return linear_algebra.PAIRS(input, mat2)


@function("torch tensor")
def ger(input: Tensor, vec2: Tensor) -> Tensor:
    """Every product of two vectors. Source: torch.ger."""
    return outer(input, vec2)


@function("torch tensor")
def vdot(input: Tensor, other: Tensor) -> Tensor:
    """Inner product of two vectors (n,). Source: torch.vdot."""
    return dot(input, other)


@function("torch tensor")
def inner(input: Tensor, other: Tensor) -> Tensor:
    """Sums of products over the last dimension of both. Source: torch.inner."""
    same_dtype("inner", input._array, other._array)
    if not input.ndim or not other.ndim:
        return mul(input, other)
    if input.shape[-1] != other.shape[-1]:
        raise ShapeError(
            f"inner: shapes {tuple(input.shape)} and {tuple(other.shape)}: the last sizes differ",
            "transpose one of them",
        )
    return tensordot(input, other, ([-1], [-1]))


@function("torch")
def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    """Sums of products over the last `dims` of a and the first of b, or over the two lists
    `dims`. Source: torch.tensordot.
    """
    if isinstance(dims, Tensor):
        dims = dims.tolist()
    if isinstance(dims, int):
        if dims < 0 or dims > min(a.ndim, b.ndim):
            raise ShapeError(
                f"tensordot: {dims} dimensions of {tuple(a.shape)} and {tuple(b.shape)}",
                "give as many as both have",
            )
        dims = (list(range(a.ndim - dims, a.ndim)), list(range(dims)))
    first, second = ([d] if isinstance(d, int) else list(d) for d in dims)
    left = [axis(d, a.ndim, "tensordot") for d in first]
    right = [axis(d, b.ndim, "tensordot") for d in second]
    if len(left) != len(right):
        raise RangeError(
            f"tensordot: {len(left)} dimensions of one, {len(right)} of the other", "name as many"
        )
    for i, j in zip(left, right, strict=True):  # a size of 1 broadcasts
        if a.shape[i] != b.shape[j]:
            if a.shape[i] == 1:
                b = sum(b, j, True)
            elif b.shape[j] == 1:
                a = sum(a, i, True)
            else:
                raise ShapeError(
                    f"tensordot: sizes {a.shape[i]} and {b.shape[j]} differ", "name equal ones"
                )
    kept_a = [i for i in range(a.ndim) if i not in left]
    kept_b = [i for i in range(b.ndim) if i not in right]
    rows, columns = [a.shape[i] for i in kept_a], [b.shape[i] for i in kept_b]
    inner = _count(a.shape[i] for i in left)
    x = reshape(permute(a, kept_a + left) if a.ndim else a, (_count(rows), inner))
    y = reshape(permute(b, right + kept_b) if b.ndim else b, (inner, _count(columns)))
    return reshape(matmul(x, y), (*rows, *columns))


def _count(sizes: Any) -> int:
    total = 1
    for n in sizes:
        total *= n
    return total


@function("torch tensor")
def kron(input: Tensor, other: Tensor) -> Tensor:
    """Kronecker's product: each element of `input` times all of `other`. Source: torch.kron."""
    n = max(input.ndim, other.ndim)
    a = (1,) * (n - input.ndim) + tuple(input.shape)
    b = (1,) * (n - other.ndim) + tuple(other.shape)
    x = reshape(input, tuple(size for pair in zip(a, (1,) * n, strict=True) for size in pair))
    y = reshape(other, tuple(size for pair in zip((1,) * n, b, strict=True) for size in pair))
    return reshape(mul(x, y), tuple(i * j for i, j in zip(a, b, strict=True)))


@function("linalg")
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """Sums of products along `dim`, broadcasting. Source: torch.linalg.vecdot."""
    same_dtype("linalg.vecdot", x._array, y._array)
    return sum(mul(x, y), dim)


def _crossed(name: str, input: Tensor, other: Tensor, dim: int) -> Tensor:
    for x in (input, other):
        if not x.ndim or x.shape[axis(dim, x.ndim, name)] != 3:
            raise ShapeError(
                f"{name}: shapes {tuple(input.shape)} and {tuple(other.shape)}: dimension {dim} "
                "must have size 3",
                "name the one that has",
            )
    same_dtype(name, input._array, other._array)
    x, y = transpose(input, dim, -1), transpose(other, dim, -1)
    after, before = (..., [1, 2, 0]), (..., [2, 0, 1])
    return transpose(x[after] * y[before] - x[before] * y[after], dim, -1)


@function("linalg", name="cross")
def linalg_cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """Vector product along a dimension of size 3, broadcasting. Source: torch.linalg.cross."""
    if input.ndim != other.ndim:
        raise ShapeError(
            f"linalg.cross: {input.ndim} and {other.ndim} dimensions", "unsqueeze one of them"
        )
    return _crossed("linalg.cross", input, other, dim)


@function("torch tensor", node="LinalgCross")
def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """Vector product along `dim`, the first of size 3 unless given. Source: torch.cross."""
    if dim is None:
        places = [i for i, n in enumerate(input.shape) if n == 3]
        if not places:
            raise ShapeError(f"cross: shape {tuple(input.shape)} has no size 3", "give dim")
        dim = places[0] - input.ndim
    return linalg_cross(input, other, dim=dim)


def _scaled_sum(input: Tensor, product: Tensor, beta: float, alpha: float, name: str) -> Tensor:
    """beta · input + alpha · product; with beta 0 an inf or NaN in `input` does not count."""
    same_dtype(name, input._array, product._array)
    try:
        input.expand(product.shape)
    except ShapeError:
        raise ShapeError(
            f"{name}: the added {tuple(input.shape)} does not expand to the product "
            f"{tuple(product.shape)}",
            "sizes must be equal or 1",
        ) from None
    for number in (beta, alpha):
        if isinstance(number, float) and product.dtype.numpy.kind != "f":
            raise DtypeError(
                f"{name}: a factor of {number} for whole numbers", "convert them with .float()"
            )
    scaled = product if alpha == 1 else mul(product, alpha)
    return scaled if beta == 0 else add(scaled, input, alpha=beta)


@function("torch tensor", node="Addmm")
def addmm(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """beta · input + alpha · mat1 @ mat2. Source: torch.addmm."""
    return _scaled_sum(input, mm(mat1, mat2), beta, alpha, "addmm")


@function("torch tensor", node="Addmv")
def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta · input + alpha · mat @ vec. Source: torch.addmv."""
    return _scaled_sum(input, mv(mat, vec), beta, alpha, "addmv")


@function("torch tensor", node="Addr")
def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta · input + alpha · vec1 ⊗ vec2. Source: torch.addr."""
    return _scaled_sum(input, outer(vec1, vec2), beta, alpha, "addr")


@function("torch tensor", node="Addbmm")
def addbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """beta · input + alpha · the sum of the products of matrix pairs. Source: torch.addbmm."""
    return _scaled_sum(input, sum(bmm(batch1, batch2), 0), beta, alpha, "addbmm")


@function("torch tensor", node="Baddbmm")
def baddbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """beta · input + alpha · the products of matrix pairs. Source: torch.baddbmm."""
    return _scaled_sum(input, bmm(batch1, batch2), beta, alpha, "baddbmm")


@function("torch", name="chain_matmul")
def chain_matmul(*matrices: Tensor) -> Tensor:
    """The product of matrices, in the cheapest order. Source: torch.chain_matmul."""
    return multi_dot(matrices)


@function("linalg")
def multi_dot(tensors: Sequence[Tensor]) -> Tensor:
    """The product of matrices in the cheapest order; the first and the last may be vectors.

    Source: torch.linalg.multi_dot.
    """
    parts = list(tensors)
    if len(parts) < 2:
        raise ShapeError(f"linalg.multi_dot: {len(parts)} tensor(s)", "give at least two")
    row, column = parts[0].ndim == 1, parts[-1].ndim == 1
    if row:
        parts[0] = unsqueeze(parts[0], 0)
    if column:
        parts[-1] = unsqueeze(parts[-1], -1)
    _ranked("linalg.multi_dot", *((x, 2) for x in parts))
    sizes = [x.shape[0] for x in parts] + [parts[-1].shape[1]]
    product = _chained(parts, _cheapest(sizes), 0, len(parts) - 1)
    shape = tuple(product.shape)
    return reshape(product, shape[int(row) : 2 - int(column)])


def _cheapest(sizes: Sequence[int]) -> dict[tuple[int, int], int]:
    """Where to part each run of factors. Source: Cormen et al., matrix chains."""
    count = len(sizes) - 1
    cost = {(i, i): 0 for i in range(count)}
    cut: dict[tuple[int, int], int] = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            costs = {
                k: cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1]
                for k in range(i, j)
            }
            cut[i, j] = min(costs, key=lambda k: costs[k])
            cost[i, j] = costs[cut[i, j]]
    return cut


def _chained(parts: Sequence[Tensor], cut: dict[tuple[int, int], int], i: int, j: int) -> Tensor:
    if i == j:
        return parts[i]
    k = cut[i, j]
    return matmul(_chained(parts, cut, i, k), _chained(parts, cut, k + 1, j))


@function("torch tensor", node="Trace")
def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix. Source: torch.trace."""
    _ranked("trace", (input, 2))
    places = list(range(min(input.shape)))
    return sum(input[places, places])
