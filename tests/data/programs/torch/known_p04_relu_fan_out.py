import torch

x = torch.Tensor([-4.0]).double()
x.requires_grad = True
z = 2 * x + 2 + x
q = z.relu() + z * x
h = (z * z).relu()
L = h + q + q * x
L.backward()
print(L)
print(L.data.item(), x.grad.item())
