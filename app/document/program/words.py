"""Words: what may stand at a place of a program, and what it means, for completion and help."""

from __future__ import annotations

import builtins
import importlib
import inspect
import keyword
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.op import OPS, Op
from engine.tensor import Tensor

MODULES = {
    "torch": "engine",
    "torch.nn": "engine.nn",
    "torch.nn.functional": "engine.nn.functional",
    "torch.optim": "engine.optim",
    "torch.optim.lr_scheduler": "engine.optim.lr_scheduler",
    "torch.autograd": "engine.autograd",
    "torch.autograd.functional": "engine.autograd.functional",
    "torch.linalg": "engine.linalg",
    "torch.func": "engine.func",
    "torch.utils.data": "engine.utils.data",
    "mxnet": "engine.mxnet",
    "mxnet.nd": "engine.mxnet.ndarray",
    "mxnet.autograd": "engine.mxnet.autograd",
    "numpy": "numpy",
    "math": "math",
    "random": "random",
}
IMPORT = re.compile(r"^[ \t]*import[ \t]+([\w.]+)(?:[ \t]+as[ \t]+(\w+))?", re.MULTILINE)
FROM = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\w+)(?:[ \t]+as[ \t]+(\w+))?", re.M)
PATH = re.compile(r"(?:[^\W\d]\w*\.)*(?:[^\W\d]\w*)?$")
WORD = re.compile(r"[^\W\d]\w*")
BUILTINS = [name for name in dir(builtins) if name.islower() and not name.startswith("_")]


def typed_path(before: str) -> str:
    """The dotted name that ends a text, as far as it is typed: `torch.nn.Lin`."""
    found = PATH.search(before)
    return found[0] if found else ""


def candidates(text: str, path: str) -> list[str]:
    """What may follow the last dot of a path, or the words that may begin a name, sorted."""
    owner, _, begun = path.rpartition(".")
    if owner:
        module = _module(_aliases(text).get(owner.split(".")[0], ""), owner)
        names = _public(module) if module is not None else _public(Tensor)
    else:
        own = set(WORD.findall(text)) - {begun}
        names = sorted(own.union(keyword.kwlist, BUILTINS, _aliases(text)))
    return [name for name in names if name.startswith(begun) and name != begun]


def explained(text: str, path: str) -> str:
    """The signature and the first sentence of what a path names; "" where it is not known."""
    owner, _, name = path.rpartition(".")
    aliases = _aliases(text)
    module = _module(aliases.get(owner.split(".")[0], ""), owner) if owner else None
    if not owner and name in aliases:
        package, _, name = aliases[name].rpartition(".")
        module = _module(package, package)
    found = getattr(module, name, None) if module is not None else None
    if found is None and owner:
        found = getattr(Tensor, name, None)
    if found is None or not callable(found):
        return ""
    first = (inspect.getdoc(found) or "").split("\n\n")[0].replace("\n", " ")
    return f"{_signature(name, found)}\n{first}".strip()


def _signature(name: str, found: Any) -> str:
    op = found if isinstance(found, Op) else OPS.get(name)
    if op is not None and op.__doc__ == found.__doc__:
        return op.signature()
    try:
        return f"{name}{inspect.signature(found)}"
    except (TypeError, ValueError):
        return name


@lru_cache(maxsize=8)
def _aliases(text: str) -> Mapping[str, str]:
    """What a program's imports call: `nn` is `torch.nn`."""
    found = {name.split(".")[0]: name.split(".")[0] for name, alias in IMPORT.findall(text)}
    found |= {alias: name for name, alias in IMPORT.findall(text) if alias}
    for package, name, alias in FROM.findall(text):
        found[alias or name] = f"{package}.{name}"
    return found


def _module(start: str, path: str) -> Any:
    """The module behind a dotted path whose first part stands for `start`."""
    rest = path.split(".")[1:]
    name = ".".join([start, *rest]) if start != path else start
    return importlib.import_module(MODULES[name]) if name in MODULES else None


@lru_cache(maxsize=64)
def _public(owner: Any) -> list[str]:
    return sorted(name for name in dir(owner) if not name.startswith("_"))
