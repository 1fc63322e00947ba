"""Panels around the canvas: what can be added, what is typed, what is selected, when it is."""
