"""Functions of neural networks under torch.nn.functional's names.

    >>> import engine.nn.functional as F
    >>> F.relu(engine.tensor([-1.0, 2.0]))
    tensor([0., 2.])

Every op and function whose places name "functional" is a member of this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import engine.ops  # noqa: F401 - fills the table of ops
from engine.nn.functional import (  # noqa: F401 - fill the table of functions
    activation,
    attention,
    classification,
    convolution,
    ctc,
    distance,
    dropout,
    embedding,
    grid,
    linear,
    loss,
    normalization,
    padding,
    pixels,
    pooling,
    resampling,
    softmax,
)
from engine.public import public

globals().update(public("functional"))

if TYPE_CHECKING:

    def __getattr__(name: str) -> Any: ...
