# A vector of inputs, brought to a scalar by the mean.
import torch

x = torch.tensor([10.0, 20.0, 30.0, 40.0], requires_grad=True)
f = (x**2 + 20)
print(f)
m = f.mean()
print(m)
m.backward()
print(x.grad)
print(x.grad.tolist() == [5, 10, 15, 20])
