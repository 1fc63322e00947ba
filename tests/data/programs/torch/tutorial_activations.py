# Activations, their values and slopes.
import torch
from torch import nn

x = torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0], requires_grad=True)
for act in (nn.ReLU(), nn.LeakyReLU(0.2), nn.ELU(), nn.SELU(), nn.GELU(), nn.SiLU(), nn.Softplus(), nn.Sigmoid(), nn.Tanh(), nn.Hardtanh(), nn.Softsign(), nn.ReLU6(), nn.Hardswish(), nn.Mish()):
    x.grad = None
    y = act(x)
    y.sum().backward()
    print(f"{act!s:<32}{y.detach()}")
    print(f"{'slope':<32}{x.grad}")
print(nn.PReLU()(x))
print(nn.Softmax(dim=0)(x))
