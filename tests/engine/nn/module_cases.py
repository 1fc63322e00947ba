"""Modules to try: (class, arguments, keyword arguments, shapes of the inputs or None).

An input that is no shape is given as it is: ("int", shape, below), ("values", array), ("signs",
shape), ("share", shape), ("size", sizes), a list of shapes (a tuple of tensors), or None. A list
of numbers among the arguments is a tensor of weights, but for LayerNorm.
"""

import numpy as np

ARGUMENTS = [
    # linear
    ("Linear", (3, 4), {}, [(5, 3)]),
    ("Linear", (3, 4), {"bias": False}, [(2, 5, 3)]),
    ("Linear", (3, 1), {}, [(3,)]),
    ("Bilinear", (3, 2, 4), {}, [(5, 3), (5, 2)]),
    ("Bilinear", (3, 2, 4), {"bias": False}, [(5, 3), (5, 2)]),
    ("Identity", (7,), {"unused": 1}, [(2, 3)]),
    ("Flatten", (), {}, [(2, 3, 4)]),
    ("Flatten", (0, 1), {}, [(2, 3, 4)]),
    ("Unflatten", (1, (2, 3)), {}, [(2, 6, 4)]),
    ("Unflatten", (-1, (2, 2)), {}, [(2, 6, 4)]),
    # embedding
    ("Embedding", (7, 3), {}, [("int", (2, 4), 7)]),
    ("Embedding", (7, 3), {"padding_idx": -2}, [("int", (2, 9), 7)]),
    ("Embedding", (7, 3), {"max_norm": 1.0, "norm_type": 1.0}, [("int", (2, 4), 7)]),
    ("Embedding", (7, 3, 1), {"scale_grad_by_freq": True}, [("int", (2, 9), 7)]),
    ("EmbeddingBag", (7, 3), {}, [("int", (2, 4), 7)]),
    ("EmbeddingBag", (7, 3), {"mode": "sum", "padding_idx": 2}, [("int", (2, 4), 7)]),
    ("EmbeddingBag", (7, 3), {"mode": "max"}, [("int", (8,), 7), ("values", [0, 3, 3])]),
    ("EmbeddingBag", (7, 3), {"mode": "sum"}, [("int", (2, 4), 7), None, (2, 4)]),
    # convolution
    ("Conv1d", (4, 6, 3), {}, [(2, 4, 9)]),
    ("Conv1d", (4, 6, 3), {"padding": "same", "padding_mode": "circular"}, [(2, 4, 9)]),
    ("Conv1d", (4, 6, 4), {"padding": "same", "padding_mode": "reflect"}, [(2, 4, 9)]),
    ("Conv2d", (4, 6, 3), {}, [(2, 4, 6, 7)]),
    ("Conv2d", (4, 6, (3, 2)), {"stride": 2, "padding": (1, 0), "groups": 2}, [(2, 4, 6, 7)]),
    ("Conv2d", (4, 6, 3), {"dilation": 2, "bias": False, "padding": "valid"}, [(4, 6, 7)]),
    ("Conv2d", (2, 2, 3), {"padding": 1, "padding_mode": "reflect"}, [(2, 2, 6, 7)]),
    ("Conv2d", (2, 2, 3), {"padding": (2, 1), "padding_mode": "replicate"}, [(2, 2, 6, 7)]),
    ("Conv3d", (2, 3, 2), {"stride": (1, 2, 1), "padding": 1}, [(2, 2, 4, 5, 3)]),
    ("ConvTranspose1d", (4, 6, 3), {"stride": 2, "output_padding": 1}, [(2, 4, 5)]),
    ("ConvTranspose2d", (4, 6, 3), {"stride": 2, "padding": 1, "groups": 2}, [(2, 4, 3, 4)]),
    ("ConvTranspose2d", (4, 6, 3), {"dilation": 2, "bias": False}, [(2, 4, 3, 4)]),
    ("ConvTranspose2d", (4, 6, 3), {"stride": 2}, [(2, 4, 3, 4), ("size", (8, 9))]),
    ("ConvTranspose3d", (2, 3, 2), {}, [(2, 2, 3, 2, 3)]),
    # pooling
    *((f"MaxPool{k}d", (2,), {}, [(2, 3, 6, 7, 5)[: k + 2]]) for k in (1, 2, 3)),
    ("MaxPool2d", (3, 2, 1), {"dilation": 2, "ceil_mode": True}, [(2, 3, 8, 9)]),
    ("MaxPool2d", ((2, 3),), {"return_indices": True}, [(2, 3, 8, 9)]),
    *((f"AvgPool{k}d", (2,), {}, [(2, 3, 6, 7, 5)[: k + 2]]) for k in (1, 2, 3)),
    ("AvgPool1d", (3, 2, 1), {"ceil_mode": True, "count_include_pad": False}, [(2, 3, 8)]),
    ("AvgPool2d", (3, (2, 1), 1), {"divisor_override": 5}, [(2, 3, 8, 9)]),
    *((f"AdaptiveMaxPool{k}d", (2,), {}, [(2, 3, 6, 7, 5)[: k + 2]]) for k in (1, 2, 3)),
    *((f"AdaptiveAvgPool{k}d", (3,), {}, [(2, 3, 6, 7, 5)[: k + 2]]) for k in (1, 2, 3)),
    ("AdaptiveAvgPool2d", ((None, 2),), {}, [(2, 3, 6, 7)]),
    ("AdaptiveMaxPool2d", (2, True), {}, [(2, 3, 6, 7)]),
    *((f"LPPool{k}d", (2, 2), {}, [(2, 3, 6, 7, 5)[: k + 2]]) for k in (1, 2, 3)),
    ("LPPool2d", (1.5, (2, 3), 2, True), {}, [("share", (2, 3, 6, 7))]),
    ("MaxUnpool1d", (2,), {}, [(1, 1, 2), ("values", [[[1, 2]]])]),
    ("MaxUnpool2d", (2, 2), {}, [(1, 1, 1, 2), ("values", [[[[1, 6]]]])]),
    ("MaxUnpool3d", ((1, 1, 2), None, 0), {}, [(1, 1, 1, 1, 2), ("values", [[[[[1, 2]]]]])]),
    # normalization
    *((f"BatchNorm{k}d", (3,), {}, [(4, 3, 6, 7, 5)[: k + 2]]) for k in (1, 2, 3)),
    ("BatchNorm1d", (3,), {"momentum": None}, [(4, 3)]),
    ("BatchNorm1d", (3, 1e-3, 0.3), {"affine": False}, [(4, 3)]),
    ("BatchNorm2d", (3,), {"track_running_stats": False}, [(4, 3, 2, 2)]),
    ("BatchNorm2d", (3,), {"bias": False}, [(4, 3, 2, 2)]),
    *((f"InstanceNorm{k}d", (3,), {}, [(4, 3, 6, 7, 5)[: k + 2]]) for k in (1, 2, 3)),
    ("InstanceNorm1d", (3,), {"affine": True, "track_running_stats": True}, [(4, 3, 5)]),
    ("InstanceNorm2d", (3,), {"affine": True}, [(3, 5, 4)]),
    ("LayerNorm", (5,), {}, [(4, 3, 5)]),
    ("LayerNorm", ((3, 5),), {"bias": False}, [(4, 3, 5)]),
    ("LayerNorm", ([3, 5], 1e-3), {"elementwise_affine": False}, [(4, 3, 5)]),
    ("GroupNorm", (2, 4), {}, [(3, 4, 5)]),
    ("GroupNorm", (4, 4), {"affine": False}, [(3, 4, 5, 2)]),
    ("RMSNorm", (5,), {}, [(4, 5)]),
    ("RMSNorm", ((4, 5), 0.1), {"elementwise_affine": False}, [(2, 4, 5)]),
    ("LocalResponseNorm", (3,), {}, [(2, 5, 4)]),
    ("LocalResponseNorm", (2, 0.1, 0.5, 2.0), {}, [(2, 5, 4, 3)]),
    # dropout that leaves everything or nothing
    *((name, (0.0,), {}, [(2, 3, 4)]) for name in ("Dropout", "Dropout1d", "AlphaDropout")),
    ("Dropout", (1.0,), {"inplace": False}, [(2, 3, 4)]),
    ("Dropout2d", (0,), {}, [(2, 3, 4, 2)]),
    ("Dropout3d", (), {"p": 0.0}, [(2, 3, 4, 2, 2)]),
    ("FeatureAlphaDropout", (0.0,), {}, [(2, 3, 4, 2)]),
    # activations
    *(
        (name, (), {}, [(3, 4)])
        for name in [
            "ReLU",
            "Hardtanh",
            "ReLU6",
            "Sigmoid",
            "Hardsigmoid",
            "Tanh",
            "SiLU",
            "Mish",
            "Hardswish",
            "ELU",
            "CELU",
            "SELU",
            "GLU",
            "GELU",
            "Hardshrink",
            "LeakyReLU",
            "LogSigmoid",
            "Softplus",
            "Softshrink",
            "PReLU",
            "Softsign",
            "Tanhshrink",
        ]
    ),
    ("ReLU", (True,), {}, None),
    ("RReLU", (), {}, None),
    ("RReLU", (0.3, 0.3), {}, [(3, 4)]),
    ("Hardtanh", (-0.5, 0.25), {}, [(3, 4)]),
    ("Hardtanh", (-0.5, 0.25, True), {}, None),
    ("Threshold", (0.1, -2.0), {}, [(3, 4)]),
    ("Threshold", (0.1, -2, True), {}, None),
    ("ELU", (0.5,), {}, [(3, 4)]),
    ("ELU", (0.5, True), {}, None),
    ("SELU", (True,), {}, None),
    ("Hardsigmoid", (True,), {}, None),
    ("LeakyReLU", (0.3,), {}, [(3, 4)]),
    ("LeakyReLU", (0.3, True), {}, None),
    ("GELU", (), {"approximate": "tanh"}, [(3, 4)]),
    ("GLU", (0,), {}, [(4, 3)]),
    ("Softplus", (2.0, 1.0), {}, [(3, 4)]),
    ("PReLU", (3, 0.1), {}, [(2, 3, 4)]),
    *((name, (1,), {}, [(3, 4)]) for name in ("Softmin", "Softmax", "LogSoftmax")),
    ("Softmax", (), {}, None),
    ("Softmax2d", (), {}, [(2, 3, 2, 2)]),
    # losses
    *(
        (name, (), {"reduction": how}, [(3, 4), (3, 4)])
        for how in ("mean", "sum", "none")
        for name in ("L1Loss", "MSELoss", "SmoothL1Loss", "HuberLoss")
    ),
    ("SmoothL1Loss", (), {"beta": 0.3}, [(3, 4), (3, 4)]),
    ("HuberLoss", ("sum", 0.3), {}, [(3, 4), (3, 4)]),
    ("CrossEntropyLoss", (), {}, [(5, 4), ("int", (5,), 4)]),
    ("CrossEntropyLoss", (), {"label_smoothing": 0.1}, [(5, 4, 2), ("int", (5, 2), 4)]),
    ("CrossEntropyLoss", (), {"weight": [1.0, 2.0, 3.0]}, [(5, 3), ("int", (5,), 3)]),
    ("CrossEntropyLoss", (), {"ignore_index": 1}, [(5, 3), ("int", (5,), 3)]),
    ("CrossEntropyLoss", (), {}, [(5, 3), ("share", (5, 3))]),
    ("NLLLoss", (), {"reduction": "none"}, [(5, 3), ("int", (5,), 3)]),
    ("NLLLoss", ([1.0, 2.0, 3.0],), {}, [(5, 3), ("int", (5,), 3)]),
    ("BCELoss", (), {}, [("share", (5, 3)), ("share", (5, 3))]),
    ("BCELoss", ([1.0, 2.0, 3.0],), {}, [("share", (5, 3)), ("share", (5, 3))]),
    ("BCEWithLogitsLoss", (), {}, [(5, 3), ("share", (5, 3))]),
    ("BCEWithLogitsLoss", (), {"pos_weight": [1.0, 2.0, 3.0]}, [(5, 3), ("share", (5, 3))]),
    ("KLDivLoss", (), {"reduction": "batchmean"}, [(5, 3), ("share", (5, 3))]),
    ("KLDivLoss", (), {"reduction": "sum", "log_target": True}, [(5, 3), (5, 3)]),
    ("PoissonNLLLoss", (), {"full": True}, [(5, 3), ("int", (5, 3), 9)]),
    ("PoissonNLLLoss", (False,), {}, [("share", (5, 3)), ("share", (5, 3))]),
    ("GaussianNLLLoss", (), {"full": True}, [(5, 3), (5, 3), ("share", (5, 3))]),
    ("HingeEmbeddingLoss", (0.5,), {}, [(5, 3), ("signs", (5, 3))]),
    ("SoftMarginLoss", (), {}, [(5, 3), ("signs", (5, 3))]),
    ("LinearCrossEntropyLoss", (3, 4), {}, [(5, 3), ("int", (5,), 4)]),
    (
        "LinearCrossEntropyLoss",
        (3, 4),
        {"bias": True, "reduction": "sum", "label_smoothing": 0.1},
        [(5, 3), ("int", (5,), 4)],
    ),
    ("MultiLabelMarginLoss", (), {}, [(2, 4), ("values", [[3, 0, -1, 1], [0, 2, -1, -1]])]),
    ("MultiLabelSoftMarginLoss", (), {}, [(5, 3), ("share", (5, 3))]),
    ("MultiMarginLoss", (), {}, [(5, 3), ("int", (5,), 3)]),
    ("MultiMarginLoss", (2, 0.5), {"weight": [1.0, 2.0, 3.0]}, [(5, 3), ("int", (5,), 3)]),
    ("CosineEmbeddingLoss", (0.2,), {}, [(5, 3), (5, 3), ("signs", (5,))]),
    ("MarginRankingLoss", (0.2,), {}, [(5,), (5,), ("signs", (5,))]),
    ("TripletMarginLoss", (), {"swap": True}, [(5, 3), (5, 3), (5, 3)]),
    ("TripletMarginWithDistanceLoss", (), {}, [(5, 3), (5, 3), (5, 3)]),
    (
        "CTCLoss",
        (),
        {},
        [(6, 2, 4), ("values", [[1, 2], [3, 3]]), ("values", [6, 6]), ("values", [2, 2])],
    ),
    # padding
    *(
        (f"{kind}Pad{k}d", (1,), {}, [(2, 3, 4, 5, 6)[: k + 2]])
        for kind in ("Reflection", "Replication", "Circular", "Zero")
        for k in (1, 2, 3)
    ),
    ("ReflectionPad2d", ((1, 2, 0, 1),), {}, [(2, 3, 4, 5)]),
    ("ZeroPad2d", ((1, -1, 0, 2),), {}, [(2, 3, 4, 5)]),
    *((f"ConstantPad{k}d", (2, 3.5), {}, [(2, 3, 4, 5, 6)[: k + 2]]) for k in (1, 2, 3)),
    # arrangement
    ("Upsample", (), {"scale_factor": 2}, [(2, 3, 4, 5)]),
    ("Upsample", (7,), {"mode": "linear", "align_corners": True}, [(2, 3, 4)]),
    ("Upsample", (), {"scale_factor": (2, 1.5), "mode": "bilinear"}, [(2, 3, 4, 6)]),
    ("UpsamplingNearest2d", ((6, 5),), {}, [(2, 3, 4, 5)]),
    ("UpsamplingBilinear2d", (), {"scale_factor": 2}, [(2, 3, 4, 5)]),
    ("PixelShuffle", (2,), {}, [(2, 8, 3, 4)]),
    ("PixelUnshuffle", (2,), {}, [(2, 3, 4, 6)]),
    ("ChannelShuffle", (2,), {}, [(2, 6, 3)]),
    ("Fold", ((4, 5), (2, 2)), {}, [(1, 8, 12)]),
    ("Unfold", (2,), {"stride": 2, "padding": 1}, [(2, 3, 4, 5)]),
    ("CosineSimilarity", (), {}, [(5, 3), (5, 3)]),
    ("CosineSimilarity", (0, 1e-3), {}, [(5, 3), (5, 3)]),
    ("PairwiseDistance", (), {}, [(5, 3), (5, 3)]),
    ("PairwiseDistance", (1.0,), {"keepdim": True}, [(5, 3), (5, 3)]),
    # recurrent
    ("RNN", (3, 4), {}, [(5, 2, 3)]),
    ("RNN", (3, 4, 2, "relu"), {"bidirectional": True, "batch_first": True}, [(2, 5, 3)]),
    ("RNN", (3, 4), {"bias": False}, [(5, 3), (1, 4)]),
    ("LSTM", (3, 4), {}, [(5, 2, 3)]),
    ("LSTM", (3, 4, 2), {"bidirectional": True}, [(5, 2, 3), [(4, 2, 4), (4, 2, 4)]]),
    ("LSTM", (3, 4, 2), {"batch_first": True, "bias": False, "dropout": 0.0}, [(2, 5, 3)]),
    ("LSTM", (3, 4, 2), {"proj_size": 2, "bidirectional": True}, [(5, 2, 3)]),
    ("LSTM", (3, 4), {}, [(5, 3), [(1, 4), (1, 4)]]),
    ("LSTM", (3, 4, 2), {"dropout": 0.5}, None),
    ("GRU", (3, 4), {}, [(5, 2, 3)]),
    ("GRU", (3, 4, 2), {"bidirectional": True, "batch_first": True}, [(2, 5, 3), (4, 2, 4)]),
    ("GRU", (3, 4), {"bias": False}, [(5, 3)]),
    ("RNNCell", (3, 4), {}, [(2, 3)]),
    ("RNNCell", (3, 4), {"nonlinearity": "relu", "bias": False}, [(3,), (4,)]),
    ("LSTMCell", (3, 4), {}, [(2, 3)]),
    ("LSTMCell", (3, 4, False), {}, [(2, 3), [(2, 4), (2, 4)]]),
    ("GRUCell", (3, 4), {}, [(2, 3), (2, 4)]),
    ("GRUCell", (3, 4), {"bias": False}, [(3,)]),
    # attention
    ("MultiheadAttention", (4, 2), {}, [(3, 2, 4), (5, 2, 4), (5, 2, 4)]),
    ("MultiheadAttention", (4, 2), {"batch_first": True}, [(2, 3, 4), (2, 5, 4), (2, 5, 4)]),
    (
        "MultiheadAttention",
        (4, 2),
        {"kdim": 3, "vdim": 5, "add_bias_kv": True, "add_zero_attn": True},
        [(3, 2, 4), (5, 2, 3), (5, 2, 5)],
    ),
    ("MultiheadAttention", (4, 1), {"bias": False}, [(3, 4), (5, 4), (5, 4)]),
    ("TransformerEncoderLayer", (4, 2, 8, 0.0), {}, [(3, 2, 4)]),
    (
        "TransformerEncoderLayer",
        (4, 2, 8, 0.0, "gelu"),
        {"norm_first": True, "batch_first": True, "bias": False},
        [(2, 3, 4)],
    ),
    ("TransformerDecoderLayer", (4, 2, 8, 0.0), {}, [(3, 2, 4), (5, 2, 4)]),
    (
        "TransformerDecoderLayer",
        (4, 2, 8, 0.0),
        {"norm_first": True, "batch_first": True},
        [(2, 3, 4), (2, 5, 4)],
    ),
    ("Transformer", (4, 2, 2, 2, 8, 0.0), {}, [(5, 2, 4), (3, 2, 4)]),
]


def values(spec, rng):
    """The numbers of an input, in tuples as it asks for; sizes and None as they are."""
    if spec is None:
        return None
    if isinstance(spec, list):
        return tuple(values(part, rng) for part in spec)
    kind = spec[0]
    if kind == "size":
        return spec[1]
    if kind == "values":
        return np.asarray(spec[1])
    if kind == "int":
        return rng.integers(0, spec[2], spec[1])
    if kind == "signs":
        return rng.choice([-1.0, 1.0], spec[1])
    if kind == "share":
        return rng.uniform(0.1, 0.9, spec[1])
    return rng.normal(size=spec)


def identity(case):
    """The call in words."""
    name, args, kwargs, _ = case
    return f"{name}{args}{kwargs or ''}"
