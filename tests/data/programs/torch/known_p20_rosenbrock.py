import torch


def rosenbrock(p):
    x, y = p
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


x = torch.tensor(-1.2, dtype=torch.float64, requires_grad=True)
y = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
L = rosenbrock((x, y))
L.backward()
print(L, x.grad, y.grad)
p = torch.tensor([-1.2, 1.0], dtype=torch.float64)
print(torch.autograd.functional.hessian(rosenbrock, p))
print(torch.func.hessian(rosenbrock)(torch.ones(2, dtype=torch.float64)))
H = torch.func.hessian(rosenbrock)(torch.ones(2, dtype=torch.float64))
print(f"{torch.linalg.cond(H).item():.3f}")

p = p.clone().requires_grad_()
optimizer = torch.optim.Adam([p], lr=0.05)
for _ in range(300):
    optimizer.zero_grad()
    loss = rosenbrock(p)
    loss.backward()
    optimizer.step()
print(f"after 300 steps of Adam: {loss.item():.6f}")
