"""Disagreements with torch that are right as they are, and results that nobody can compare."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why a disagreement stands.

    Attributes: entry (its name, with or without variant); where (a regular expression found in the
    disagreement's line: dtype, number, kind, detail and sample); why (one sentence).
    """

    entry: str
    where: str
    why: str


REASONS: tuple[Reason, ...] = (
    Reason(
        "as_strided",
        "storage_offset",
        "the sample is a view, and its conversion to the engine keeps what the view shows alone",
    ),
    Reason(
        "as_strided_scatter",
        "gradient",
        "torch's gradient of the input is that of the places that were overwritten",
    ),
    Reason(
        "linalg.householder_product",
        "gradient: .*torch None",
        "without a reflection torch has no gradient where ours is zeros",
    ),
    Reason("cov", "second derivative", "a float32 cancellation: float64 weights agree to 4e-16"),
    Reason(
        "nn.functional.normalize",
        "float32.*second derivative",
        "a float32 cancellation at p = 0.5: float64 agrees",
    ),
)

# A result is compared by shape, dtype and requires_grad alone where torch's own differs from run
# to run; samples that switch the randomness off (p=0, training=False) are compared in full.
RANDOM = {
    "bernoulli": "draws a sample",
    "cauchy": "draws a sample",
    "exponential": "draws a sample",
    "geometric": "draws a sample",
    "log_normal": "draws a sample",
    "multinomial": "draws a sample",
    "nn.functional.alpha_dropout": "drops elements at random",
    "nn.functional.dropout": "drops elements at random",
    "nn.functional.dropout2d": "drops channels at random",
    "nn.functional.dropout3d": "drops channels at random",
    "nn.functional.feature_alpha_dropout": "drops channels at random",
    "nn.functional.fractional_max_pool2d": "draws its windows",
    "nn.functional.fractional_max_pool3d": "draws its windows",
    "nn.functional.multi_head_attention_forward": "drops attention weights at random",
    "nn.functional.rrelu": "draws its slopes",
    "nn.functional.scaled_dot_product_attention": "drops attention weights at random",
    "normal": "draws a sample",
    "pca_lowrank": "starts from a random projection",
    "rand_like": "draws a sample",
    "randint": "draws a sample",
    "randint_like": "draws a sample",
    "randn": "draws a sample",
    "randn_like": "draws a sample",
    "svd_lowrank": "starts from a random projection",
    "uniform": "draws a sample",
}
# These op_db calls seed torch's generator, so that the same numbers come each time: not ours.
SEEDED = ("cauchy", "exponential", "geometric", "log_normal", "normal", "uniform")
UNINITIALISED = ("empty", "empty_like", "empty_permuted", "empty_strided")
UNINITIALISED += ("new_empty", "new_empty_strided")


def reason_for(entry: str, line: str) -> str | None:
    """Why the disagreement of this entry, described by `line`, stands; None where none is known."""
    for reason in REASONS:
        if reason.entry in (entry, entry.partition("[")[0]) and re.search(reason.where, line):
            return reason.why
    return None
