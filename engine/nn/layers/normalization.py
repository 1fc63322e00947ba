"""Normalization as layers: to mean 0 and variance 1, then scaled and moved by what is learnt."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, ClassVar

import engine.nn.functional as F
from engine.conversion import AnyDtype, tensor
from engine.creation import empty, ones, zeros
from engine.errors import RangeError, ShapeError
from engine.grad_mode import no_grad
from engine.nn import init
from engine.nn.applied import Applied
from engine.nn.layers.per_axis import per_axis
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.tensor import Tensor


class _Affine(Module):
    """A module with a weight of ones and a bias of zeros of one shape, each may be absent."""

    def _affine(self, shape: Any, weight: bool, bias: bool, device: Any, dtype: AnyDtype) -> None:
        for name, wanted in (("weight", weight), ("bias", bias)):
            made = Parameter(empty(shape, device=device, dtype=dtype)) if wanted else None
            self.register_parameter(name, made)

    def reset_parameters(self) -> None:
        """Let the weight be ones and the bias zeros."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self._parameters.get("bias") is not None:
            init.zeros_(self.bias)


class _Channels(_Affine):
    """Attributes: weight, bias (num_features,) or None; running_mean, running_var,
    num_batches_tracked: buffers, None where they are not tracked."""

    ranks: ClassVar[tuple[int, ...]]

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: AnyDtype = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self._affine(num_features, affine, affine and bias, device, dtype)
        mean = zeros(num_features, device=device, dtype=dtype)
        variance = ones(num_features, device=device, dtype=dtype)
        for name, held in (
            ("running_mean", mean),
            ("running_var", variance),
            ("num_batches_tracked", tensor(0)),
        ):
            self.register_buffer(name, held if track_running_stats else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Let the running mean be 0 and the running variance 1, of no batch."""
        if self.track_running_stats:
            with no_grad():
                self.running_mean.zero_()
                self.running_var.fill_(1)
                self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Let the weight be ones, the bias zeros, and the running statistics those of no batch."""
        self.reset_running_stats()
        super().reset_parameters()

    def _check_input_dim(self, input: Tensor) -> None:
        if input.ndim not in self.ranks:
            wanted = " or ".join(f"{rank}D" for rank in self.ranks)
            raise ShapeError(
                f"expected {wanted} input (got {input.ndim}D input)",
                f"{type(self).__name__} takes {wanted}",
            )

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_Channels):
    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        share = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            with no_grad():
                self.num_batches_tracked.add_(1)
            if self.momentum is None:
                share = 1.0 / float(self.num_batches_tracked)
        known = self.running_mean is not None or self.running_var is not None
        used = not self.training or self.track_running_stats
        return F.batch_norm(
            input,
            self.running_mean if used else None,
            self.running_var if used else None,
            self.weight,
            self.bias,
            self.training or not known,
            share,
            self.eps,
        )


class BatchNorm1d(_BatchNorm):
    """Each channel of (n, c) or (n, c, l) over the batch. Source: torch.nn.BatchNorm1d."""

    ranks = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Each channel of (n, c, h, w) over the batch. Source: torch.nn.BatchNorm2d."""

    ranks = (4,)


class BatchNorm3d(_BatchNorm):
    """Each channel of (n, c, d, h, w) over the batch. Source: torch.nn.BatchNorm3d."""

    ranks = (5,)


class _InstanceNorm(_Channels):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: AnyDtype = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(
            num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        single = input.ndim == self.ranks[0]
        dim = 0 if single else 1
        if input.shape[dim] != self.num_features:
            found = f"input's size at dim={dim} to match num_features ({self.num_features})"
            if self.affine:
                raise RangeError(
                    f"expected {found}, but got: {input.shape[dim]}.", "give that many channels"
                )
            warnings.warn(
                f"input's size at dim={dim} does not match num_features. "
                "You can silence this warning by not passing in num_features, "
                "which is not used because affine=False",
                stacklevel=2,
            )
        result = F.instance_norm(
            input.unsqueeze(0) if single else input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )
        return result.squeeze(0) if single else result


class InstanceNorm1d(_InstanceNorm):
    """Each channel of each of (n, c, l), or of (c, l). Source: torch.nn.InstanceNorm1d."""

    ranks = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Each channel of each of (n, c, h, w), or of (c, h, w). Source: torch.nn.InstanceNorm2d."""

    ranks = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """Each channel of each of (n, c, d, h, w), or of (c, d, h, w).

    Source: torch.nn.InstanceNorm3d.
    """

    ranks = (4, 5)


class LayerNorm(_Affine):
    """The last dimensions, of the given shape. Attributes: weight, bias of that shape or None.

    Source: Ba et al. 2016; torch.nn.LayerNorm.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self.normalized_shape, self.eps = per_axis(normalized_shape, 1), eps
        self.elementwise_affine = elementwise_affine
        both = elementwise_affine and bias
        self._affine(self.normalized_shape, elementwise_affine, both, device, dtype)
        self.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        )


class GroupNorm(_Affine):
    """Each group of channels of each of (n, c, *). Attributes: weight, bias (c,) or None.

    Errors: RangeError where the groups do not divide the channels.
    Source: Wu and He 2018; torch.nn.GroupNorm.
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: AnyDtype = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if num_channels % num_groups:
            raise RangeError(
                f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})",
                "choose another number of groups",
            )
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self.affine = affine
        self._affine(num_channels, affine, affine and bias, device, dtype)
        self.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class RMSNorm(_Affine):
    """The last dimensions divided by their root mean square. Attributes: weight, or None.

    Source: Zhang and Sennrich 2019; torch.nn.RMSNorm.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        self.normalized_shape, self.eps = per_axis(normalized_shape, 1), eps
        self.elementwise_affine = elementwise_affine
        made = empty(self.normalized_shape, device=device, dtype=dtype)
        self.register_parameter("weight", Parameter(made) if elementwise_affine else None)
        self.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        )


class LocalResponseNorm(Applied):
    """Each number divided by those of nearby channels. Source: torch.nn.LocalResponseNorm."""

    function = F.local_response_norm

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__(size=size, alpha=alpha, beta=beta, k=k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
