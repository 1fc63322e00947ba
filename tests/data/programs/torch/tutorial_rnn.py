# A recurrent cell by hand, nn.RNN, nn.GRU and nn.LSTM with weights made by formula.
import torch
import torch.nn as nn


def fill(module):
    with torch.no_grad():
        for i, p in enumerate(module.parameters()):
            p.copy_(0.5 * torch.cos(0.9 * torch.arange(p.numel()) + i).reshape(p.shape))
    return module


class RNNCell(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.n_hidden = n_hidden
        self.i2h = nn.Linear(n_in, n_hidden)
        self.h2h = nn.Linear(n_hidden, n_hidden)

    def forward(self, x, h):
        return torch.tanh(self.i2h(x) + self.h2h(h))

    def init_hidden(self):
        return torch.zeros(1, self.n_hidden)


cell = fill(RNNCell(2, 3))
h = cell.init_hidden()
sequence = torch.sin(torch.arange(8.0)).reshape(4, 1, 2)
for t, x in enumerate(sequence):
    h = cell(x, h)
    print(t, h)
h.sum().backward()
print(cell.i2h.bias.grad)

for kind in (nn.RNN, nn.GRU, nn.LSTM):
    net = fill(kind(input_size=2, hidden_size=3))
    out, state = net(sequence)
    print(net, out.shape)
    print(out[-1])
    if kind is nn.LSTM:
        h_n, c_n = state
        print(h_n.shape, c_n)
    else:
        print(torch.equal(out[-1], state[0]))
    out.sum().backward()
    print(net.weight_hh_l0.grad.shape)

two = fill(nn.LSTM(2, 3, num_layers=2, batch_first=True, bidirectional=True))
out, (h_n, c_n) = two(sequence.transpose(0, 1))
print(out.shape, h_n.shape)
print(out[0, 0])
