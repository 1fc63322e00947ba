"""Chainrule: the desktop app on top of the engine."""

