"""Pictures of a graph: PNG, SVG, PDF, painted by the canvas' own strokes."""
