import torch
import torch.nn.functional as F

o = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = torch.tensor([0.0, 0.0, 1.0])
e = torch.exp(o - o.max())
p = e / e.sum()
L = -(y * torch.log(p)).sum()
L.backward()
print(L)
print(p)
print(o.grad)
print(torch.allclose(o.grad, p - y))
o.grad = None
loss = F.cross_entropy(o.unsqueeze(0), torch.tensor([2]))
loss.backward()
print(loss, o.grad)
