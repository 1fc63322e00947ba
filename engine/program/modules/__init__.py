"""What a program may import: each name leads to a Namespace, and to nothing of the host."""

from __future__ import annotations

from collections.abc import Callable

from engine.program.errors import Denied
from engine.program.host import Host
from engine.program.modules import builtin_types as _builtin_types  # noqa: F401 - fills the lists
from engine.program.modules.autograd import autograd
from engine.program.modules.jax import jax
from engine.program.modules.members import closest
from engine.program.modules.mxnet import mxnet
from engine.program.modules.names import words
from engine.program.modules.numpy import numpy
from engine.program.modules.pyplot import matplotlib, toolkits
from engine.program.modules.standard import STANDARD
from engine.program.modules.streams import reset
from engine.program.modules.torch import torch
from engine.program.namespace import Namespace

__all__ = ["LIBRARIES", "finish", "load", "reset"]
LIBRARIES: dict[str, Callable[[Host], Namespace]] = {
    **STANDARD,
    "autograd": autograd,
    "jax": lambda host: jax(),
    "matplotlib": matplotlib,
    "mpl_toolkits": toolkits,
    "mxnet": lambda host: mxnet(),
    "numpy": numpy,
    "torch": lambda host: torch(),
}
COMPUTER = "it reaches files, processes or the network of this computer"
INSIDES = "it reaches the insides of Python"
LONG = "one call of it can run for ever, and could not be stopped"
TABLES = "make the data with torch or numpy, or read numbers with numpy.loadtxt"
REFUSED = {
    **dict.fromkeys(
        words(
            """asyncio concurrent glob http io logging multiprocessing os pathlib pickle platform
            requests shelve shutil signal socket sqlite3 subprocess sys tempfile threading urllib
            zipfile"""
        ),
        COMPUTER,
    ),
    **dict.fromkeys(
        words("ast builtins code ctypes dis gc importlib inspect operator traceback types weakref"),
        INSIDES,
    ),
    "re": LONG,
    **dict.fromkeys(words("datasets pandas scipy sklearn torchtext torchvision"), TABLES),
    **dict.fromkeys(words("keras tensorflow"), "write it with torch"),
}


def load(name: str, host: Host) -> Namespace:
    """The module of this dotted name. Errors: ImportError, which says what may be imported."""
    root, *parts = name.split(".")
    if root not in LIBRARIES:
        raise ImportError(_refusal(root), name=name)
    if root not in host.modules:
        host.modules[root] = LIBRARIES[root](host)
    found = host.modules[root]
    path = root
    for part in parts:
        try:
            found = found.get(part)
        except Denied as error:
            raise ImportError(f"No module named '{name}': {error}", name=name) from None
        path = f"{path}.{part}"
        if not isinstance(found, Namespace):
            raise ImportError(
                f"'{path}' is not a module; import it from '{path[: -len(part) - 1]}'"
            )
    return found


def finish(host: Host) -> None:
    """Show what the program drew and did not show; to be called when it has ended."""
    if "matplotlib" in host.modules:
        host.modules["matplotlib"].get("pyplot").get("show")()


def _refusal(root: str) -> str:
    reason = REFUSED.get(root)
    near = closest(root, LIBRARIES)
    hint = f"did you mean '{near}'? " if near and reason is None else ""
    may = ", ".join(sorted(LIBRARIES))
    because = f" ({reason})" if reason else ""
    return f"No module named '{root}' for programs{because}; {hint}programs may import {may}"
