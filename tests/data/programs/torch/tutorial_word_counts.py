# Plain Python around tensors: counting, sorting, comprehensions, generators, itertools.
import itertools
from collections import Counter, defaultdict, namedtuple
from functools import partial, reduce

import torch

text = "the quick brown fox jumps over the lazy dog the end"
counts = Counter(text.split())
print(counts.most_common(2))
vocab = {w: i for i, w in enumerate(sorted(counts))}
print(vocab["fox"], len(vocab))
ids = torch.tensor([vocab[w] for w in text.split()])
print(ids, torch.bincount(ids), ids.unique().numel())
by_length = defaultdict(list)
for w in sorted(counts):
    by_length[len(w)].append(w)
print(dict(by_length))
Point = namedtuple("Point", "x y")
p = Point(1, y=torch.tensor(2.0))
print(p, p._replace(x=5))


def batches(items, n):
    it = iter(items)
    while batch := list(itertools.islice(it, n)):
        yield batch


for batch in batches(range(7), 3):
    print(batch, end=" ")
print()
scale = partial(torch.mul, torch.tensor([1.0, 2.0]))
print(scale(3), reduce(lambda a, b: a @ b, [torch.eye(2) * k for k in (1, 2, 3)]))
print(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:3], list(zip("ab", [1, 2])), any(v > 2 for v in counts.values()))
pairs = list(itertools.product([0, 1], repeat=2))
print(pairs, max(pairs, key=sum), text.title()[:9], text.replace("the", "a").upper()[-5:])
rows, cols = torch.Size([2, 3])
print(f"{rows} by {cols}")
lr, *rest = 0.1, 0.2, 0.3
print(lr, rest, [*rest, lr], {**vocab}["dog"] == vocab["dog"])
