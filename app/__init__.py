"""Chainrule: the desktop app on top of the engine."""

__version__ = "0.1.0"
