"""Losses as layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import engine.nn.functional as F
from engine.errors import ArgumentError
from engine.nn.applied import Applied
from engine.nn.functional.reduction import named
from engine.nn.layers.arrangement import PairwiseDistance
from engine.tensor import Tensor

WEIGHTS = ("weight", "pos_weight")


class _Loss(Applied):
    """Settings are attributes; tensors among them are buffers."""

    shown = ()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{k: v for k, v in settings.items() if k not in WEIGHTS})
        for name in WEIGHTS:
            if name in settings:
                self.register_buffer(name, settings[name])
                self._settings = (*self._settings, name)


class L1Loss(_Loss):
    """The mean of |x − y|. Source: torch.nn.L1Loss."""

    function = staticmethod(F.l1_loss)

    def __init__(
        self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction=named(size_average, reduce, reduction))


class MSELoss(_Loss):
    """The mean of (x − y)². Source: torch.nn.MSELoss."""

    function = staticmethod(F.mse_loss)

    def __init__(
        self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction=named(size_average, reduce, reduction))


class MultiLabelMarginLoss(_Loss):
    """The margin by which each label's score should lead the others.

    Source: torch.nn.MultiLabelMarginLoss.
    """

    function = staticmethod(F.multilabel_margin_loss)

    def __init__(
        self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction=named(size_average, reduce, reduction))


class SoftMarginLoss(_Loss):
    """The mean of log(1 + exp(−y x)), y being 1 or −1. Source: torch.nn.SoftMarginLoss."""

    function = staticmethod(F.soft_margin_loss)

    def __init__(
        self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction=named(size_average, reduce, reduction))


class NLLLoss(_Loss):
    """Minus the log-probability of each target class. Source: torch.nn.NLLLoss."""

    function = staticmethod(F.nll_loss)

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(
            weight=weight,
            ignore_index=ignore_index,
            reduction=named(size_average, reduce, reduction),
        )


class CrossEntropyLoss(_Loss):
    """Minus the log of the softmax at the target class, or against target probabilities.

    Source: torch.nn.CrossEntropyLoss.
    """

    function = staticmethod(F.cross_entropy)

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
            weight=weight,
            ignore_index=ignore_index,
            label_smoothing=label_smoothing,
            reduction=named(size_average, reduce, reduction),
        )


class BCELoss(_Loss):
    """The cross entropy of probabilities against targets in [0, 1]. Source: torch.nn.BCELoss."""

    function = staticmethod(F.binary_cross_entropy)

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight=weight, reduction=named(size_average, reduce, reduction))


class BCEWithLogitsLoss(_Loss):
    """The binary cross entropy of the sigmoid, computed safely.

    Source: torch.nn.BCEWithLogitsLoss.
    """

    function = staticmethod(F.binary_cross_entropy_with_logits)

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ) -> None:
        super().__init__(
            weight=weight, pos_weight=pos_weight, reduction=named(size_average, reduce, reduction)
        )


class MultiLabelSoftMarginLoss(_Loss):
    """The binary cross entropy of each label, averaged over labels.

    Source: torch.nn.MultiLabelSoftMarginLoss.
    """

    function = staticmethod(F.multilabel_soft_margin_loss)

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight=weight, reduction=named(size_average, reduce, reduction))


class PoissonNLLLoss(_Loss):
    """Minus the log-likelihood of counts. Source: torch.nn.PoissonNLLLoss."""

    function = staticmethod(F.poisson_nll_loss)

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: bool | None = None,
        eps: float = 1e-8,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(
            log_input=log_input,
            full=full,
            eps=eps,
            reduction=named(size_average, reduce, reduction),
        )


class GaussianNLLLoss(_Loss):
    """Minus the log-likelihood of normal targets, up to a constant unless `full`.

    Source: torch.nn.GaussianNLLLoss.
    """

    function = staticmethod(F.gaussian_nll_loss)

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(full=full, eps=eps, reduction=reduction)


class KLDivLoss(_Loss):
    """The divergence of a log-probability from a target. Source: torch.nn.KLDivLoss."""

    function = staticmethod(F.kl_div)

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        super().__init__(log_target=log_target, reduction=named(size_average, reduce, reduction))


class HingeEmbeddingLoss(_Loss):
    """x where y is 1, max(0, margin − x) where it is −1. Source: torch.nn.HingeEmbeddingLoss."""

    function = staticmethod(F.hinge_embedding_loss)

    def __init__(
        self,
        margin: float = 1.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(margin=margin, reduction=named(size_average, reduce, reduction))


class SmoothL1Loss(_Loss):
    """Squares for differences under beta, absolute values above. Source: torch.nn.SmoothL1Loss."""

    function = staticmethod(F.smooth_l1_loss)

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        beta: float = 1.0,
    ) -> None:
        super().__init__(beta=beta, reduction=named(size_average, reduce, reduction))


class HuberLoss(_Loss):
    """Squares for differences under delta, delta times absolute values above.

    Source: torch.nn.HuberLoss.
    """

    function = staticmethod(F.huber_loss)

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(delta=delta, reduction=reduction)


class CosineEmbeddingLoss(_Loss):
    """1 − cos where y is 1, max(0, cos − margin) where it is −1.

    Source: torch.nn.CosineEmbeddingLoss.
    """

    function = staticmethod(F.cosine_embedding_loss)

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(margin=margin, reduction=named(size_average, reduce, reduction))


class MarginRankingLoss(_Loss):
    """max(0, margin − y (x1 − x2)). Source: torch.nn.MarginRankingLoss."""

    function = staticmethod(F.margin_ranking_loss)

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(margin=margin, reduction=named(size_average, reduce, reduction))


class MultiMarginLoss(_Loss):
    """The margin by which the target's score should lead, to the power p.

    Source: torch.nn.MultiMarginLoss.
    """

    function = staticmethod(F.multi_margin_loss)

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
            raise ArgumentError("only p == 1 and p == 2 supported", f"p is {p}")
        if weight is not None and weight.ndim != 1:
            raise ArgumentError(
                "MultiMarginLoss: expected weight to be None or 1D tensor, got "
                f"{weight.ndim}D instead",
                "give one weight per class",
            )
        super().__init__(
            p=p, margin=margin, weight=weight, reduction=named(size_average, reduce, reduction)
        )


class TripletMarginLoss(_Loss):
    """max(0, distance to the positive − distance to the negative + margin).

    Source: torch.nn.TripletMarginLoss.
    """

    function = staticmethod(F.triplet_margin_loss)

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        if margin <= 0:
            raise ArgumentError(
                f"TripletMarginLoss: expected margin to be greater than 0, got {margin} instead",
                "raise it",
            )
        super().__init__(
            margin=margin, p=p, eps=eps, swap=swap, reduction=named(size_average, reduce, reduction)
        )


class TripletMarginWithDistanceLoss(_Loss):
    """As TripletMarginLoss, with a distance of one's own.

    Source: torch.nn.TripletMarginWithDistanceLoss.
    """

    function = staticmethod(F.triplet_margin_with_distance_loss)

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        if margin <= 0:
            raise ArgumentError(
                "TripletMarginWithDistanceLoss: expected margin to be greater than 0, got "
                f"{margin} instead",
                "raise it",
            )
        super().__init__(
            distance_function=distance_function or PairwiseDistance(),
            margin=margin,
            swap=swap,
            reduction=reduction,
        )


class CTCLoss(_Loss):
    """Minus the log-probability of label sequences over all alignments.

    Source: torch.nn.CTCLoss.
    """

    function = staticmethod(F.ctc_loss)

    def __init__(
        self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False
    ) -> None:
        super().__init__(blank=blank, zero_infinity=zero_infinity, reduction=reduction)
