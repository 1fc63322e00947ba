# Hooks: on tensors, on modules forward and backward.
import torch
from torch import nn

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
handle = y.register_hook(lambda grad: print("gradient of y:", grad))
(y**2).sum().backward()
handle.remove()
x.grad = None
y = x * 2
y.register_hook(lambda grad: grad * 10)
y.sum().backward()
print(x.grad)

net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
for p in net.parameters():
    nn.init.constant_(p, 0.5)
shapes = {}


def remember(name):
    def hook(module, inputs, output):
        shapes[name] = (tuple(inputs[0].shape), tuple(output.shape))

    return hook


handles = [layer.register_forward_hook(remember(f"{i}: {type(layer).__name__}")) for i, layer in enumerate(net)]
out = net(torch.ones(4, 2))
for name, (given, made) in shapes.items():
    print(name, given, "->", made)
for handle in handles:
    handle.remove()


def backward_hook(module, grad_input, grad_output):
    print(type(module).__name__, [None if g is None else tuple(g.shape) for g in grad_input], grad_output[0].sum())


net[2].register_full_backward_hook(backward_hook)
net(torch.ones(4, 2)).mean().backward()
net[0].register_forward_pre_hook(lambda module, args: (args[0] * 0,))
print(net(torch.ones(1, 2)).detach())
a = torch.tensor(2.0, requires_grad=True)
a.register_post_accumulate_grad_hook(lambda t: print("accumulated", t.grad))
(a**2).backward()
