"""Where torch refuses, the engine refuses too, with an error that the same `except` catches."""

import pytest
import torch

import engine

pytestmark = pytest.mark.oracle
REFUSED = {
    "shapes": lambda t: t.ones(2) + t.ones(3),
    "matmul sizes": lambda t: t.ones(2, 3) @ t.ones(2),
    "matmul of a number": lambda t: t.ones(2) @ t.tensor(2.0),
    "dot of matrices": lambda t: t.dot(t.ones(2, 2), t.ones(2, 2)),
    "dimension": lambda t: t.ones(2).sum(1),
    "dimension twice": lambda t: t.ones(2, 2).sum(dim=(0, 0)),
    "index": lambda t: t.ones(2)[5],
    "index of a number": lambda t: t.tensor(1.0)[0],
    "reshape": lambda t: t.ones(4).reshape(3),
    "expand": lambda t: t.ones(2).expand(3),
    "permute": lambda t: t.ones(2, 3).permute(0, 0),
    "flatten backwards": lambda t: t.ones(2, 3).flatten(1, 0),
    "stack of shapes": lambda t: t.stack([t.ones(2), t.ones(3)]),
    "cat of numbers": lambda t: t.cat([t.tensor(1.0), t.tensor(2.0)]),
    "mean of integers": lambda t: t.tensor([1, 2]).mean(),
    "std of integers": lambda t: t.tensor([1, 2]).std(),
    "norm of integers": lambda t: t.norm(t.tensor([1, 2])),
    "max of nothing": lambda t: t.zeros(0).max(),
    "item": lambda t: t.ones(2).item(),
    "truth": lambda t: bool(t.ones(2)),
    "plus None": lambda t: t.ones(2) + None,
    "plus list": lambda t: t.ones(2) * [1.0, 2.0],
    "integer division by zero": lambda t: t.tensor([1]) // 0,
    "negative integer power": lambda t: t.tensor([2]) ** -1,
    "minus truth": lambda t: -t.tensor([True]),
    "integer gradient": lambda t: t.tensor([1], requires_grad=True),
    "vector backward": lambda t: t.ones(2, requires_grad=True).exp().backward(),
    "constant backward": lambda t: t.ones(1).backward(),
    "second backward": lambda t: [z.backward() for z in [t.ones((), requires_grad=True).exp()] * 2],
    "scalar head": lambda t: (t.ones(2, requires_grad=True) * 2).backward(t.tensor(1.0)),
    "no history off": lambda t: t.ones(2, requires_grad=True).exp().requires_grad_(False),
    "numpy": lambda t: t.ones(2, requires_grad=True).numpy(),
    "zero a leaf": lambda t: t.ones(2, requires_grad=True).zero_(),
    "size": lambda t: t.zeros(-1),
    "nothing to stack": lambda t: t.cat([]),
    "ragged lists": lambda t: t.tensor([[1, 2], [3]]),
    "a device": lambda t: t.device("abacus"),
    "a reduction": lambda t: t.nn.L1Loss(reduction="x")(t.ones(2), t.ones(2)),
    "a rate": lambda t: t.optim.SGD([t.ones(2, requires_grad=True)], lr=-1),
    "betas": lambda t: t.optim.Adam([t.ones(2, requires_grad=True)], betas=(1.0, 0.9)),
    "no parameters": lambda t: t.optim.SGD([], lr=1),
    "groups": lambda t: t.nn.Conv2d(3, 4, 3, groups=2),
    "dropout": lambda t: t.nn.Dropout(2.0),
    "a batch of one": lambda t: t.nn.BatchNorm1d(3)(t.ones(1, 3)),
    "targets": lambda t: t.nn.CrossEntropyLoss()(t.ones(2, 3), t.tensor([0, 1, 2])),
    "fans": lambda t: t.nn.init.xavier_uniform_(t.ones(2)),
    "a gain": lambda t: t.nn.init.calculate_gain("abc"),
    "no forward": lambda t: t.nn.Module()(1),
    "a padding mode": lambda t: t.nn.functional.pad(t.ones(2), (1, 1), mode="abc"),
    "probabilities": lambda t: t.bernoulli(t.tensor([2.0])),
    "a std": lambda t: t.normal(0.0, -1.0, (2,)),
    "bits of floats": lambda t: t.bitwise_and(t.ones(2), t.ones(2)),
    "an equation": lambda t: t.einsum("i->ij", t.ones(2)),
    "an order": lambda t: t.linalg.norm(t.ones(2, 2), ord="abc"),
    "no bound": lambda t: t.ones(2).clamp(),
    "int of two": lambda t: int(t.ones(2)),
    "unequal batches": lambda t: t.func.vmap(lambda x, y: x)(t.ones(2), t.ones(3)),
    "a batch size": lambda t: t.utils.data.DataLoader(range(3), batch_size=0),
    "lengths of a split": lambda t: t.utils.data.random_split(range(3), [1, 1]),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_both_refuse_with_the_same_kind_of_error(call):
    with pytest.raises(Exception) as theirs:  # noqa: PT011
        call(torch)

    with pytest.raises(engine.EngineError) as ours:
        call(engine)

    assert isinstance(ours.value, theirs.type)
    assert ours.value.remedy
