# An autoencoder of two numbers for points on a curve in four.
import torch
from torch import nn

t = torch.linspace(-1, 1, 40).unsqueeze(1)
data = torch.cat([t, t**2, t**3, torch.sin(2 * t)], dim=1)


class AE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 4))

    def encode(self, x):
        return self.encoder(x)

    def forward(self, x):
        z = self.encode(x)
        return self.decoder(z), z


model = AE()
for i, p in enumerate(model.parameters()):
    nn.init.zeros_(p)
    with torch.no_grad():
        p += 0.7 * torch.sin(2.1 * torch.arange(p.numel()) + i).view_as(p)
opt = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(120):
    recon, z = model(data)
    loss = nn.functional.mse_loss(recon, data)
    opt.zero_grad(set_to_none=True)
    loss.backward()
    opt.step()
    if epoch % 40 == 0:
        print(f"epoch {epoch}: {loss.item():.3f}")
print(loss.item() < 0.02, z.shape, recon.shape)
