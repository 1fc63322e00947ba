"""What programs may read and set of tensors, and of all that is not a layer or an optimizer."""

from __future__ import annotations

from typing import Any

from engine import typed
from engine.accumulate_grad import AccumulateGrad
from engine.autograd.anomaly import detect_anomaly, set_detect_anomaly
from engine.autograd.function import Context, Function
from engine.backends import Backend
from engine.device import Layout, MemoryFormat, device
from engine.dtype import Dtype
from engine.errors import EngineError
from engine.functions.dtypes import FloatLimits, IntegerLimits
from engine.generator import Generator
from engine.grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled
from engine.hooks import RemovableHandle
from engine.nn.parameter import Buffer, Parameter
from engine.node import Node
from engine.op import Op
from engine.program.access import CALLABLE, READABLE, SETTABLE, allow, allow_public
from engine.program.modules.names import PlainNames
from engine.size import Size
from engine.tensor import Tensor

SLOTS = " ".join(slot for slot in Tensor.__slots__ if not slot.startswith("_"))  # the engine's own

allow_public(Tensor, but=f"{SLOTS} normal_cdf", settable="grad data requires_grad")
allow((Parameter, Buffer), "", "")
allow(Size, "numel count index")
allow(Dtype, "is_floating_point itemsize")
allow(device, "type index")
allow((Layout, MemoryFormat), "")
allow((FloatLimits, IntegerLimits), "bits resolution min max eps smallest_normal tiny dtype")
allow(Generator, "device manual_seed seed initial_seed get_state set_state")
allow(Node, "name next_functions register_hook")
allow(AccumulateGrad, "name next_functions variable")
allow(RemovableHandle, "remove id")
allow(typed.TypedTensor, "dtype")
allow(EngineError, "message remedy args")
allow(Op, "__name__")
allow(Function, "apply forward backward setup_context")
allow(
    Backend,
    "is_available is_built enabled benchmark deterministic allow_tf32",
    "enabled benchmark deterministic allow_tf32",
)
MODES = (no_grad, enable_grad, inference_mode, set_grad_enabled)
allow((*MODES, set_detect_anomaly, detect_anomaly), "")
READABLE[Context] = SETTABLE[Context] = PlainNames(
    private=True
)  # forward leaves there what it will
CALLABLE.update((Tensor, Parameter, Buffer, Size, device, Generator, Function, *MODES))
CALLABLE.update((set_detect_anomaly, detect_anomaly))


def results() -> dict[type, tuple[str, ...]]:
    """The named tuples that functions of the engine give, and the names of their parts."""
    found: dict[type, tuple[str, ...]] = {}
    waiting: list[Any] = [tuple]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith(RESULTS) and hasattr(kind, "_fields"):
                found[kind] = kind._fields
    return found


RESULTS = ("engine.functions.", "engine.op", "engine.nn.state", "engine.nn.utils.rnn")
for _kind, _parts in results().items():
    allow(_kind, " ".join(("count", "index", *_parts)))
