# y = sigmoid(W x + b) with half the squared error: gradients of W and b, checked by hand.
import torch

x = torch.tensor([0.5, -1.0, 2.0])
W = torch.tensor([[0.1, 0.2, -0.3], [0.4, -0.5, 0.6]], requires_grad=True)
b = torch.tensor([0.05, -0.05], requires_grad=True)
target = torch.tensor([1.0, 0.0])

y = torch.sigmoid(W @ x + b)
loss = 0.5 * ((target - y) ** 2).sum()
loss.backward()
print("output", y)
print("loss", loss)
print(W.grad)
print(b.grad)

delta = (y - target) * y * (1 - y)
print(torch.allclose(b.grad, delta), torch.allclose(W.grad, torch.outer(delta, x)))
print(delta.detach().numpy())
