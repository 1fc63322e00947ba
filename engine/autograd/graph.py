"""The graph itself, for those who walk it: Node and the end at a leaf."""

from engine.accumulate_grad import AccumulateGrad
from engine.node import Node

__all__ = ["AccumulateGrad", "Node"]
