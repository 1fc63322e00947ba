# y = 2x + 1 by nn.Linear and SGD.
import numpy as np
import torch
from torch.autograd import Variable


class LinearRegressionModel(torch.nn.Module):
    def __init__(self):
        super(LinearRegressionModel, self).__init__()
        self.linear = torch.nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)


x_values = [i for i in range(11)]
x_train = np.array(x_values, dtype=np.float32).reshape(-1, 1)
y_train = np.array([2 * i + 1 for i in x_values], dtype=np.float32).reshape(-1, 1)
model = LinearRegressionModel()
model.linear.weight.data.fill_(0.0)
model.linear.bias.data.fill_(0.0)
criterion = torch.nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(100):
    inputs = Variable(torch.from_numpy(x_train))
    labels = Variable(torch.from_numpy(y_train))
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, labels)
    loss.backward()
    optimizer.step()
    if epoch % 20 == 0:
        print("epoch {}, loss {:.5f}".format(epoch, loss.item()))
with torch.no_grad():
    predicted = model(Variable(torch.from_numpy(x_train))).data.numpy()
print(np.round(predicted[:3], 2))
for name, param in model.named_parameters():
    print(name, "%.3f" % param.item())
