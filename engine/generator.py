"""Generator: the state that random numbers come from, and the one that is used by default.

The numbers are those of numpy's PCG64: a seed repeats them here, but they are not torch's.
"""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from itertools import pairwise
from typing import Any

import numpy as np

from engine.device import device, on_cpu
from engine.errors import ArgumentError, RangeError
from engine.function import function
from engine.tensor import Tensor, from_array

FIRST_SEED = 67280421310721  # torch's own
STATE_BYTES = 45  # seed 8, PCG64's state and increment 16 each, a kept half word 4 and its flag 1


class Generator:
    """A stream of random numbers. Attributes: device. Source: torch.Generator."""

    def __init__(self, device: Any = "cpu") -> None:
        on_cpu(device)
        self.manual_seed(FIRST_SEED)

    @property
    def device(self) -> device:
        return device("cpu")

    @property
    def numbers(self) -> np.random.Generator:
        """Numpy's generator, to draw from."""
        return self._numbers

    def manual_seed(self, seed: int) -> Generator:
        """Start anew from `seed`, 64 bits, a negative one counted from the top. Returns itself.

        Errors: RangeError for more bits.
        """
        seed = int(seed)
        if not -(2**63) <= seed < 2**64:
            raise RangeError(f"manual_seed: {seed} has over 64 bits", "give a smaller seed")
        self._seed = seed % 2**64
        self._bits = np.random.PCG64(self._seed)
        self._numbers = np.random.Generator(self._bits)
        return self

    def seed(self) -> int:
        """Start anew from a seed that nobody can foresee, and return it."""
        self.manual_seed(secrets.randbits(63))
        return self._seed

    def initial_seed(self) -> int:
        """The seed of the last start."""
        return self._seed

    def get_state(self) -> Tensor:
        """Where the stream stands, as a tensor of bytes."""
        state: Any = self._bits.state
        fields = (
            (self._seed, 8),
            (state["state"]["state"], 16),
            (state["state"]["inc"], 16),
            (state["uinteger"], 4),
            (state["has_uint32"], 1),
        )
        packed = b"".join(value.to_bytes(size, "little") for value, size in fields)
        return from_array(np.frombuffer(packed, np.uint8).copy())

    def set_state(self, new_state: Tensor) -> None:
        """Go to where the stream stood. Errors: ArgumentError for what `get_state` never gave."""
        fits = isinstance(new_state, Tensor) and new_state._array.dtype == np.uint8
        if not fits or new_state.shape != (STATE_BYTES,):
            raise ArgumentError("set_state: this is no state of a generator", "use get_state()")
        packed = new_state._array.tobytes()
        cuts = (0, 8, 24, 40, 44, 45)
        seed, state, inc, word, flag = (
            int.from_bytes(packed[low:high], "little") for low, high in pairwise(cuts)
        )
        self.manual_seed(seed)
        self._bits.state = {
            "bit_generator": "PCG64",
            "state": {"state": state, "inc": inc},
            "uinteger": word,
            "has_uint32": flag,
        }


default_generator = Generator()
repeated: ContextVar[bool] = ContextVar("repeated", default=False)  # while code is compiled


def numbers_of(name: str, generator: Generator | None) -> np.random.Generator:
    """Numpy's generator behind the one given, or behind the default one.

    Errors: ArgumentError where `repeated` is set, as the numbers would be the same each time.
    """
    if repeated.get():
        raise ArgumentError(f"{name}(): it draws other numbers at each call", "run it eagerly")
    if generator is None:
        return default_generator.numbers
    if not isinstance(generator, Generator):
        raise ArgumentError(
            f"{name}(): generator must be a Generator, not {type(generator).__name__}",
            "make one: torch.Generator().manual_seed(0)",
        )
    return generator.numbers


@function("torch")
def manual_seed(seed: int) -> Generator:
    """Start the default generator from `seed`, so that the numbers repeat.

    Source: torch.manual_seed.
    """
    return default_generator.manual_seed(seed)


@function("torch")
def seed() -> int:
    """Start the default generator from a seed of chance, and return it. Source: torch.seed."""
    return default_generator.seed()


@function("torch")
def initial_seed() -> int:
    """The seed the default generator started from. Source: torch.initial_seed."""
    return default_generator.initial_seed()


@function("torch")
def get_rng_state() -> Tensor:
    """Where the default generator stands. Source: torch.get_rng_state."""
    return default_generator.get_state()


@function("torch")
def set_rng_state(new_state: Tensor) -> None:
    """Let the default generator go to where it stood. Source: torch.set_rng_state."""
    default_generator.set_state(new_state)
