import torch
x = torch.tensor(10.0, requires_grad=True)
for i in range(5000):
    f = x**2
    f.backward()
    with torch.no_grad():
        x -= 0.001 * x.grad
    x.grad.zero_()
print(x, f)
