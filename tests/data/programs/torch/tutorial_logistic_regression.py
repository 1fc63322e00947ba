# Logistic regression, by hand and with nn, on points that a line parts.
import numpy as np
import torch
import torch.nn as nn

i = np.arange(60)
features = np.stack([np.sin(i * 1.3) + (i % 2), np.cos(i * 0.7) - (i % 2)], axis=1).astype(np.float32)
labels = (i % 2).astype(np.float32)
X = torch.from_numpy(features)
y = torch.from_numpy(labels)
print(X[:3], y[:3], X.dtype)

w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)


def predict(X):
    return 1 / (1 + torch.exp(-(X @ w + b)))


for epoch in range(100):
    p = predict(X)
    loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.5 * w.grad
        b -= 0.5 * b.grad
    w.grad.zero_()
    b.grad.zero_()
    if epoch % 25 == 0:
        print("epoch %3d  loss %.4f" % (epoch, loss.item()))
by_hand = [round(v, 3) for v in w.tolist()]
print(by_hand, round(b.item(), 3))


class LogisticRegression(nn.Module):
    def __init__(self, n_inputs):
        super().__init__()
        self.linear = nn.Linear(n_inputs, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


model = LogisticRegression(2)
nn.init.zeros_(model.linear.weight)
nn.init.zeros_(model.linear.bias)
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(100):
    loss = criterion(model(X), y.view(-1, 1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print([round(v, 3) for v in model.linear.weight[0].tolist()], "the same:", np.allclose(model.linear.weight[0].tolist(), w.tolist(), atol=1e-4))
with torch.no_grad():
    acc = model(X).round().eq(y.view(-1, 1)).sum() / float(y.shape[0])
    print(f"accuracy: {acc.item():.4f}")
