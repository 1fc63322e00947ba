# A graph whose shape depends on the data.
import torch


def f(a):
    loops = 0
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
        loops += 1
    if b.sum() > 0:
        c = b
    else:
        c = 100 * b
    return c, loops


for start in (-0.7, 0.7, 2.5):
    a = torch.tensor(start, requires_grad=True)
    d, loops = f(a)
    d.backward()
    print(f"a = {start}: d = {d.item():.1f}, grad = {a.grad.item():.1f}, {loops} loops")
    print(torch.isclose(a.grad, d / a))
v = torch.tensor([0.5, -1.0, 0.25], requires_grad=True)
L = f(v)[0].sum()
L.backward()
print(L, v.grad)
