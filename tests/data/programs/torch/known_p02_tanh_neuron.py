# A single tanh neuron in double precision.
import torch

x1 = torch.tensor([2.0]).double()
x1.requires_grad = True
x2 = torch.tensor([0.0]).double()
x2.requires_grad = True
w1 = torch.tensor([-3.0]).double()
w1.requires_grad = True
w2 = torch.tensor([1.0]).double()
w2.requires_grad = True
b = torch.tensor([6.8813735870195432]).double()
b.requires_grad = True
n = x1 * w1 + x2 * w2 + b
L = torch.tanh(n)
print(L.data.item())
L.backward()
print("---")
print("x2", round(x2.grad.item(), 10))
print("w2", w2.grad.item())
print("x1", round(x1.grad.item(), 10))
print("w1", round(w1.grad.item(), 10))
print(n, L)
