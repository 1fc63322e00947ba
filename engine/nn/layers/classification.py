"""Losses of classes and labels as layers."""

from __future__ import annotations

import math
from typing import Any

import engine.nn.functional as F
from engine.conversion import AnyDtype
from engine.errors import RangeError, ShapeError
from engine.nn.layers.linear import Linear
from engine.nn.layers.loss import Loss, ReducedLoss, WeightedLoss
from engine.ops.shape import reshape
from engine.tensor import Tensor


class MultiLabelMarginLoss(ReducedLoss):
    """The margin by which each label's score should lead the others.

    Source: torch.nn.MultiLabelMarginLoss.
    """

    function = F.multilabel_margin_loss


class SoftMarginLoss(ReducedLoss):
    """The mean of log(1 + exp(−y x)), y being 1 or −1. Source: torch.nn.SoftMarginLoss."""

    function = F.soft_margin_loss


class NLLLoss(Loss):
    """Minus the log-probability of each target class. Source: torch.nn.NLLLoss."""

    function = F.nll_loss

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction, weight=weight, ignore_index=ignore_index)


class CrossEntropyLoss(Loss):
    """Minus the log of the softmax at the target class, or against target probabilities.

    Source: torch.nn.CrossEntropyLoss.
    """

    function = F.cross_entropy

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(
            size_average,
            reduce,
            reduction,
            weight=weight,
            ignore_index=ignore_index,
            label_smoothing=label_smoothing,
        )


class BCELoss(WeightedLoss):
    """The cross entropy of probabilities against targets in [0, 1]. Source: torch.nn.BCELoss."""

    function = F.binary_cross_entropy


class BCEWithLogitsLoss(Loss):
    """The binary cross entropy of the sigmoid, computed safely.

    Source: torch.nn.BCEWithLogitsLoss.
    """

    function = F.binary_cross_entropy_with_logits

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__(size_average, reduce, reduction, weight=weight, pos_weight=pos_weight)


class MultiLabelSoftMarginLoss(WeightedLoss):
    """The binary cross entropy of each label, averaged over labels.

    Source: torch.nn.MultiLabelSoftMarginLoss.
    """

    function = F.multilabel_soft_margin_loss


class KLDivLoss(Loss):
    """The divergence of a log-probability from a target. Source: torch.nn.KLDivLoss."""

    function = F.kl_div

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        super().__init__(size_average, reduce, reduction, log_target=log_target)


class MultiMarginLoss(Loss):
    """The margin by which the target's score should lead, to the power p.

    Source: torch.nn.MultiMarginLoss.
    """

    function = F.multi_margin_loss

    def __init__(
        self,
        p: int = 1,
        margin: float = 1.0,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        if p not in (1, 2):
            raise RangeError("only p == 1 and p == 2 supported", f"p is {p}")
        if weight is not None and weight.ndim != 1:
            raise RangeError(
                "MultiMarginLoss: expected weight to be None or 1D tensor, got "
                f"{weight.ndim}D instead",
                "give one weight per class",
            )
        super().__init__(size_average, reduce, reduction, p=p, margin=margin, weight=weight)


class CTCLoss(Loss):
    """Minus the log-probability of label sequences over all alignments.

    Source: torch.nn.CTCLoss.
    """

    function = F.ctc_loss

    def __init__(
        self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False
    ) -> None:
        super().__init__(blank=blank, zero_infinity=zero_infinity, reduction=reduction)


class LinearCrossEntropyLoss(Loss):
    """Cross entropy of a linear map of the inputs: (n, in_features), targets (n,) → a number.

    Attributes: linear, a Linear to the classes. Errors: ShapeError for weights of another shape or
    a label_smoothing outside [0, 1]. Source: torch.nn.LinearCrossEntropyLoss.
    """

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        out_features: tuple[int, ...] = (),
        bias: bool = False,
        device: Any = None,
        dtype: AnyDtype = None,
        reduction: str = "mean",
        weight: Tensor | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        options: Any = None,
    ) -> None:
        if weight is not None and weight.shape != (num_classes,):
            raise ShapeError(
                f"expected weight shape to be {(num_classes,)}, got {tuple(weight.shape)}",
                "give one weight per class",
            )
        if not 0 <= label_smoothing <= 1:
            raise ShapeError(
                f"expected label_smoothing to be in range [0, 1], got {label_smoothing}",
                "choose one within",
            )
        super().__init__(
            reduction=reduction,
            weight=weight,
            ignore_index=ignore_index,
            label_smoothing=label_smoothing,
            options=options,
        )
        self.num_classes, self.out_features = num_classes, out_features
        rows = math.prod(out_features, start=num_classes)
        self.linear = Linear(in_features, rows, bias, device, dtype)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        shape = (self.num_classes, *self.out_features)
        weight = reshape(self.linear.weight, (*shape, self.linear.in_features))
        bias = None if self.linear.bias is None else reshape(self.linear.bias, shape)
        return F.linear_cross_entropy(input, weight, target, linear_bias=bias, **self.settings())

    def extra_repr(self) -> str:
        return (
            f"in_features={self.linear.in_features}, num_classes={self.num_classes}, "
            f"out_features={self.out_features}, bias={self.linear.bias is not None}, "
            f"reduction={self.reduction}, ignore_index={self.ignore_index}, "
            f"label_smoothing={self.label_smoothing}, options={self.options}"
        )
