"""Layers by family; their names stand in `engine.nn`."""
