# Gradients that are too long are cut, by norm and by value.
import torch
from torch import nn

w = torch.tensor([3.0, 4.0], requires_grad=True)
b = torch.tensor([12.0], requires_grad=True)
(0.5 * (w**2).sum() + 0.5 * (b**2).sum()).backward()
print(w.grad, b.grad)
total = nn.utils.clip_grad_norm_([w, b], max_norm=1.0)
print(total)
print(w.grad, b.grad)
norm = torch.sqrt(sum((p.grad**2).sum() for p in (w, b)))
print(f"{norm.item():.4f}")
w.grad = torch.tensor([-5.0, 0.2])
nn.utils.clip_grad_value_([w], clip_value=0.5)
print(w.grad)

# an exploding recurrence, with and without
for clip in (None, 1.0):
    a = torch.tensor(1.8, requires_grad=True)
    optimizer = torch.optim.SGD([a], lr=0.01)
    for step in range(5):
        h = torch.tensor(1.0)
        for _ in range(8):
            h = a * h
        loss = (h - 1) ** 2
        optimizer.zero_grad()
        loss.backward()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([a], clip)
        if step == 0:
            print(f"gradient {a.grad.item():.0f}")
        optimizer.step()
        if not torch.isfinite(a) or abs(a.item()) > 1e4:
            print("diverged at step", step)
            break
    else:
        print("clip = %s: a = %.4f" % (clip, a.item()))
