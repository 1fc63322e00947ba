import torch
w = torch.zeros(2, requires_grad=True)
seen = []
n = 0
for i in range(300):
    f = ((w - 1)**2).sum(); f.backward()
    seen.append(i)
    with torch.no_grad(): w -= 0.1*w.grad
    w.grad.zero_()
print(len(seen), w)
for i in range(300):
    n += 1
    f = ((w - 2)**2).sum(); f.backward()
    with torch.no_grad(): w -= 0.1*w.grad
    w.grad.zero_()
print(n, w)
for i in range(300):
    f = ((w - i)**2).sum(); f.backward()
    with torch.no_grad(): w -= 0.1*w.grad
    w.grad.zero_()
print(w)
torch.manual_seed(1)
for i in range(300):
    f = ((w - torch.randn(2))**2).sum(); f.backward()
    with torch.no_grad(): w -= 0.1*w.grad
    w.grad.zero_()
print(w)
v = w.detach()
for i in range(300):
    f = ((w - v)**2).sum() + (w**2).sum(); f.backward()
    with torch.no_grad(): w -= 0.1*w.grad
    w.grad.zero_()
print(w, v)
