"""Nets learn: XOR by two layers, a sum by an LSTM, a place by attention."""

import engine
from engine import nn, optim


def trained(net, loss, lr, steps):
    optimizer = optim.Adam(net.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        z = loss()
        z.backward()
        optimizer.step()
    return loss().item()


def test_two_layers_learn_xor():
    engine.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid())
    x = engine.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = engine.tensor([[0.0], [1.0], [1.0], [0.0]])
    criterion = nn.BCELoss()

    final = trained(net, lambda: criterion(net(x), y), 0.1, 150)

    assert final < 0.05
    assert [round(value) for (value,) in net(x).tolist()] == [0, 1, 1, 0]


def test_an_lstm_learns_to_sum():
    engine.manual_seed(0)
    net, head = nn.LSTM(1, 8), nn.Linear(8, 1)
    x = engine.rand(5, 16, 1)
    y = x.sum(0)
    both = nn.ModuleList([net, head])

    final = trained(both, lambda: nn.functional.mse_loss(head(net(x)[1][0][0]), y), 0.05, 250)

    assert final < 0.05


def test_a_convolution_learns_an_edge():
    engine.manual_seed(0)
    net = nn.Conv2d(1, 1, 3, padding=1, bias=False)
    x = engine.rand(2, 1, 6, 6)
    wanted = nn.functional.conv2d(
        x, engine.tensor([[[[0.0, 0, 0], [-1, 0, 1], [0, 0, 0]]]]), None, 1, 1
    )

    final = trained(net, lambda: nn.functional.mse_loss(net(x), wanted), 0.05, 200)

    assert final < 1e-3
