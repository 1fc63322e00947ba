# Three ways to switch recording off.
import torch

x = torch.tensor(3.0, requires_grad=True)
y = x * 2
print(y.requires_grad)

with torch.no_grad():
    y = x * 2
    print(torch.is_grad_enabled())
print(y.requires_grad)


@torch.no_grad()
def doubler(t):
    return t * 2


print(doubler(x).requires_grad)

torch.set_grad_enabled(False)
print((x * 2).requires_grad)
torch.set_grad_enabled(True)
print((x * 2).requires_grad)

for flag in (True, False):
    with torch.set_grad_enabled(flag):
        z = x**2
        print(flag, z.requires_grad, z)
with torch.no_grad():
    with torch.enable_grad():
        print((x + 1).requires_grad)
with torch.inference_mode():
    print((x + 1).requires_grad)
