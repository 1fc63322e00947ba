# A Dataset of one's own, splits, batches, a collate function.
import torch
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset


class Squares(Dataset):
    """Numbers with their squares."""

    def __init__(self, n, transform=None):
        self.x = torch.arange(n, dtype=torch.float32)
        self.y = self.x**2
        self.transform = transform

    def __len__(self):
        return len(self.x)

    def __getitem__(self, idx):
        x, y = self.x[idx], self.y[idx]
        if self.transform:
            x = self.transform(x)
        return x, y


class Scale:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return x * self.factor


data = Squares(10, transform=Scale(0.5))
print(len(data), data[3])
loader = DataLoader(data, batch_size=4, shuffle=False)
for i, (x, y) in enumerate(loader):
    print(i, x, y)
print(len(loader), len(DataLoader(data, batch_size=4, drop_last=True)))
x, y = next(iter(loader))
print(x.shape, y.dtype)

shuffled = DataLoader(data, batch_size=10, shuffle=True)
xs, ys = next(iter(shuffled))
print(sorted(ys.tolist()) == data.y.tolist(), torch.equal((2 * xs) ** 2, ys))

train, test = torch.utils.data.random_split(data, [7, 3])
print(len(train), len(test))
part = Subset(data, [0, 9])
print([tuple(v.item() for v in pair) for pair in part])


def collate(batch):
    return {"x": torch.stack([b[0] for b in batch]), "sum": sum(b[1] for b in batch)}


for batch in DataLoader(data, batch_size=5, collate_fn=collate):
    print(batch)

strings = DataLoader([("a", 1), ("b", 2), ("c", 3)], batch_size=2)
print(list(strings))
both = torch.utils.data.ConcatDataset([TensorDataset(torch.zeros(2)), TensorDataset(torch.ones(3))])
print(len(both), both[4])
