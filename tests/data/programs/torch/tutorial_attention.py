# rounding: 1, because products of float32 matrices are summed in another order
# Scaled dot-product attention by hand and by torch; a causal mask; layers of a transformer.
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

q = torch.sin(torch.arange(12.0)).reshape(1, 3, 4).requires_grad_()
k = torch.cos(torch.arange(12.0)).reshape(1, 3, 4)
v = torch.arange(12.0).reshape(1, 3, 4) / 10


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
    if mask is not None:
        scores = scores.masked_fill(mask == 0, float("-inf"))
    weights = F.softmax(scores, dim=-1)
    return weights @ v, weights


out, weights = attention(q, k, v)
print(out)
print(weights.sum(-1))
mask = torch.tril(torch.ones(3, 3))
out, weights = attention(q, k, v, mask)
print(weights)
print(torch.allclose(out, F.scaled_dot_product_attention(q, k, v, is_causal=True), atol=1e-6))
out.sum().backward()
print(q.grad)


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=6):
        super().__init__()
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, d_model)
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return x + self.pe[: x.size(1)]


print(PositionalEncoding(4)(torch.zeros(1, 3, 4)))
mha = nn.MultiheadAttention(4, 2, batch_first=True)
for i, p in enumerate(mha.parameters()):
    p.data = 0.3 * torch.sin(torch.arange(p.numel()) + i).reshape(p.shape)
out, w = mha(q, k, v)
print(out)
print(w.shape)
