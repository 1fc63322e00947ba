# The graph walked from the result to the leaves.
import torch

x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor([1.0, -1.0], requires_grad=True)
y = (w * x).sigmoid()
loss = (y.sum() - 1) ** 2


def walk(fn, depth=0):
    if fn is None:
        return
    print("  " * depth + fn.name())
    if hasattr(fn, "variable"):
        print("  " * (depth + 1) + str(fn.variable.tolist()))
    for parent, _ in fn.next_functions:
        walk(parent, depth + 1)


walk(loss.grad_fn)
loss.backward()
print(w.grad, x.grad)
z = w.detach() * x
walk(z.sum().grad_fn)
