# Loss functions on the same few numbers.
import torch
from torch import nn
import torch.nn.functional as F

pred = torch.tensor([[0.2, -1.0, 0.5], [1.5, 0.3, -0.7]], requires_grad=True)
target = torch.tensor([[0.0, -1.0, 1.0], [1.0, 1.0, -1.0]])
labels = torch.tensor([2, 0])
for loss_fn in (nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.HuberLoss(delta=0.5), nn.MSELoss(reduction="sum")):
    pred.grad = None
    loss = loss_fn(pred, target)
    loss.backward()
    print(loss_fn, loss)
    print(pred.grad)
pred.grad = None
ce = F.cross_entropy(pred, labels)
nll = F.nll_loss(F.log_softmax(pred, dim=1), labels)
print(ce, torch.isclose(ce, nll))
ce.backward()
print(pred.grad)
print(nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 3.0]))(pred, labels))
print(nn.CrossEntropyLoss(label_smoothing=0.1, reduction="none")(pred, labels))
print(nn.BCEWithLogitsLoss()(pred, (target > 0).float()), nn.BCELoss()(torch.sigmoid(pred), (target > 0).float()))
print(nn.KLDivLoss(reduction="batchmean")(F.log_softmax(pred, 1), F.softmax(target, 1)))
print(F.softmax(pred, dim=1), F.softmax(pred, dim=1).sum(1))
print(nn.CosineEmbeddingLoss()(pred, target, torch.tensor([1.0, -1.0])), nn.TripletMarginLoss()(pred, target, pred.roll(1, 0)))
print(nn.HingeEmbeddingLoss()(pred, torch.sign(target + 0.5)))
