"""mxnet.np.linalg: the norm."""

from engine.mxnet.numpy.functions import norm

__all__ = ["norm"]
