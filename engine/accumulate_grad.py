"""AccumulateGrad: the end of the graph at a leaf."""

from __future__ import annotations

from engine.tensor import Tensor


class AccumulateGrad:
    """The end of the graph at a leaf, as torch shows it. Attributes: variable (the leaf)."""

    __slots__ = ("variable",)

    def __init__(self, variable: Tensor) -> None:
        self.variable = variable

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"

    @property
    def next_functions(self) -> tuple[()]:
        """Nothing: the gradient stays here."""
        return ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AccumulateGrad) and other.variable is self.variable

    def __hash__(self) -> int:
        return hash(self.variable)

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {id(self.variable):#x}>"
