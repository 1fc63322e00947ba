"""Second names that torch has for what stands in the table under another."""

from __future__ import annotations

from engine.function import FUNCTIONS, function
from engine.op import OPS

ALIASES = {
    "absolute": "abs",
    "negative": "neg",
    "multiply": "mul",
    "subtract": "sub",
    "true_divide": "div",
    "sgn": "sign",
    "fix": "trunc",
    "arccos": "acos",
    "arcsin": "asin",
    "arctan": "atan",
    "arctan2": "atan2",
    "arccosh": "acosh",
    "arcsinh": "asinh",
    "arctanh": "atanh",
}
SPECIAL = {
    "gammaln": "lgamma",
    "psi": "digamma",
    "multigammaln": "mvlgamma",
    "expit": "sigmoid",
    "exp2": "exp2",
    "expm1": "expm1",
    "log1p": "log1p",
    "softmax": "softmax",
    "log_softmax": "log_softmax",
    "logsumexp": "logsumexp",
}
for _name, _known in ALIASES.items():
    function("torch tensor", name=_name)(FUNCTIONS["torch"].get(_known) or OPS[_known])
for _name, _known in SPECIAL.items():
    function("special", name=_name)(FUNCTIONS["torch"].get(_known) or OPS[_known])
