"""Whole programs that import: what they print, and what they cannot break out of."""

from __future__ import annotations

from textwrap import dedent

import pytest

from engine.program.budget import Limits
from engine.program.run import run_program


def run(text, **options):
    """What a program printed, and the message of its error."""
    out = []
    result = run_program(
        dedent(text), limits=Limits(seconds=20.0), write=out.append, recorded=False, **options
    )
    return "".join(out), result


def printed(text):
    """What a program printed that ran to its end."""
    out, result = run(text)
    assert result.error is None, result.error
    return out


def refused(text):
    """The message of the error that ended a program."""
    out, result = run(text)
    assert result.error is not None, out
    return str(result.error)


def test_a_network_is_trained():
    out = printed(
        """
        import torch
        import torch.nn as nn
        import torch.nn.functional as F
        from torch.utils.data import DataLoader, TensorDataset

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(1, 1)

            def forward(self, x):
                return self.layer(x)

        torch.manual_seed(0)
        x = torch.linspace(0, 1, 20).reshape(-1, 1)
        net = Net()
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for epoch in range(100):
            for xs, ys in DataLoader(TensorDataset(x, 2 * x + 1), batch_size=5, shuffle=True):
                loss = F.mse_loss(net(xs), ys)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        print(round(net.layer.weight.item(), 1), round(net.layer.bias.item(), 1))
        print([name for name, _ in net.named_parameters()])
        """
    )

    assert out == "2.0 1.0\n['layer.weight', 'layer.bias']\n"


def test_a_function_of_one_s_own_keeps_what_it_wants():
    out = printed(
        """
        import torch

        class Square(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                ctx.factor = 2
                return x * x

            @staticmethod
            def backward(ctx, grad):
                (x,) = ctx.saved_tensors
                return ctx.factor * x * grad

        x = torch.tensor([3.0], requires_grad=True)
        Square.apply(x).sum().backward()
        print(x.grad)
        """
    )

    assert out == "tensor([6.])\n"


def test_the_standard_library_works_together():
    out = printed(
        """
        import itertools, math
        from collections import namedtuple
        from dataclasses import dataclass, field
        from functools import reduce, wraps
        from typing import Generic, List, Optional, TypeVar

        T = TypeVar("T")
        Point = namedtuple("Point", "x y")

        class Stack(Generic[T]):
            pass

        @dataclass
        class Run:
            name: str
            losses: List[float] = field(default_factory=list)

        def named(function):
            @wraps(function)
            def inner(*args: Optional[int]):
                return function(*args)
            return inner

        @named
        def total(*args):
            return reduce(lambda a, b: a + b, args)

        print(total.__name__, total(1, 2, 3), Run("a"), Point(1, y=2), math.factorial(5))
        print(list(itertools.islice(itertools.count(3), 2)))
        """
    )

    assert out == "total 6 Run(name='a', losses=[]) Point(x=1, y=2) 120\n[3, 4]\n"


def test_a_program_of_mxnet_records_and_differentiates():
    out = printed(
        """
        import mxnet as mx
        from mxnet import autograd, nd, np, npx
        npx.set_np()

        x = nd.arange(4).reshape((4, 1))
        x.attach_grad()
        with autograd.record():
            y = 2 * nd.dot(x.T, x)
        y.backward()
        print(x.grad, x.context, isinstance(x, nd.NDArray), mx.nd.ones((1,)).asscalar())

        class Twice(autograd.Function):
            def forward(self, a):
                self.save_for_backward(a)
                return 2 * a

            def backward(self, g):
                (a,) = self.saved_tensors
                return 2 * g

        z = np.array([1.0, 2.0])
        z.attach_grad()
        with autograd.record():
            w = Twice()(z).sum()
        w.backward()
        print(z.grad, autograd.is_training())
        """
    )

    assert out == (
        "\n[[ 0.]\n [ 4.]\n [ 8.]\n [12.]]\n<NDArray 4x1 @cpu(0)> cpu(0) True 1.0\n[2. 2.] False\n"
    )


FORGED = '{"data": (1, False), "shape": (8,), "typestr": "|u1", "version": 3}'


@pytest.mark.parametrize(
    "text",
    [
        f"""
        class Forged:
            def __getattr__(self, name):
                return {FORGED}
        """,
        f"""
        class Forged:
            def __init__(self):
                super().__setattr__("__array_interface__", {FORGED})
        """,
        f"""
        class Forged:
            def __init__(self):
                Forged.__setattr__(self, "__array_interface__", {FORGED})
        """,
        f"""
        class Forged(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self._parameters["__array_interface__"] = {FORGED}
        """,
        f"""
        class Forged(torch.nn.ReLU):
            def __init__(self):
                super(torch.nn.ReLU, self).__init__(__dict__={{"__array_interface__": {FORGED}}})
        """,
        f"""
        def Forged():
            return torch.nn.Tanh(__dict__={{"__array_interface__": {FORGED}}})
        """,
        f"""
        class Twofold:
            def __iter__(self):
                return iter(["a"])

            def keys(self):
                return ["__array_interface__"]

            def __getitem__(self, name):
                return {FORGED}

        class Forged(torch.optim.lr_scheduler.LRScheduler):
            def __init__(self):
                self.load_state_dict(Twofold())
        """,
        f"""
        class Forged(torch.optim.lr_scheduler.LRScheduler):
            def __init__(self):
                self.load_state_dict({{"__array_interface__": {FORGED}}})
        """,
    ],
)
@pytest.mark.parametrize("made", ["np.array(Forged())", "torch.tensor(Forged())"])
def test_no_object_tells_numpy_where_memory_is(text, made):
    assert refused(f"import torch\nimport numpy as np\n{dedent(text)}\nprint({made})")


@pytest.mark.parametrize(
    "text",
    [
        "class C:\n    pass\nimport torch\nC.__setattr__(torch, 'name', 1)",
        "class C:\n    pass\nC.__setattr__(print, '__defaults__', (1,))",
        "class C:\n    def __getattr__(self, name):\n        return 1\nC.__getattr__(C(), '__x__')",
        "import functools\nfunctools.wraps(print).__globals__",
        "import functools\nfunctools.partial(print).__setstate__",
        "from torch import nn\nnn.LazyLinear.usual['a'] = 1",
        "from torch import nn\nnn.Module.forward = print",
        "import torch\ntorch.add = print",
        "import torch\ntorch.add.forward",
        "import torch\ntorch.add.vjp(lambda *a: None)",
        "import torch\nx = torch.ones(2, requires_grad=True)\n(x * x).grad_fn.op",
        "import torch\ntorch.Generator().numbers",
        "import torch\ntorch.float32.numpy",
        "import torch\ntorch.dtype('x', 3)",
        "import torch\ntorch.optim.SGD.rule",
        "import torch\ntorch.backends.cudnn.__class__.__init__",
        "import numpy as np\nnp.add._ufunc",
        "import numpy as np\nnp.random.mtrand",
        "import numpy as np\nnp.random.default_rng(0)._numbers",
        "import numpy as np\nnp.random.default_rng(0).bit_generator",
        "import numpy as np\nnp.ndarray((2,), 'O')",
        "import numpy as np\nnp.float64.__reduce__",
        "import numpy as np\nnp.loadtxt('/etc/passwd')",
        "import collections\ncollections.namedtuple('P', 'x; import os')",
        "from typing import List\nList['__import__(\"os\")']()",
        "import copy\ncopy.copyreg",
        "import random\nrandom._inst",
        "from time import sleep\nsleep.__globals__",
        "import mxnet as mx\nmx.nd.load('x')",
        "import mxnet as mx\nmx.nd.ones(2).tensor",
        "import mxnet as mx\nmx.nd.ones(2)._tensor",
        "import mxnet as mx\nmx.nd.NDArray(3)",
        "import mxnet as mx\nmx.gluon",
        "import os",
        "from os import path",
        "import torch.os",
        "from torch.utils import os",
        "import numpy.lib",
    ],
)
def test_nothing_of_the_host_is_reached_or_changed(text):
    assert refused(text)


def test_a_program_reads_the_files_it_was_given(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("1,2\n3,4\n")

    out, result = run(
        "import numpy as np\nprint(np.loadtxt('data.csv', delimiter=',').sum())",
        files={"data.csv": path},
    )

    assert (out, result.error) == ("10.0\n", None)


def test_an_operator_between_an_array_and_an_object_is_the_object_s():
    out = printed(
        """
        import numpy as np

        class Scale:
            def __rmul__(self, other):
                return other.sum()

        print(np.array([1, 2]) * Scale())
        """
    )

    assert out == "3\n"


def test_what_a_program_drew_is_there_when_it_ends_even_by_an_error():
    _, result = run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\n1 / 0")

    assert result.error is not None
    assert [len(figure.axes) for figure in result.figures] == [1]
