# Sum or mean on the way to a scalar: gradients apart by the factor n.
import torch

x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
(x**2).sum().backward()
by_sum = x.grad.clone()
x.grad.zero_()
(x**2).mean().backward()
by_mean = x.grad.clone()
print(by_sum)
print(by_mean)
print(by_sum / by_mean)
print(x.numel())
