"""Calls that the engine refuses: the class of the error, what was found, and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import EngineError

Refusal = tuple[Callable[[], Any], type[EngineError], str, str]


def refused(refusal: Refusal) -> None:
    """Call it, and compare the error with what it has to say."""
    call, error, message, remedy = refusal

    with pytest.raises(error) as caught:
        call()

    assert (caught.value.message, caught.value.remedy) == (message, remedy)
