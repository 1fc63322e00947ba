import torch
w = torch.zeros(2, requires_grad=True)
for i in range(10000):
    f = ((w - 1)**2).sum(); f.backward()
    with torch.no_grad(): w -= 0.01*w.grad
    w.grad.zero_()
    if i == 500: break
print(i, w)
def train(n):
    u = torch.ones(3, requires_grad=True)
    for k in range(n):
        g = (u*u*u).sum(); g.backward()
        with torch.no_grad(): u.sub_(0.001*u.grad)
        u.grad = None
    return u
print(train(500), train(300))
