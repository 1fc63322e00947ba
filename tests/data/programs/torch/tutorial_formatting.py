# How numbers and tensors are written.
import torch

loss, acc, epoch = 0.123456, 0.98765, 7
print(f"Epoch {epoch:03d} | loss {loss:.4f} | acc {acc:.1%}")
print("Epoch %3d loss %.3e acc %5.2f%%" % (epoch, loss, 100 * acc))
print("Epoch {:>5} loss {:<10.4f}| {name!r:^8}".format(epoch, loss, name="sgd"))
print(f"{loss=:.3f} {epoch=}")
print(f"{'name':<10}{'value':>10}")
print("-" * 20)
for name, value in {"alpha": 0.1, "beta": 12.5, "gamma": 1234567.0}.items():
    print(f"{name:<10}{value:>10,.2f}")
t = torch.tensor([[1.23456, -0.5], [1000.0, 0.001]])
print(t)
print(t * 1e6)
torch.set_printoptions(precision=2, sci_mode=False)
print(t)
torch.set_printoptions(precision=4, sci_mode=None)
print(torch.arange(1100))
print(torch.tensor(3.0), torch.tensor([3]), torch.tensor([[3.5]]), torch.zeros(2, 0))
print([t[0, 0].item(), t.shape], (t.dtype, t.size(0)))
print({"w": torch.ones(2)}, torch.tensor([True]), torch.tensor(1 + 0.0, dtype=torch.float64))
print(t.mean(), f"{t.mean():.3f}", f"{t.mean().item():.3f}", "%s" % t.sum())
print(repr(torch.Size([2, 3])), torch.Size([2, 3]).numel(), torch.float32, str(torch.int64))
print(torch.nn.Parameter(torch.ones(2)))
print(1e-7, 1e16, 0.1 + 0.2, 3.0, 10**20, 7 // 2, -7 // 2, 7 % -3, round(2.5), 1_000_000)
print("a", "b", sep="-", end="!\n")
print(f"{3 > 2 and 'yes' or 'no'} {[i**2 for i in range(4)]} {'x' * 3}")
