"""Plans: computations as plain data, and the compiler that turns them into fast code."""

from engine.plan.steps import Leaf, Place, Plan, Root, Span, Step

__all__ = ["Leaf", "Place", "Plan", "Root", "Span", "Step"]
