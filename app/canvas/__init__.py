"""The canvas: nodes and wires painted from arrays, picked from arrays, moved by gestures."""
