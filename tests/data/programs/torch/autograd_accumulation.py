# A second backward: the freed graph, retain_graph, and gradients that add up.
import torch

x = torch.tensor(4.0, requires_grad=True)
y = x**2
y.backward()
print(x.grad)
try:
    y.backward()
except RuntimeError as error:
    print("an error that names the remedy:", "retain_graph" in str(error))

x = torch.tensor(5.0, requires_grad=True)
y = x**3
for i in range(3):
    y.backward(retain_graph=True)
    print(f"backward number {i + 1}: x.grad = {x.grad.item()}")

x = torch.tensor(5.0, requires_grad=True)
y = x**3
for i in range(3):
    y.backward(retain_graph=True)
    print(f"zeroed after number {i + 1}: x.grad = {x.grad.item()}")
    x.grad.zero_()
print(x.grad)
