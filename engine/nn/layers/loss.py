"""Losses of numbers as layers, and what all losses share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import engine.nn.functional as F
from engine.errors import RangeError
from engine.nn.applied import Applied
from engine.nn.functional.reduction import named
from engine.nn.layers.arrangement import PairwiseDistance
from engine.tensor import Tensor

WEIGHTS = ("weight", "pos_weight")


class Loss(Applied):
    """Base of losses: settings are attributes, tensors of weights among them are buffers.

    `size_average` and `reduce` are torch's old words for the reduction.
    """

    shown = ()

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        **settings: Any,
    ) -> None:
        plain = {name: value for name, value in settings.items() if name not in WEIGHTS}
        super().__init__(**plain, reduction=named(size_average, reduce, reduction))
        for name in WEIGHTS:
            if name in settings:
                self.register_buffer(name, settings[name])
                self._settings = (*self._settings, name)


class ReducedLoss(Loss):
    """Base of losses without settings but the reduction."""

    def __init__(
        self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean"
    ) -> None:
        super().__init__(size_average, reduce, reduction)


class WeightedLoss(Loss):
    """Base of losses with weights and no other settings but the reduction."""

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction, weight=weight)


class _MarginLoss(Loss):
    """Base of losses with a margin of 0."""

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction, margin=margin)


def _check_margin(loss: str, margin: float) -> None:
    if margin <= 0:
        raise RangeError(
            f"{loss}: expected margin to be greater than 0, got {margin} instead", "raise it"
        )


class L1Loss(ReducedLoss):
    """The mean of |x − y|. Source: torch.nn.L1Loss."""

    function = F.l1_loss


class MSELoss(ReducedLoss):
    """The mean of (x − y)². Source: torch.nn.MSELoss."""

    function = F.mse_loss


class PoissonNLLLoss(Loss):
    """Minus the log-likelihood of counts. Source: torch.nn.PoissonNLLLoss."""

    function = F.poisson_nll_loss

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: bool | None = None,
        eps: float = 1e-8,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction, log_input=log_input, full=full, eps=eps)


class GaussianNLLLoss(Loss):
    """Minus the log-likelihood of normal targets, up to a constant unless `full`.

    Source: torch.nn.GaussianNLLLoss.
    """

    function = F.gaussian_nll_loss

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(full=full, eps=eps, reduction=reduction)


class HingeEmbeddingLoss(Loss):
    """x where y is 1, max(0, margin − x) where it is −1. Source: torch.nn.HingeEmbeddingLoss."""

    function = F.hinge_embedding_loss

    def __init__(
        self,
        margin: float = 1.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction, margin=margin)


class SmoothL1Loss(Loss):
    """Squares for differences under beta, absolute values above. Source: torch.nn.SmoothL1Loss."""

    function = F.smooth_l1_loss

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        beta: float = 1.0,
    ) -> None:
        super().__init__(size_average, reduce, reduction, beta=beta)


class HuberLoss(Loss):
    """Squares for differences under delta, delta times absolute values above.

    Source: torch.nn.HuberLoss.
    """

    function = F.huber_loss

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(delta=delta, reduction=reduction)


class CosineEmbeddingLoss(_MarginLoss):
    """1 − cos where y is 1, max(0, cos − margin) where it is −1.

    Source: torch.nn.CosineEmbeddingLoss.
    """

    function = F.cosine_embedding_loss


class MarginRankingLoss(_MarginLoss):
    """max(0, margin − y (x1 − x2)). Source: torch.nn.MarginRankingLoss."""

    function = F.margin_ranking_loss


class TripletMarginLoss(Loss):
    """max(0, distance to the positive − distance to the negative + margin).

    Source: torch.nn.TripletMarginLoss.
    """

    function = F.triplet_margin_loss

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
        _check_margin("TripletMarginLoss", margin)
        super().__init__(size_average, reduce, reduction, margin=margin, p=p, eps=eps, swap=swap)


class TripletMarginWithDistanceLoss(Loss):
    """As TripletMarginLoss, with a distance of one's own.

    Source: torch.nn.TripletMarginWithDistanceLoss.
    """

    function = F.triplet_margin_with_distance_loss

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        _check_margin("TripletMarginWithDistanceLoss", margin)
        super().__init__(
            distance_function=distance_function or PairwiseDistance(),
            margin=margin,
            swap=swap,
            reduction=reduction,
        )
