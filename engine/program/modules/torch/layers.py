"""What programs may read and set of modules, optimizers, schedules and datasets."""

from __future__ import annotations

from engine.nn.module import Module
from engine.nn.parameters import ParameterDict
from engine.optim import lr_scheduler
from engine.optim.optimizer import Optimizer
from engine.program.access import READABLE, SETTABLE, allow, allow_public
from engine.program.modules.names import PlainNames
from engine.utils import data

# A program gives a module parts under names of its own choice, so only what belongs to the engine
# is hidden: tables that all modules of a class share.
HIDDEN = "mro usual kind shown function"
for _kind in Module.__mro__[:-1]:
    READABLE[_kind] = SETTABLE[_kind] = PlainNames(HIDDEN)
allow(ParameterDict, "")
allow_public(Optimizer, but="rule buffers counted mro", settable="param_groups state defaults")
allow(Optimizer, "param_groups state defaults steps_taken")
for _kind in {getattr(lr_scheduler, name) for name in lr_scheduler.__all__}:
    allow_public(_kind, but="unsaved mro closed_form")
    allow(_kind, "optimizer last_epoch base_lrs best num_bad_epochs", "base_lrs last_epoch")
allow((data.Dataset, data.Sampler), "")
for _kind in {getattr(data, name) for name in data.__all__ if name[0].isupper()}:
    allow_public(_kind, but="mro")
allow(
    data.DataLoader,
    "dataset batch_size drop_last sampler batch_sampler collate_fn generator num_workers "
    "pin_memory timeout",
)
allow(data.Dataset, "tensors dataset indices datasets cumulative_sizes")
allow(
    data.Sampler, "data_source sampler batch_size drop_last indices weights num_samples generator"
)
