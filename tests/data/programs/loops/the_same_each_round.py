import torch
x = torch.tensor(1.5, requires_grad=True)
y = torch.tensor(0.5, requires_grad=True)
for i in range(3000):
    x.grad = y.grad = None
    z = torch.sin(x * y) + torch.exp(-x) * y
    z.backward()
print(x.grad, y.grad, z)
