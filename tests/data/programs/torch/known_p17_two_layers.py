import torch

x = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
y = torch.tensor([[1.0], [0.0]])
W1 = torch.tensor([[0.5, -1.0, 0.25], [0.1, 0.3, -0.2]], requires_grad=True)
W2 = torch.tensor([[1.0], [-0.5], [2.0]], requires_grad=True)
h = x.mm(W1).clamp(min=0)
y_pred = h.mm(W2)
L = (y_pred - y).pow(2).sum()
print(h)
print(L)
L.backward()
print(W1.grad)
print(W2.grad)
