# What goes wrong, and is caught.
import torch
import torch.nn as nn


def tried(what, f):
    try:
        f()
    except (RuntimeError, ValueError, TypeError, IndexError, AttributeError, KeyError) as error:
        kinds = [kind.__name__ for kind in (RuntimeError, ValueError, TypeError, IndexError, AttributeError, KeyError) if isinstance(error, kind)]
        print(f"{what}: an error", "" if "RuntimeError" in kinds or kinds else "?")
    else:
        print(f"{what}: fine")


x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x**2).sum()
tried("first backward", y.backward)
tried("second backward", y.backward)
tried("shapes", lambda: torch.ones(2) + torch.ones(3))
tried("matmul", lambda: torch.ones(2, 3) @ torch.ones(2, 3))
tried("index", lambda: x[5])
tried("reshape", lambda: torch.arange(6).view(4, 2))
tried("cat", lambda: torch.cat([torch.ones(1, 2), torch.ones(1, 3)]))
tried("no gradient", lambda: torch.ones(2).sum().backward())
tried("int gradient", lambda: torch.tensor([1, 2], requires_grad=True))
tried("linear", lambda: nn.Linear(3, 1)(torch.ones(2, 2)))
tried("cross entropy", lambda: nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0, 7])))
tried("no such attribute", lambda: x.gradient)
tried("bool of many", lambda: bool(torch.ones(2) > 0))
tried("item of many", lambda: torch.ones(2).item())
tried("numpy of a leaf", lambda: x.numpy())
tried("in place on a leaf", lambda: x.add_(1))
z = torch.ones(2, requires_grad=True) * 2
w = z.exp()
z2 = w.sum()
with torch.no_grad():
    w.add_(1)
tried("changed in place", z2.backward)
w = z.exp()
w *= 2
tried("exp changed in place", w.sum().backward)
tried("grad of unrelated", lambda: torch.autograd.grad(x.sum(), torch.ones(1, requires_grad=True)))
tried("allowed unused", lambda: torch.autograd.grad(x.sum(), torch.ones(1, requires_grad=True), allow_unused=True))
try:
    raise ValueError("bad value: %d" % 3)
except ValueError as e:
    print(type(e).__name__, e, e.args)
finally:
    print("done")
