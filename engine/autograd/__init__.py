"""Gradients of tensors under torch.autograd's names."""

from engine.autograd.gradients import backward, grad

__all__ = ["backward", "grad"]
