"""Arrays of libraries that differentiate numpy: boxes of tensors, and rules by numpy's names."""
