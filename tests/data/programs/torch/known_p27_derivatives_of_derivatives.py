import torch

x = torch.tensor(2.0, requires_grad=True)
L = torch.tanh(x)
d1, = torch.autograd.grad(L, x, create_graph=True)
d2, = torch.autograd.grad(d1, x, create_graph=True)
d3, = torch.autograd.grad(d2, x)
print("%.4f %.4f %.4f %.4f" % (L, d1, d2, d3))

x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
y = (1 - torch.exp(-x)) / (1 + torch.exp(-x))
print(torch.autograd.grad(y, x)[0].item())

x = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
y = x**5
for order in range(1, 6):
    y, = torch.autograd.grad(y, x, create_graph=True)
    print(order, y.item())
