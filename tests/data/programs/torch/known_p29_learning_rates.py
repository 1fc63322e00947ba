import torch


def gd(eta, steps=10):
    x = torch.tensor(10.0, requires_grad=True)
    results = [x.item()]
    for _ in range(steps):
        L = x**2
        L.backward()
        with torch.no_grad():
            x -= eta * x.grad
        x.grad.zero_()
        results.append(x.item())
    return results


for eta in (0.05, 0.2, 0.5, 1.0, 1.1):
    r = gd(eta)
    print(f"eta {eta:4.2f}: x1 {r[1]:9.4f}  x2 {r[2]:9.4f}  x10 {r[10]:9.4f}")
