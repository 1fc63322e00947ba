"""Live plots of a descent (pyqtgraph)."""
