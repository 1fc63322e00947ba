"""The hierarchy of errors: each says what was asked, what was found, and the remedy.

EngineError
├── ArgumentError     (TypeError)                 a call does not fit the signature
├── RangeError        (RuntimeError, ValueError)  a value outside those allowed
├── UnsupportedError  (NotImplementedError)       what is not there, or not for this dtype
├── FileError         (RuntimeError)              a file that cannot be written or read
├── DtypeError        (NotImplementedError)       a dtype that the operation cannot take
├── ShapeError        (RuntimeError, ValueError)  shapes that do not fit together
├── AxisError         (IndexError)                a dimension that is not there
├── GradientError     (RuntimeError)              backward cannot run
├── LinAlgError       (RuntimeError)              a matrix that there is no answer for
└── Stopped                                       a run was cancelled by the user

Where torch raises now the one and now the other of two classes, ours is both; NotImplementedError
is a RuntimeError.
"""

from __future__ import annotations

import re

_SIZE = re.compile(r"torch\.Size\(\[(.*?)\]\)")


def _tuple(size: re.Match[str]) -> str:
    """A shape as a tuple, which is shorter than torch's own text of it."""
    inner = size[1]
    return f"({inner})" if "," in inner or not inner else f"({inner},)"


class EngineError(Exception):
    """Base of all errors of the engine.

    Attributes: message (what was found); remedy (how to mend it); node (where backward was, if it
    was raised there).
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        message = _SIZE.sub(_tuple, message)
        super().__init__(f"{message}; {remedy}" if remedy else message)
        self.message, self.remedy = message, remedy
        self.node: object = None

    def __reduce__(self) -> tuple[type[EngineError], tuple[str, str]]:
        return type(self), (self.message, self.remedy)


class ArgumentError(EngineError, TypeError):
    """A call does not fit the signature of the function."""


class RangeError(EngineError, RuntimeError, ValueError):
    """A value is outside those allowed."""


class UnsupportedError(EngineError, NotImplementedError):
    """What was asked for is not there, or not for this dtype."""


class FileError(EngineError, RuntimeError):
    """A file does not hold what it should, or a value cannot be written to one."""


class DtypeError(EngineError, NotImplementedError):
    """The dtype is one that the operation cannot take."""


class ShapeError(EngineError, RuntimeError, ValueError):
    """The shapes do not fit together."""


class AxisError(EngineError, IndexError):
    """A dimension or an index lies outside the tensor."""


class GradientError(EngineError, RuntimeError):
    """Backward cannot run."""


class LinAlgError(EngineError, RuntimeError):
    """A matrix is singular, or not positive definite, or its computation did not converge."""


class Stopped(EngineError):
    """The user stopped the run."""
