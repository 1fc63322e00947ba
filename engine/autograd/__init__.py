"""Gradients of tensors under torch.autograd's names."""

from engine.autograd import functional, graph
from engine.autograd.anomaly import detect_anomaly, is_anomaly_enabled, set_detect_anomaly
from engine.autograd.function import Function, once_differentiable
from engine.autograd.gradcheck import GradcheckError, gradcheck, gradgradcheck
from engine.autograd.gradients import backward, grad
from engine.autograd.variable import Variable
from engine.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = [
    "Function",
    "GradcheckError",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "is_anomaly_enabled",
    "no_grad",
    "once_differentiable",
    "set_detect_anomaly",
    "set_grad_enabled",
]
