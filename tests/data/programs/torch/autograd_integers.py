# Only floating point tensors have gradients.
import torch

try:
    x = torch.tensor([1, 2, 3], requires_grad=True)
except RuntimeError as error:
    print("refused:", "floating point" in str(error))

x = torch.tensor([1, 2, 3])
print(x.dtype)
try:
    x.requires_grad = True
except RuntimeError as error:
    print("refused:", "floating point" in str(error))
try:
    x.requires_grad_()
except RuntimeError as error:
    print("refused:", "floating point" in str(error))
x = x.float()
x.requires_grad_()
print(x, x.dtype)
x = torch.arange(3, dtype=torch.float64, requires_grad=True)
print(x)
(x * x).sum().backward()
print(x.grad)
