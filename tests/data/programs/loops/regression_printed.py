import torch
torch.manual_seed(0)
x = torch.linspace(0.0, 1.0, 100)
y = 3.0 * x + 2.0 + 0.1 * torch.randn(100)
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(1000):
    loss = ((x * w + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
        w.grad.zero_()
        b.grad.zero_()
    if epoch % 100 == 0:
        print(epoch, loss.item(), w, b)
print(w, b, w.grad, loss)
