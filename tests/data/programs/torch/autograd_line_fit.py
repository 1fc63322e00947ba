# A line through noisy points, by descent on the mean squared error; against least squares.
import matplotlib.pyplot as plt
import numpy as np
import torch

n = 100
grid = torch.linspace(0, 50, n)
x = (grid * 37) % 50  # spread, in no order
noise = 2 * torch.sin(grid * 12.9898)
y = 0.75 * x + 3 + noise


def model(x):
    return w * x + b


def criterion(yhat, y):
    return torch.mean((yhat - y) ** 2)


w = torch.tensor(-1.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
lr = 0.0005
losses, ws, bs = [], [], []
for epoch in range(100):
    loss = criterion(model(x), y)
    losses.append(loss.item())
    ws.append(w.item())
    bs.append(b.item())
    loss.backward()
    w.data = w.data - lr * w.grad.data
    b.data = b.data - lr * b.grad.data
    w.grad.data.zero_()
    b.grad.data.zero_()
    if epoch < 5 or epoch % 20 == 19:
        print(f"epoch {epoch:2d}: loss {losses[-1]:.3f}, w {w.item():.3f}, b {b.item():.3f}")
plt.plot(range(100), losses, "-o", label="loss")
plt.xlabel("epoch")
plt.legend()
plt.show()
plt.plot(x.numpy(), y.numpy(), "rx")
plt.plot(x.numpy(), model(x).detach().numpy(), "b")
plt.show()

for epoch in range(2000):
    loss = criterion(model(x), y)
    loss.backward()
    with torch.no_grad():
        w -= 0.001 * w.grad
        b -= 0.001 * b.grad
        w.grad.zero_()
        b.grad.zero_()
slope, intercept = np.polyfit(x.numpy(), y.numpy(), 1)
print("least squares: %.3f %.2f" % (slope, intercept))
print("close:", abs(w.item() - slope) < 0.02, abs(b.item() - intercept) < 0.5)
