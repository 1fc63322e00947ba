# A small convolutional net on images of bars made by formula.
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(4, 6, 3)
        self.fc1 = nn.Linear(6 * 1 * 1, 8)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)


images = torch.zeros(16, 1, 8, 8)
labels = torch.zeros(16, dtype=torch.long)
for i in range(16):
    if i % 2:
        images[i, 0, i // 2, :] = 1.0
    else:
        images[i, 0, :, i // 2] = 1.0
    labels[i] = i % 2

net = Net()
print(net)
params = list(net.parameters())
print(len(params), params[0].size())
for i, p in enumerate(params):
    p.data = 0.3 * torch.sin(1.3 * torch.arange(p.numel(), dtype=torch.float32) + i).reshape(p.shape)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for epoch in range(30):
    optimizer.zero_grad()
    outputs = net(images)
    loss = criterion(outputs, labels)
    loss.backward()
    optimizer.step()
    if epoch % 10 == 0:
        print("[%d] loss: %.3f" % (epoch + 1, loss.item()))
print(outputs.shape, loss.item() < 0.69)
print("conv1.bias.grad has shape", tuple(net.conv1.bias.grad.shape))
_, predicted = torch.max(outputs, 1)
print("predicted:", predicted.shape, predicted.dtype)

x = torch.arange(16.0).reshape(1, 1, 4, 4)
k = torch.tensor([[[[1.0, 0.0], [0.0, -1.0]]]])
print(F.conv2d(x, k))
print(F.conv2d(x, k, stride=2, padding=1))
print(F.max_pool2d(x, 2), F.avg_pool2d(x, 2))
print(nn.ConvTranspose2d(2, 3, 3, stride=2)(torch.ones(1, 2, 4, 4)).shape)
