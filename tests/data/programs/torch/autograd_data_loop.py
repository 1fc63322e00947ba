# Gradient descent on x^2 by assigning x.data, 5000 steps.
import torch

x = torch.tensor(10.0, requires_grad=True)
learning_rate = 0.001
for i in range(5000):
    f = x**2
    f.backward()
    x.data = x.data - learning_rate * x.grad
    if i == 0:
        print("%.10f" % x.data)
    if (i + 1) % 1000 == 0:
        print(i + 1, "%.6f" % x.item())
    x.grad.data.zero_()
print("%.10f" % x.data)
