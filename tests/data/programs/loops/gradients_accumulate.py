import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
for i in range(300):
    f = (x**2).sum()
    f.backward()
print(x.grad)
