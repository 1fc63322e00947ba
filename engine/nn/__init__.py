"""Neural networks: their functions stand in `engine.nn.functional`."""
