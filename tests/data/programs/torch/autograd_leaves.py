# Leaves, grad_fn, and where a gradient is kept.
import torch

x = torch.tensor(3.0, requires_grad=True)
y = torch.tensor(4.0)
z = x + y
print(x.is_leaf, y.is_leaf, z.is_leaf)
print(x.grad_fn, y.grad_fn)
print(z.grad_fn.name())
print(z)

w = z * x
v = w / 2 - x.exp()
for name, t in [("mul", w), ("div, sub", v), ("pow", v**2), ("neg", -v), ("mean", v.mean())]:
    print(f"{name:>10}: {t}")
v.backward()
print("x.grad =", x.grad)
print("y.grad =", y.grad)

p = torch.arange(4.0, requires_grad=True)
for t in (p.sum(), p.view(2, 2), p.reshape(2, 2).t(), p[1:], p.sin(), p.relu(), p.sigmoid(), p.tanh(),
          p @ p, torch.dot(p, p), p.unsqueeze(0), torch.cat([p, p]), torch.stack([p, p]), p.max(),
          p.clone(), p.log1p(), p.sqrt(), p.softmax(0), p.abs(), p.clamp(1, 2), p.prod()):
    print(t.grad_fn.name(), tuple(t.shape))
