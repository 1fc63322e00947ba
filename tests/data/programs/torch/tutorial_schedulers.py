# Learning rates that change.
import torch
from torch.optim import SGD, lr_scheduler

makers = [
    ("StepLR", lambda o: lr_scheduler.StepLR(o, step_size=2, gamma=0.5)),
    ("MultiStepLR", lambda o: lr_scheduler.MultiStepLR(o, milestones=[2, 5], gamma=0.1)),
    ("ExponentialLR", lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9)),
    ("LambdaLR", lambda o: lr_scheduler.LambdaLR(o, lr_lambda=lambda epoch: 1 / (1 + epoch))),
    ("CosineAnnealingLR", lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=8)),
    ("LinearLR", lambda o: lr_scheduler.LinearLR(o, start_factor=0.25, total_iters=4)),
    ("OneCycleLR", lambda o: lr_scheduler.OneCycleLR(o, max_lr=0.5, total_steps=9)),
    ("CyclicLR", lambda o: lr_scheduler.CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=3)),
]
for name, make in makers:
    w = torch.zeros(1, requires_grad=True)
    optimizer = SGD([w], lr=0.1, momentum=0.9)
    scheduler = make(optimizer)
    rates = []
    for epoch in range(8):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.zero_grad()
        (w - 1).pow(2).sum().backward()
        optimizer.step()
        scheduler.step()
    print(f"{name:18}", " ".join(f"{rate:.5f}" for rate in rates), f"w = {w.item():.4f}")
    print(" " * 18, scheduler.get_last_lr()[0] == optimizer.param_groups[0]["lr"])

optimizer = SGD([w], lr=1.0)
plateau = lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", factor=0.1, patience=1)
for loss in (1.0, 0.9, 0.95, 0.95, 0.95, 0.8):
    plateau.step(loss)
    print(loss, optimizer.param_groups[0]["lr"])
