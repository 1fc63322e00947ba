"""Dropout as layers."""

from __future__ import annotations

from typing import Any

import engine.nn.functional as F
from engine.errors import RangeError
from engine.nn.applied import Applied
from engine.nn.functional.dropout import dropout


class _Dropout(Applied):
    """Settings shared by the kinds. Errors: RangeError for p outside [0, 1]."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        if not 0 <= p <= 1:
            raise RangeError(
                f"dropout probability has to be between 0 and 1, but got {p}", "choose one within"
            )
        super().__init__(p=p, inplace=inplace)

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "training": self.training}

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """Elements become 0 with probability p in training, the others grow by 1 / (1 − p).

    Source: torch.nn.Dropout.
    """

    function = staticmethod(dropout)


class Dropout1d(_Dropout):
    """Dropout of whole channels of (n, c, l). Source: torch.nn.Dropout1d."""

    function = F.dropout1d


class Dropout2d(_Dropout):
    """Dropout of whole channels of (n, c, h, w). Source: torch.nn.Dropout2d."""

    function = F.dropout2d


class Dropout3d(_Dropout):
    """Dropout of whole channels of (n, c, d, h, w). Source: torch.nn.Dropout3d."""

    function = F.dropout3d


class AlphaDropout(_Dropout):
    """Dropout that keeps mean 0 and variance 1, for SELU. Source: torch.nn.AlphaDropout."""

    function = F.alpha_dropout


class FeatureAlphaDropout(_Dropout):
    """AlphaDropout of whole channels. Source: torch.nn.FeatureAlphaDropout."""

    function = F.feature_alpha_dropout
