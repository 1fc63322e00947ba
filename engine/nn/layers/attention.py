"""Attention of several heads as a layer."""

from __future__ import annotations

from typing import Any

import engine.nn.functional as F
from engine.conversion import AnyDtype
from engine.creation import empty
from engine.errors import ArgumentError
from engine.nn import init
from engine.nn.layers.linear import NonDynamicallyQuantizableLinear
from engine.nn.module import Module
from engine.nn.parameter import Parameter
from engine.ops.shape import transpose
from engine.tensor import Tensor

PROJECTIONS = ("q_proj_weight", "k_proj_weight", "v_proj_weight")


class MultiheadAttention(Module):
    """Queries (l, n, e), keys (s, n, kdim), values (s, n, vdim) → (l, n, e) and the weights
    (n, l, s), or None; with `batch_first` n comes first; all without n too.

    Attributes: in_proj_weight (3 e, e), or q_proj_weight, k_proj_weight and v_proj_weight where
    kdim or vdim differ; in_proj_bias (3 e,); out_proj, a Linear; bias_k, bias_v (1, 1, e).
    Errors: ArgumentError for sizes that do not fit. Source: Vaswani et al. 2017;
    torch.nn.MultiheadAttention.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: AnyDtype = None,
    ) -> None:
        super().__init__()
        if embed_dim <= 0 or num_heads <= 0 or embed_dim % num_heads:
            raise ArgumentError(
                "embed_dim must be divisible by num_heads, and both greater than 0, got "
                f"embed_dim={embed_dim} and num_heads={num_heads} instead",
                "choose another number of heads",
            )
        self.embed_dim, self.num_heads, self.head_dim = embed_dim, num_heads, embed_dim // num_heads
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self.dropout, self.batch_first, self.add_zero_attn = dropout, batch_first, add_zero_attn
        self._qkv_same_embed_dim = self.kdim == self.vdim == embed_dim
        joint = self._qkv_same_embed_dim
        shapes: dict[str, tuple[int, ...] | None] = {
            name: None if joint else (embed_dim, width)
            for name, width in zip(PROJECTIONS, (embed_dim, self.kdim, self.vdim), strict=True)
        }
        shapes["in_proj_weight"] = (3 * embed_dim, embed_dim) if joint else None
        shapes["in_proj_bias"] = (3 * embed_dim,) if bias else None
        shapes |= dict.fromkeys(("bias_k", "bias_v"), (1, 1, embed_dim) if add_bias_kv else None)
        for name, shape in shapes.items():
            made = None if shape is None else empty(shape, device=device, dtype=dtype)
            self.register_parameter(name, None if made is None else Parameter(made))
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias, device, dtype)
        self._reset_parameters()

    def _reset_parameters(self) -> None:
        for name in ("in_proj_weight", *PROJECTIONS):
            if getattr(self, name) is not None:
                init.xavier_uniform_(getattr(self, name))
        if self.in_proj_bias is not None:
            init.zeros_(self.in_proj_bias)
            init.zeros_(self.out_proj.bias)
        for held in (self.bias_k, self.bias_v):
            if held is not None:
                init.xavier_normal_(held)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        swap = self.batch_first and query.ndim == 3
        if swap:
            query, key, value = (transpose(x, 0, 1) for x in (query, key, value))
        result, weights = F.multi_head_attention_forward(
            query,
            key,
            value,
            self.embed_dim,
            self.num_heads,
            self.in_proj_weight,
            self.in_proj_bias,
            self.bias_k,
            self.bias_v,
            self.add_zero_attn,
            self.dropout,
            self.out_proj.weight,
            self.out_proj.bias,
            training=self.training,
            key_padding_mask=key_padding_mask,
            need_weights=need_weights,
            attn_mask=attn_mask,
            use_separate_proj_weight=not self._qkv_same_embed_dim,
            q_proj_weight=self.q_proj_weight,
            k_proj_weight=self.k_proj_weight,
            v_proj_weight=self.v_proj_weight,
            average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
        return (transpose(result, 0, 1) if swap else result), weights
