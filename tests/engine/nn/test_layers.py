"""Layers read as torch's, refuse what does not fit, and do what can be seen without torch."""

import math

import numpy as np
import pytest

import engine
from engine import nn
from engine.errors import ArgumentError, DtypeError, EngineError, RangeError, ShapeError

TEXTS = [
    (nn.Linear(3, 4, bias=False), "Linear(in_features=3, out_features=4, bias=False)"),
    (
        nn.Bilinear(2, 3, 4),
        "Bilinear(in1_features=2, in2_features=3, out_features=4, bias=True)",
    ),
    (
        nn.Conv2d(2, 4, 3, 2, 1, groups=2, bias=False, padding_mode="circular"),
        "Conv2d(2, 4, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), groups=2, bias=False, "
        "padding_mode=circular)",
    ),
    (
        nn.ConvTranspose1d(2, 4, 3, 2, output_padding=1, dilation=2),
        "ConvTranspose1d(2, 4, kernel_size=(3,), stride=(2,), dilation=(2,), output_padding=(1,))",
    ),
    (nn.Embedding(5, 2, -1, max_norm=1.0), "Embedding(5, 2, padding_idx=4, max_norm=1.0)"),
    (nn.EmbeddingBag(5, 2, mode="sum"), "EmbeddingBag(5, 2, mode='sum')"),
    (
        nn.MaxPool2d(2),
        "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
    ),
    (nn.AvgPool1d(2), "AvgPool1d(kernel_size=(2,), stride=(2,), padding=(0,))"),
    (nn.AdaptiveAvgPool2d((1, None)), "AdaptiveAvgPool2d(output_size=(1, None))"),
    (
        nn.BatchNorm1d(3),
        "BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)",
    ),
    (nn.LayerNorm(3), "LayerNorm((3,), eps=1e-05, elementwise_affine=True, bias=True)"),
    (nn.GroupNorm(1, 3), "GroupNorm(1, 3, eps=1e-05, affine=True, bias=True)"),
    (nn.Dropout(0.2), "Dropout(p=0.2, inplace=False)"),
    (nn.ReLU(inplace=True), "ReLU(inplace=True)"),
    (nn.ELU(2.0, True), "ELU(alpha=2.0, inplace=True)"),
    (nn.Hardshrink(), "Hardshrink(0.5)"),
    (nn.Softmax(dim=1), "Softmax(dim=1)"),
    (nn.CrossEntropyLoss(), "CrossEntropyLoss()"),
    (nn.ZeroPad2d(1), "ZeroPad2d((1, 1, 1, 1))"),
    (nn.ConstantPad1d((1, 2), 3.0), "ConstantPad1d(padding=(1, 2), value=3.0)"),
    (nn.Upsample(scale_factor=2), "Upsample(scale_factor=2.0, mode='nearest')"),
    (nn.LSTM(2, 3, 2, bidirectional=True), "LSTM(2, 3, num_layers=2, bidirectional=True)"),
    (nn.RNNCell(2, 3, nonlinearity="relu"), "RNNCell(2, 3, nonlinearity=relu)"),
    (
        nn.MultiheadAttention(4, 2),
        "MultiheadAttention(\n  (out_proj): NonDynamicallyQuantizableLinear("
        "in_features=4, out_features=4, bias=True)\n)",
    ),
]
REFUSED = {
    "groups of 0": lambda: nn.Conv1d(2, 2, 1, groups=0),
    "groups that do not divide": lambda: nn.Conv1d(3, 2, 1, groups=2),
    "an unknown padding": lambda: nn.Conv1d(2, 2, 1, padding="all"),
    "same with strides": lambda: nn.Conv1d(2, 2, 1, stride=2, padding="same"),
    "an unknown padding mode": lambda: nn.Conv1d(2, 2, 1, padding_mode="round"),
    "a padding mode of a transpose": lambda: nn.ConvTranspose1d(2, 2, 1, padding_mode="reflect"),
    "an output size out of reach": lambda: nn.ConvTranspose1d(1, 1, 2)(engine.ones(1, 1, 3), (9,)),
    "an output size of two": lambda: nn.ConvTranspose1d(1, 1, 2)(engine.ones(1, 1, 3), (4, 4)),
    "no first features": lambda: nn.Bilinear(0, 1, 1),
    "a padding row outside": lambda: nn.Embedding(3, 2, padding_idx=3),
    "a weight of another shape": lambda: nn.Embedding(3, 2, _weight=engine.ones(2, 2)),
    "a flat table": lambda: nn.Embedding.from_pretrained(engine.ones(3)),
    "a rank for batch norm": lambda: nn.BatchNorm2d(3)(engine.ones(2, 3)),
    "channels of instance norm": lambda: nn.InstanceNorm1d(3, affine=True)(engine.ones(2, 2, 4)),
    "groups of a norm": lambda: nn.GroupNorm(2, 3),
    "a probability": lambda: nn.Dropout(1.5),
    "a rank for softmax": lambda: nn.Softmax2d()(engine.ones(3)),
    "sizes that are no numbers": lambda: nn.Unflatten(0, 2.0),
    "a margin of 0": lambda: nn.TripletMarginLoss(margin=0),
    "a margin with a distance": lambda: nn.TripletMarginWithDistanceLoss(margin=-1),
    "a power of 3": lambda: nn.MultiMarginLoss(p=3),
    "a weight per class": lambda: nn.MultiMarginLoss(weight=engine.ones(2, 2)),
    "both sizes": lambda: nn.FractionalMaxPool2d(2, 2, 0.5),
    "a ratio over 1": lambda: nn.FractionalMaxPool2d(2, output_ratio=1.5),
    "a nonlinearity": lambda: nn.RNN(2, 3, nonlinearity="sin"),
    "a size of 0": lambda: nn.GRU(0, 3),
    "a size that is no int": lambda: nn.GRU(2, 3.0),
    "a probability for a recurrence": lambda: nn.GRU(2, 3, dropout=2),
    "a projection that is too large": lambda: nn.LSTM(2, 3, proj_size=3),
    "a rank for a recurrence": lambda: nn.GRU(2, 3)(engine.ones(2)),
    "features of a recurrence": lambda: nn.GRU(2, 3)(engine.ones(4, 1, 3)),
    "no steps": lambda: nn.GRU(2, 3)(engine.ones(0, 1, 2)),
    "a hidden state": lambda: nn.GRU(2, 3)(engine.ones(4, 1, 2), engine.ones(1, 1, 2)),
    "a rank for a cell": lambda: nn.GRUCell(2, 3)(engine.ones(1, 1, 2)),
    "features of a cell": lambda: nn.GRUCell(2, 3)(engine.ones(1, 3)),
    "a batch of a cell": lambda: nn.GRUCell(2, 3)(engine.ones(4, 2), engine.ones(2, 3)),
    "heads": lambda: nn.MultiheadAttention(5, 2),
    "an activation": lambda: nn.TransformerEncoderLayer(4, 2, activation="sin"),
    "batches": lambda: small()(engine.ones(2, 3, 4), engine.ones(2, 2, 4)),
    "widths": lambda: small()(engine.ones(2, 3, 5), engine.ones(2, 3, 4)),
}


def small():
    return nn.Transformer(4, 2, 1, 1, 8, 0.0)


@pytest.mark.parametrize(("layer", "text"), TEXTS, ids=[type(m).__name__ for m, _ in TEXTS])
def test_a_layer_reads_as_torchs(layer, text):
    assert repr(layer) == text


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused(call):
    with pytest.raises(EngineError) as caught:
        call()

    assert isinstance(caught.value, (ArgumentError, RangeError, ShapeError))
    assert caught.value.remedy


def test_a_recurrence_wants_the_dtype_of_its_weights():
    with pytest.raises(DtypeError, match="does not match weight dtype"):
        nn.GRU(2, 3)(engine.ones(4, 1, 2, dtype=engine.float64))


def test_dropout_between_layers_of_one_layer_is_warned_of():
    with pytest.warns(UserWarning, match="num_layers greater than 1"):
        nn.LSTM(2, 3, dropout=0.5)


def test_instance_norm_warns_of_channels_that_it_does_not_use():
    with pytest.warns(UserWarning, match="does not match num_features"):
        nn.InstanceNorm1d(3)(engine.ones(2, 2, 4))


@pytest.mark.parametrize("layer", [nn.Linear(9, 400), nn.Conv1d(3, 400, 3)], ids=["linear", "conv"])
def test_first_weights_fill_the_range_of_one_over_the_root_of_the_inputs(layer):
    bound = 1 / 3

    for parameter in layer.parameters():
        array = parameter.detach().numpy()
        assert np.abs(array).max() <= bound
        assert array.max() > 0.9 * bound
        assert array.std() == pytest.approx(bound / math.sqrt(3), rel=0.15)


def test_recurrent_weights_fill_the_range_of_one_over_the_root_of_the_width():
    array = nn.LSTM(2, 16).weight_hh_l0.detach().numpy()

    assert 0.24 < np.abs(array).max() <= 0.25


def test_a_seed_repeats_the_first_weights():
    engine.manual_seed(3)
    first = nn.Linear(2, 2).weight.tolist()
    engine.manual_seed(3)

    assert nn.Linear(2, 2).weight.tolist() == first


def test_batch_norm_learns_statistics_in_training_and_uses_them_in_evaluation():
    norm = nn.BatchNorm1d(1, momentum=None)
    x = engine.tensor([[1.0], [3.0]])

    z = norm(x)
    norm(x + 2)

    np.testing.assert_allclose(z.tolist(), [[-1.0], [1.0]], 1e-4)
    assert norm.running_mean.tolist() == [3.0]
    assert norm.num_batches_tracked.item() == 2
    np.testing.assert_allclose(norm.eval()(engine.tensor([[3.0]])).tolist(), [[0.0]], atol=1e-6)
    norm.reset_running_stats()
    assert norm.running_mean.tolist() == [0.0]


def test_the_padding_row_is_zero_and_gets_no_gradient():
    table = nn.Embedding(3, 2, padding_idx=0)

    table(engine.tensor([0, 1])).sum().backward()

    assert table.weight[0].tolist() == [0.0, 0.0]
    assert table.weight.grad.tolist() == [[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]]


@pytest.mark.parametrize("kind", [nn.Embedding, nn.EmbeddingBag])
def test_a_pretrained_table_is_frozen_unless_told_otherwise(kind):
    rows = engine.ones(3, 2)

    assert not kind.from_pretrained(rows).weight.requires_grad
    assert kind.from_pretrained(rows, freeze=False).weight.requires_grad


def test_a_causal_mask_hides_what_comes_later():
    mask = nn.Transformer.generate_square_subsequent_mask(3)
    layer = nn.MultiheadAttention(4, 2)
    x = engine.rand(3, 1, 4)

    _, weights = layer(x, x, x, attn_mask=mask)

    assert mask.tolist() == [[0.0, -math.inf, -math.inf], [0.0, 0.0, -math.inf], [0.0, 0.0, 0.0]]
    assert np.triu(weights[0].detach().numpy(), 1).tolist() == np.zeros((3, 3)).tolist()


def test_transformers_take_masks_through_every_layer():
    net = small().eval()
    source, target = engine.rand(3, 2, 4), engine.rand(4, 2, 4)
    mask = nn.Transformer.generate_square_subsequent_mask(4)
    hidden = engine.tensor([[False, False, True]] * 2)

    z = net(source, target, tgt_mask=mask, src_key_padding_mask=hidden,
            memory_key_padding_mask=hidden, tgt_is_causal=True)  # fmt: skip
    changed = engine.cat([source[:2], engine.ones(1, 2, 4)])
    other = net(changed, target, tgt_mask=mask, src_key_padding_mask=hidden,
                memory_key_padding_mask=hidden)  # fmt: skip

    np.testing.assert_allclose(z.tolist(), other.tolist(), 1e-5)


def test_a_recurrence_lists_its_weights_by_layer_and_direction():
    net = nn.GRU(2, 3, 2, bidirectional=True)

    net.flatten_parameters()

    assert [len(group) for group in net.all_weights] == [4, 4, 4, 4]
    assert net.all_weights[1][0] is net.weight_ih_l0_reverse


def test_old_arguments_of_losses_still_choose_the_reduction():
    with pytest.warns(UserWarning, match="reduction='sum'"):
        loss = nn.MSELoss(size_average=False)

    assert loss.reduction == "sum"


@pytest.mark.parametrize("kind", [nn.FractionalMaxPool2d, nn.FractionalMaxPool3d])
def test_a_fractional_pool_takes_a_size_or_a_ratio(kind):
    with pytest.raises(RangeError, match="either"):
        kind(2)
    with pytest.raises(RangeError, match="between 0 and 1"):
        kind(2, output_ratio=1.5)


def test_a_linear_cross_entropy_is_checked_when_it_is_made():
    with pytest.raises(ShapeError, match="one weight per class"):
        nn.LinearCrossEntropyLoss(2, 3, weight=engine.ones(2))
    with pytest.raises(ShapeError, match="label_smoothing"):
        nn.LinearCrossEntropyLoss(2, 3, label_smoothing=2)


def test_a_cell_wants_one_state_per_input():
    with pytest.raises(ShapeError, match="doesn't match hidden"):
        nn.RNNCell(2, 3)(engine.ones(2, 2), engine.ones(3, 3))


def test_a_packed_batch_out_of_order_gets_its_states_back_in_order():
    layer = nn.GRU(1, 2)
    short, long = engine.tensor([[1.0]]), engine.tensor([[2.0], [3.0]])
    packed = nn.utils.rnn.pack_sequence([short, long], enforce_sorted=False)

    _, last = layer(packed)

    np.testing.assert_allclose(last[:, 0].tolist(), layer(short)[1].tolist(), rtol=1e-6)
    np.testing.assert_allclose(last[:, 1].tolist(), layer(long)[1].tolist(), rtol=1e-6)


def test_dropout_falls_between_the_layers_of_a_recurrence():
    layer = nn.RNN(1, 4, 2, bias=False, dropout=0.999999)

    z, last = layer(engine.ones(1, 1))

    assert last[1].tolist() == [0, 0, 0, 0]
    assert z.tolist() == [[0, 0, 0, 0]]
    assert last[0].abs().min() > 0


def test_a_transformer_knows_two_activations_by_name():
    with pytest.raises(EngineError, match="relu/gelu"):
        nn.TransformerEncoderLayer(2, 1, activation="sin")


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (nn.Softshrink(0.25), "Softshrink(0.25)"),
        (nn.PReLU(2), "PReLU(num_parameters=2)"),
        (nn.Unflatten(1, (2, 3)), "Unflatten(dim=1, unflattened_size=(2, 3))"),
        (nn.RNNCell(1, 2, False, "relu"), "RNNCell(1, 2, bias=False, nonlinearity=relu)"),
        (nn.RMSNorm(2, 0.5), "RMSNorm((2,), eps=0.5, elementwise_affine=True)"),
        (nn.LocalResponseNorm(2), "LocalResponseNorm(2, alpha=0.0001, beta=0.75, k=1.0)"),
        (
            nn.LinearCrossEntropyLoss(2, 3),
            "LinearCrossEntropyLoss(\n  in_features=2, num_classes=3, out_features=(), bias=False, "
            "reduction=mean, ignore_index=None, label_smoothing=0.0, options=None\n"
            "  (linear): Linear(in_features=2, out_features=3, bias=False)\n)",
        ),
    ],
)
def test_settings_are_read_in_the_text_of_a_layer(layer, text):
    assert repr(layer) == text


def test_the_names_of_layers_are_listed_before_they_are_imported():
    assert {"Linear", "LSTM", "functional"} <= set(dir(nn))


def test_a_fractional_pool_shrinks_by_its_ratio():
    layer = nn.FractionalMaxPool2d(2, output_ratio=0.5)

    assert layer(engine.ones(1, 4, 6)).shape == (1, 2, 3)


def test_ctc_as_a_layer_is_the_function():
    logs = engine.zeros(2, 1, 2).log_softmax(2)

    loss = nn.CTCLoss(reduction="sum")(logs, engine.tensor([[1]]), (2,), (1,))

    assert loss.item() == pytest.approx(-math.log(3 / 4))


def test_a_transformer_takes_any_function_as_its_activation():
    layer = nn.TransformerEncoderLayer(2, 1, 4, activation=engine.tanh)

    assert layer(engine.ones(1, 2)).shape == (1, 2)


def test_a_gru_cell_reads_without_a_nonlinearity():
    assert repr(nn.GRUCell(1, 2)) == "GRUCell(1, 2)"
    assert repr(nn.RNNCell(1, 2)) == "RNNCell(1, 2)"
