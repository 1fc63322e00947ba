"""The graph itself, for those who walk it: Node and the end at a leaf."""

from engine.node import AccumulateGrad, Node

__all__ = ["AccumulateGrad", "Node"]
