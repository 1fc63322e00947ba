# A trainer class with early stopping, history and callbacks.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class History(dict):
    def log(self, **values):
        for key, value in values.items():
            self.setdefault(key, []).append(value)


class EarlyStopping:
    def __init__(self, patience=3, min_delta=1e-3):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.count = float("inf"), 0

    def __call__(self, loss):
        if loss < self.best - self.min_delta:
            self.best, self.count = loss, 0
        else:
            self.count += 1
        return self.count >= self.patience


class Trainer:
    def __init__(self, model, optimizer, loss_fn, callbacks=()):
        self.model, self.optimizer, self.loss_fn = model, optimizer, loss_fn
        self.callbacks = list(callbacks)
        self.history = History()

    def fit(self, loader, epochs):
        for epoch in range(1, epochs + 1):
            total, seen = 0.0, 0
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.loss_fn(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                total += loss.item() * x.size(0)
                seen += x.size(0)
            mean = total / seen
            self.history.log(epoch=epoch, loss=mean)
            if any(callback(mean) for callback in self.callbacks):
                print(f"stopped after {epoch} epochs")
                break
        return self.history

    @property
    def best(self):
        return min(self.history["loss"])


x = torch.linspace(-1, 1, 48).unsqueeze(1)
y = 3 * x - 0.5
model = nn.Linear(1, 1)
nn.init.zeros_(model.weight)
nn.init.zeros_(model.bias)
trainer = Trainer(model, torch.optim.SGD(model.parameters(), lr=0.2), nn.MSELoss(), [EarlyStopping()])
history = trainer.fit(DataLoader(TensorDataset(x, y), batch_size=16), epochs=60)
print(len(history["loss"]) == history["epoch"][-1], f"{history['loss'][0]:.3f}", trainer.best < 0.01)
print(f"y = {model.weight.item():.1f} x {model.bias.item():+.1f}")
