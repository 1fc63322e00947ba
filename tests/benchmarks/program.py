"""Programs: the same text run by `run_program` and by Python itself, as ratios of their times.

Loops of plain Python stand against CPython; programs of tensors against the same text run by
CPython on `engine`; a long training against torch, where it is present.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable

from engine.program import run_program

ROUNDS = 7
LOOPS = {
    "int arithmetic": "s = 0\nfor i in range(200_000):\n    s = (s + i * 3) % 1_000_003\n",
    "float arithmetic": "x = 0.5\nfor i in range(200_000):\n    x = 3.7 * x * (1.0 - x)\n",
    "the same in a function": (
        "def f(n):\n    x = 0.5\n    for i in range(n):\n        x = 3.7 * x * (1.0 - x)\n"
        "    return x\nf(200_000)\n"
    ),
    "a while loop": "i = 0\nwhile i < 200_000:\n    i += 1\n",
    "list building": "a = []\nfor i in range(200_000):\n    a.append(i * 2)\n",
    "comprehensions": "for k in range(20):\n    a = [i * i for i in range(10_000) if i % 2]\n",
    "items of lists": (
        "a = list(range(1000))\nfor k in range(100):\n    for i in range(1000):\n"
        "        a[i] = a[i - 1] + 1\n"
    ),
    "function calls": (
        "def f(x):\n    return x + 1\ny = 0\nfor i in range(100_000):\n    y = f(y)\n"
    ),
    "recursion": "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(20)\n",
    "nested loops": "s = 0\nfor i in range(400):\n    for j in range(400):\n        s += i * j\n",
    "string building": (
        "for k in range(20):\n    s = ''\n    for i in range(5000):\n        s += str(i)\n"
    ),
    "counting in a dict": (
        "d = {}\nfor i in range(200_000):\n    k = i % 100\n    d[k] = d.get(k, 0) + 1\n"
    ),
    "objects": (
        "class P:\n    def __init__(self, x):\n        self.x = x\n    def step(self):\n"
        "        self.x += 1\np = P(0)\nfor i in range(100_000):\n    p.step()\n"
    ),
    "branches": (
        "n = 0\nfor i in range(200_000):\n    if i % 3 == 0 and i % 5 != 0:\n        n += 1\n"
        "    elif i > 100:\n        n -= 1\n"
    ),
}
TENSORS = {
    "scalar operations": (
        "import torch\nx = torch.tensor(1.5, requires_grad=True)\n"
        "y = torch.tensor(0.5, requires_grad=True)\nfor i in range(3000):\n"
        "    x.grad = y.grad = None\n    z = torch.sin(x * y) + torch.exp(-x) * y\n"
        "    z.backward()\n"
    ),
    "small arrays": (
        "import torch\nx = torch.linspace(0.0, 1.0, 10, requires_grad=True)\n"
        "for i in range(2000):\n    x.grad = None\n"
        "    z = (torch.sin(x * x) + torch.exp(-x)).sum()\n    z.backward()\n"
    ),
    "a step of a network": (
        "import torch\nfrom torch import nn\ntorch.manual_seed(0)\n"
        "net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))\n"
        "x, y = torch.randn(32, 4), torch.randn(32, 1)\n"
        "sgd = torch.optim.SGD(net.parameters(), lr=0.01)\nloss_of = nn.MSELoss()\n"
        "for i in range(600):\n    sgd.zero_grad()\n    loss = loss_of(net(x), y)\n"
        "    loss.backward()\n    sgd.step()\n"
    ),
}
EPOCHS = 3000
REGRESSION = f"""
import torch
torch.manual_seed(0)
x = torch.linspace(0.0, 1.0, 100)
y = 3.0 * x + 2.0 + 0.1 * torch.randn(100)
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range({EPOCHS}):
    loss = ((x * w + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
        w.grad.zero_()
        b.grad.zero_()
"""


def report(only: str = "") -> None:
    """Print the ratios of all workloads whose name contains `only`."""
    print("our time ÷ CPython's (target: under 15)")
    for name, source in LOOPS.items():
        if only in name:
            _line(name, source, source)
    print("our time ÷ the same on the engine by CPython (target: under 1.5)")
    for name, source in TENSORS.items():
        if only in name:
            _line(name, source, _on_engine(source))
    if only in "linear regression" and importlib.util.find_spec("torch"):
        import torch

        torch.set_num_threads(1)
        print(f"our time ÷ torch's, {EPOCHS:,} epochs of linear regression (target: under 1)")
        ours = _line("linear regression", REGRESSION, REGRESSION)
        print(f"  100,000 epochs would take {ours * 100_000 / EPOCHS:.0f} s")


def _on_engine(source: str) -> str:
    return source.replace("import torch\n", "import engine as torch\n").replace(
        "from torch", "from engine"
    )


def _line(name: str, source: str, of_python: str) -> float:
    """Print the ratio of the best of interleaved rounds; our best time in seconds."""
    code = compile(of_python, "<program>", "exec")
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: _run(source)))
        theirs.append(_seconds(lambda: exec(code, {"__name__": "__main__"})))
    print(f"  {name:26} {min(ours) / min(theirs):6.2f}   {min(ours):6.3f} s", flush=True)
    return min(ours)


def _run(source: str) -> None:
    error = run_program(source, write=lambda text: None).error
    if error is not None:
        raise error


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
