import torch
torch.manual_seed(0)
x = torch.randn(20, 3); y = x @ torch.tensor([[1.],[2.],[3.]])
w = torch.zeros(3, 1, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.01, momentum=0.9)
for i in range(400):
    loss = ((x @ w - y)**2).sum()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(w, loss, w.grad)
