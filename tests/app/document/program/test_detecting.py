from __future__ import annotations

import pytest

from app.document.examples import EXAMPLES
from app.document.program import is_program


@pytest.mark.parametrize(
    "text",
    [
        "import torch",
        "from mxnet import nd",
        "x = 1\nfor i in range(3):\n    x += i",
        "while True: pass",
        "def f(x):\n    return x",
        "class Net(nn.Module):\n    pass",
        "print(1)",
        "y = x**2\ny.backward()",
        "with torch.no_grad():\n    pass",
        "if x > 0:\n    y = x",
        "@f\ndef g(): pass",
    ],
)
def test_a_program_is_one(text):
    assert is_program(text)


@pytest.mark.parametrize(
    "text",
    ["", "x**2 + y", "y = where(x > 0, x, 0)", "importance = 2\nformula = importance**2",
     "y = max(x, 0)  # for x: the larger", "whiled = 3", "iffy = x"],
)  # fmt: skip
def test_a_formula_is_none(text):
    assert not is_program(text)


def test_no_example_is_taken_for_a_program():
    assert not [example.key for example in EXAMPLES if is_program(example.document().text)]
