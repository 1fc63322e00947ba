"""Streams: the random numbers of a run, and the settings that libraries keep between calls.

They belong to the process, which runs one program at a time; `reset` gives them to the next.
"""

from __future__ import annotations

import numpy as np

import engine
from engine import backends
from engine.device import warn_again
from engine.generator import default_generator
from engine.mxnet import context
from engine.program.modules.numpy.random import RandomState
from engine.program.modules.standard.chance import PYTHON
from engine.program.modules.unseeded import SEEDS

NUMPY = RandomState()
_NUMPY_PRINTS = np.get_printoptions()
_TORCH_PRINTS = engine.get_printoptions()
_ERRORS = np.geterr()
_THREADS = engine.get_num_threads()


def reset(seed: int) -> None:
    """Start all random numbers anew, and take back what an earlier program has set.

    To be called before a program runs, and after it: it may have left its own functions in print
    options.
    """
    default_generator.manual_seed(seed)
    PYTHON.seed(seed)
    NUMPY.seed(seed % 2**32)
    SEEDS.seed(seed)
    np.set_printoptions(**_NUMPY_PRINTS)
    np.seterr(**_ERRORS)
    engine.set_printoptions(**_TORCH_PRINTS)
    engine.set_default_dtype(engine.float32)
    engine.set_num_threads(_THREADS)
    engine.set_grad_enabled(True)
    engine.autograd.set_detect_anomaly(False)
    for backend in (backends.cuda, backends.cudnn, backends.mps):
        backend.enabled = backend.benchmark = backend.deterministic = backend.allow_tf32 = False
    warn_again()
    context.warn_again()
