"""Embeddings: rows of a learnt table looked up by number."""

from __future__ import annotations

from typing import Any, Self

from engine.conversion import AnyDtype
from engine.creation import empty
from engine.errors import ArgumentError, ShapeError
from engine.grad_mode import no_grad
from engine.nn import init
from engine.nn.functional.embedding import embedding, embedding_bag
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


class _Table(Module):
    """Attributes: weight (num_embeddings, embedding_dim); the arguments."""

    def _build(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None,
        weight: Tensor | None,
        freeze: bool,
        device: Any,
        dtype: AnyDtype,
    ) -> None:
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise ArgumentError(
                "Padding_idx must be within num_embeddings",
                f"it is {padding_idx} of {num_embeddings}",
            )
        self.padding_idx = None if padding_idx is None else padding_idx % num_embeddings
        shape = (num_embeddings, embedding_dim)
        if weight is None:
            made = empty(shape, device=device, dtype=dtype)
            self.weight = Parameter(made, requires_grad=not freeze)
            self.reset_parameters()
        elif weight.shape != shape:
            raise ShapeError(
                "Shape of weight does not match num_embeddings and embedding_dim",
                f"it is {tuple(weight.shape)}, not {shape}",
            )
        else:
            self.weight = Parameter(weight, requires_grad=not freeze)

    def reset_parameters(self) -> None:
        """Draw new rows from the standard normal distribution; the padding row is 0."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)

    @classmethod
    def _from(cls, embeddings: Tensor, **settings: Any) -> Self:
        if embeddings.ndim != 2:
            raise ShapeError(
                "Embeddings parameter is expected to be 2-dimensional",
                f"its shape is {tuple(embeddings.shape)}",
            )
        rows, columns = embeddings.shape
        make: Any = cls
        return make(rows, columns, _weight=embeddings, **settings)

    def _described(self, names: tuple[str, ...]) -> str:
        """The sizes, and those settings that are not the usual ones."""
        usual: dict[str, Any] = {"norm_type": 2.0, "scale_grad_by_freq": False, "sparse": False}
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        parts += [
            f"{name}={getattr(self, name)!r}"
            for name in names
            if getattr(self, name) != usual.get(name)
        ]
        return ", ".join(parts)


class Embedding(_Table):
    """Whole numbers (*) → rows (*, embedding_dim). Errors: ArgumentError, ShapeError.

    Attributes: weight (num_embeddings, embedding_dim). Source: torch.nn.Embedding.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self.max_norm, self.norm_type = max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        self._build(num_embeddings, embedding_dim, padding_idx, _weight, _freeze, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        return embedding(
            input, self.weight, self.padding_idx, self.max_norm, self.norm_type,
            self.scale_grad_by_freq, self.sparse,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return self._described(
            ("padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse")
        )

    @classmethod
    def from_pretrained(cls, embeddings: Tensor, freeze: bool = True, **settings: Any) -> Self:
        """A table with these rows (count, size), by default not trained. Errors: ShapeError."""
        return cls._from(embeddings, _freeze=freeze, **settings)


class EmbeddingBag(_Table):
    """The mean, sum or maximum of the rows of each bag of whole numbers.

    Attributes: weight (num_embeddings, embedding_dim). Errors: ArgumentError, ShapeError.
    Source: torch.nn.EmbeddingBag.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self.max_norm, self.norm_type, self.mode = max_norm, norm_type, mode
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        self.include_last_offset = include_last_offset
        self._build(num_embeddings, embedding_dim, padding_idx, _weight, False, device, dtype)

    def forward(
        self,
        input: Tensor,
        offsets: Tensor | None = None,
        per_sample_weights: Tensor | None = None,
    ) -> Tensor:
        return embedding_bag(
            input, self.weight, offsets, self.max_norm, self.norm_type, self.scale_grad_by_freq,
            self.mode, self.sparse, per_sample_weights, self.include_last_offset,
            self.padding_idx,
        )  # fmt: skip

    def extra_repr(self) -> str:
        return self._described(
            ("max_norm", "norm_type", "scale_grad_by_freq", "mode", "padding_idx")
        )

    @classmethod
    def from_pretrained(cls, embeddings: Tensor, freeze: bool = True, **settings: Any) -> Self:
        """A table with these rows (count, size), by default not trained. Errors: ShapeError."""
        made = cls._from(embeddings, **settings)
        made.weight.requires_grad = not freeze
        return made
