# Who requires a gradient, and what follows for results.
import torch

x = torch.ones(2, 2)
print("by default:", x.requires_grad)

a = torch.ones(2, 2)
b = torch.ones(2, 2)
print("plain + plain:", (a + b).requires_grad)

b.requires_grad = True
c = a + b
print("plain + tracked:", c.requires_grad)
print(c)

c.sum().backward()
print("b.grad:", b.grad)
print("a.grad:", a.grad)

w = torch.ones(3)
print(w.requires_grad_())
print(w.requires_grad)
both = torch.rand(3, requires_grad=True).sum() + torch.rand(3).sum()
print(both.requires_grad, both.shape, both.ndim)

frozen = torch.tensor([1.0, 2.0], requires_grad=False)
free = torch.tensor([3.0, 4.0], requires_grad=True)
inner = frozen * frozen  # no gradient flows into this part
out = (inner * free).sum()
out.backward()
print(inner.requires_grad, inner.grad_fn)
print(frozen.grad, free.grad)
