# numpy beside torch: arrays shared, copied, and a network by hand.
import numpy as np
import torch

np.random.seed(0)
X = np.random.randn(6, 3)
y = X @ np.array([1.0, -2.0, 0.5]) + 0.1 * np.random.randn(6)
print(X.shape, X.dtype, y.round(3))
tX, ty = torch.from_numpy(X), torch.tensor(y)
w = torch.zeros(3, dtype=torch.float64, requires_grad=True)
for _ in range(200):
    loss = ((tX @ w - ty) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
print(w.detach().numpy().round(3))
print(np.linalg.lstsq(X, y, rcond=None)[0].round(3))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


rng = np.random.default_rng(42)
W1, W2 = rng.normal(size=(2, 3)), rng.normal(size=(3, 1))
D = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
T = D.sum(axis=1, keepdims=True) % 2
for epoch in range(200):
    h = sigmoid(D @ W1)
    out = sigmoid(h @ W2)
    d_out = (out - T) * out * (1 - out)
    d_h = d_out @ W2.T * h * (1 - h)
    W2 -= 0.5 * h.T @ d_out
    W1 -= 0.5 * D.T @ d_h
print(np.mean((out - T) ** 2).round(4), W1.round(3))
a = np.arange(6).reshape(2, 3)
print(a, a.T.shape, a[:, 1], a.mean(axis=0), a[a > 2], np.where(a > 2, a, -1))
print(torch.as_tensor(a).dtype, torch.tensor(a).sum().item(), np.allclose(torch.ones(2).numpy(), 1))
