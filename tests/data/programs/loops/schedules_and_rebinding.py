import torch
w = torch.ones(2, requires_grad=True)
opt = torch.optim.Adam([w], lr=0.1)
sch = torch.optim.lr_scheduler.StepLR(opt, 100, 0.5)
for i in range(400):
    opt.zero_grad(); f = ((w - 3)**2).sum(); f.backward(); opt.step(); sch.step()
print(w, opt.param_groups[0]['lr'])
ls = torch.zeros(400)
for i in range(400):
    ls[i] = i
print(ls.sum())
u = torch.ones(3)
for i in range(300):
    u = u * 1.001
print(u)
h = torch.ones(3)
for i in range(300):
    h *= 1.001
print(h)
