# item, numpy, zero_, and old-fashioned formatting.
import torch

x = torch.tensor(2.5, requires_grad=True)
y = x**3
y.backward()
print(y.item(), type(y.item()).__name__)
print("%.10f" % x.data)
print("%.4f and %d and %s" % (y, x.item(), x.grad))
print(x.grad.zero_())
(x**2).backward()
print(x.grad.data.zero_())
print(x.detach().numpy(), x.detach().numpy().shape, x.detach().numpy().dtype)
print("{:.3f} {:>8.2f}|".format(y.item(), x.item()))
print(f"{x.item():.2e} {y.item():08.3f} {y.item()!r}")
print(f"{y:.3f}", float(y), int(y))
t = torch.tensor([1.0, 2.0])
try:
    t.item()
except RuntimeError as error:
    print("refused:", "2 elements" in str(error))
print(t.tolist(), t[0].item(), len(t))
print(bool(y > 1), y > 1)
