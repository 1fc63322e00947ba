# A gradient in the loss: a penalty on the slope, by create_graph.
import torch

w = torch.tensor([0.5, -0.3], requires_grad=True)
x = torch.tensor([[1.0, 2.0], [3.0, -1.0]], requires_grad=True)
out = torch.tanh(x @ w).sum()
(slope,) = torch.autograd.grad(out, x, create_graph=True)
print(slope)
penalty = ((slope.norm(2, dim=1) - 1) ** 2).mean()
loss = out + 10 * penalty
print(f"{penalty.item():.4f} {loss:.4f}")
loss.backward()
print(w.grad)


def hvp(f, x, v):
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.autograd.grad(g @ v, x)[0]


p = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
print(hvp(lambda t: (t**4).sum() + t.prod(), p, torch.tensor([1.0, 0.0, 0.0])))
t = torch.linspace(0, 1, 5, requires_grad=True)
u = torch.sin(3 * t)
(du,) = torch.autograd.grad(u.sum(), t, create_graph=True)
(d2u,) = torch.autograd.grad(du.sum(), t)
print(d2u)
print(torch.allclose(d2u, -9 * u, atol=1e-5))
