# Two spirals told apart by an MLP; the data are made by formula.
import math

import matplotlib.pyplot as plt
import torch
from torch import nn
import torch.nn.functional as F

N, C = 40, 2
t = torch.linspace(0.25, 1, N)
X = torch.cat([torch.stack([t * torch.cos(5 * t + k * math.pi), t * torch.sin(5 * t + k * math.pi)], 1) for k in range(C)])
y = torch.arange(C).repeat_interleave(N)
print(X.shape, y.shape, y.bincount())

model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, C))
for i, p in enumerate(model.parameters()):
    nn.init.zeros_(p)
    p.data += 0.5 * torch.sin(2.3 * torch.arange(p.numel()) + i).view(p.shape)
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
history = []
for epoch in range(200):
    logits = model(X)
    loss = F.cross_entropy(logits, y)
    history.append(loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
accuracy = (model(X).argmax(1) == y).float().mean().item()
print(f"loss {history[0]:.3f}, went down: {history[-1] < 0.5 * history[0]}")
print("accuracy above 0.9:", accuracy > 0.9)

fig, ax = plt.subplots(1, 2, figsize=(8, 4))
ax[0].plot(history)
ax[0].set_title("loss")
ax[1].scatter(X[:, 0], X[:, 1], c=y, cmap="coolwarm")
plt.tight_layout()
plt.show()
