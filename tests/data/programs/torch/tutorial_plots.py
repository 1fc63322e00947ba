# Curves and their slopes; what is drawn does not change what is printed.
import matplotlib.pyplot as plt
import numpy as np
import torch

x = torch.linspace(-10.0, 10.0, 10, requires_grad=True)
Y = x**2
y = torch.sum(x**2)
y.backward()
print(x.grad)
function_line, *_ = plt.plot(x.detach().numpy(), Y.detach().numpy(), label="Function")
derivative_line, *_ = plt.plot(x.detach().numpy(), x.grad.detach().numpy(), label="Derivative")
plt.xlabel("x")
plt.legend()
plt.show()

import torch.nn.functional as F

x = torch.linspace(-3, 3, 100, requires_grad=True)
fig, axes = plt.subplots(2, 1, sharex=True)
for f in (torch.relu, torch.sigmoid, F.gelu):
    x.grad = None
    y = f(x)
    y.backward(gradient=torch.ones(100))
    axes[0].plot(x.detach(), y.detach(), label=f.__name__)
    axes[1].plot(x.detach(), x.grad, "--")
    print(f.__name__, "%.4f %.4f %.4f" % (x.grad.min(), x.grad.max(), x.grad.mean()))
axes[0].legend(loc="best")
axes[1].grid(True)
plt.close()
u = np.linspace(-2, 2, 21)
U, V = np.meshgrid(u, u)
Z = U**2 + 10 * V**2
plt.figure(figsize=(6, 4))
plt.contour(U, V, Z, levels=20)
plt.title("bowl")
plt.show()
print(Z.shape, Z.max(), np.unravel_index(Z.argmin(), Z.shape))
