"""Lazy layers: the first input tells how many features or channels they take."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar

from engine.errors import ArgumentError, ShapeError
from engine.nn.layers.convolution import (
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
)
from engine.nn.layers.linear import Linear
from engine.nn.layers.normalization import (
    BatchNorm1d,
    BatchNorm2d,
    BatchNorm3d,
    InstanceNorm1d,
    InstanceNorm2d,
    InstanceNorm3d,
)
from engine.nn.module import Module
from engine.tensor import Tensor

TRACKED = {"affine": True, "track_running_stats": True}


class Lazy(Module):
    """A layer of `kind` without its first argument, called `size`, which it finds in the dimension
    `dim` of its first input; from then on it is of that kind.

    Its parameters are the same objects before and after; before, their values mean nothing.
    Errors: ArgumentError for arguments that `kind` does not take.
    """

    kind: ClassVar[type[Module]]
    size: ClassVar[str]
    dim: ClassVar[int]
    usual: ClassVar[dict[str, Any]] = {}  # defaults that differ from those of its kind

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        made: Any = self.kind
        try:
            bound = inspect.signature(made).bind(0, *args, **kwargs)
        except TypeError as error:
            raise ArgumentError(
                f"{type(self).__name__}(): {error}", f"{self.size} is found in the first input"
            ) from None
        for name, value in self.usual.items():
            bound.arguments.setdefault(name, value)
        args, kwargs = bound.args[1:], bound.kwargs
        made.__init__(self, bound.arguments.get("groups", 1), *args, **kwargs)
        self._arguments = (args, kwargs)
        setattr(self, self.size, 0)

    def initialize_parameters(self, input: Tensor) -> None:
        """Become the layer for inputs like this one. Errors: ShapeError for too few dimensions."""
        if not -input.ndim <= self.dim < input.ndim:
            raise ShapeError(
                f"{self._get_name()}: an input of {input.ndim} dimension(s) does not tell "
                f"{self.size}",
                "give a batch",
            )
        args, kwargs = vars(self).pop("_arguments")
        size = int(input.shape[self.dim])
        kind: Any = self.kind
        fresh = kind(size, *args, **kwargs).state_dict()
        for name, held in self.state_dict(keep_vars=True).items():
            held.data = fresh[name].to(held.dtype)
        setattr(self, self.size, size)
        object.__setattr__(self, "__class__", kind)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.initialize_parameters(args[0] if args else kwargs["input"])
        return self(*args, **kwargs)


class LazyLinear(Lazy, Linear):
    """Linear that finds in_features. Source: torch.nn.LazyLinear."""

    kind, size, dim = Linear, "in_features", -1


class LazyConv1d(Lazy, Conv1d):
    """Conv1d that finds in_channels. Source: torch.nn.LazyConv1d."""

    kind, size, dim = Conv1d, "in_channels", -2


class LazyConv2d(Lazy, Conv2d):
    """Conv2d that finds in_channels. Source: torch.nn.LazyConv2d."""

    kind, size, dim = Conv2d, "in_channels", -3


class LazyConv3d(Lazy, Conv3d):
    """Conv3d that finds in_channels. Source: torch.nn.LazyConv3d."""

    kind, size, dim = Conv3d, "in_channels", -4


class LazyConvTranspose1d(Lazy, ConvTranspose1d):
    """ConvTranspose1d that finds in_channels. Source: torch.nn.LazyConvTranspose1d."""

    kind, size, dim = ConvTranspose1d, "in_channels", -2


class LazyConvTranspose2d(Lazy, ConvTranspose2d):
    """ConvTranspose2d that finds in_channels. Source: torch.nn.LazyConvTranspose2d."""

    kind, size, dim = ConvTranspose2d, "in_channels", -3


class LazyConvTranspose3d(Lazy, ConvTranspose3d):
    """ConvTranspose3d that finds in_channels. Source: torch.nn.LazyConvTranspose3d."""

    kind, size, dim = ConvTranspose3d, "in_channels", -4


class LazyBatchNorm1d(Lazy, BatchNorm1d):
    """BatchNorm1d that finds num_features. Source: torch.nn.LazyBatchNorm1d."""

    kind, size, dim = BatchNorm1d, "num_features", 1


class LazyBatchNorm2d(Lazy, BatchNorm2d):
    """BatchNorm2d that finds num_features. Source: torch.nn.LazyBatchNorm2d."""

    kind, size, dim = BatchNorm2d, "num_features", 1


class LazyBatchNorm3d(Lazy, BatchNorm3d):
    """BatchNorm3d that finds num_features. Source: torch.nn.LazyBatchNorm3d."""

    kind, size, dim = BatchNorm3d, "num_features", 1


class LazyInstanceNorm1d(Lazy, InstanceNorm1d):
    """InstanceNorm1d that finds num_features. Source: torch.nn.LazyInstanceNorm1d."""

    kind, size, dim = InstanceNorm1d, "num_features", 1
    usual = TRACKED


class LazyInstanceNorm2d(Lazy, InstanceNorm2d):
    """InstanceNorm2d that finds num_features. Source: torch.nn.LazyInstanceNorm2d."""

    kind, size, dim = InstanceNorm2d, "num_features", 1
    usual = TRACKED


class LazyInstanceNorm3d(Lazy, InstanceNorm3d):
    """InstanceNorm3d that finds num_features. Source: torch.nn.LazyInstanceNorm3d."""

    kind, size, dim = InstanceNorm3d, "num_features", 1
    usual = TRACKED
