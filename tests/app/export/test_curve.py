from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from app.export.curve import HEIGHT, WIDTH, save_curve, span, ticks
from app.export.painting import PictureError
from app.theme import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"
BOWL = 100 * 0.64 ** np.arange(51)


def texts(path):
    return ["".join(t.itertext()).strip() for t in ET.parse(path).getroot().iter(f"{SVG}text")]


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_a_curve_is_written_in_every_format(qapp, tmp_path, suffix, theme):
    path = tmp_path / f"loss{suffix}"

    save_curve(BOWL, path, theme)

    assert path.stat().st_size > 500


def test_a_png_of_a_curve_is_twice_its_size_on_the_ground_of_the_theme(qapp, tmp_path):
    save_curve(BOWL, tmp_path / "loss.png", DARK)

    picture = QImage(str(tmp_path / "loss.png"))

    assert (picture.width(), picture.height()) == (2 * WIDTH, 2 * HEIGHT)
    assert picture.pixelColor(1, 1).name() == DARK.ground


def test_a_positive_loss_has_a_logarithmic_axis(qapp, tmp_path):
    save_curve(10.0 ** -np.arange(6.0), tmp_path / "loss.svg", LIGHT)

    assert {"1", "0.1", "0.01", "0.001"} <= set(texts(tmp_path / "loss.svg"))


def test_a_loss_that_crosses_zero_has_a_plain_axis(qapp, tmp_path):
    save_curve(np.array([2.0, 1.0, 0.0, -1.0, -2.0]), tmp_path / "loss.svg", LIGHT)

    found = texts(tmp_path / "loss.svg")

    assert "loss" in found
    assert "step" in found
    assert {"1", "0"} <= set(found)


def test_steps_are_whole_numbers_and_each_stands_once(qapp, tmp_path):
    save_curve(np.array([3.0, 2.0, 1.0]), tmp_path / "loss.svg", LIGHT)

    after = texts(tmp_path / "loss.svg")[::-1]
    steps = after[1:4]

    assert steps == ["2", "1", "0"]


def test_values_that_are_not_finite_get_a_tick_on_the_axis(qapp, tmp_path):
    plain = np.array([3.0, 2.0, 1.0, 0.5])
    broken = np.array([3.0, np.nan, 1.0, np.inf])
    for name, loss in (("plain", plain), ("broken", broken)):
        save_curve(loss, tmp_path / f"{name}.svg", LIGHT)

    marks = [
        re.findall(r'points="([\d.]+),388 \1,380 "', (tmp_path / f"{name}.svg").read_text())
        for name in ("plain", "broken")
    ]

    assert marks == [[], ["288", "696"]]  # of steps 0 to 3, the second and the last


@pytest.mark.parametrize(
    "loss",
    [
        [],
        [1.0],
        [0.0],
        [np.nan],
        [np.nan, np.inf, -np.inf],
        [5.0, 5.0, 5.0],
        [-1e20, -1e20],
        [1e308, -1e308],
        [-1.7e308, -1.7e308],
        [5e-324, 1e308],
        [1e16, 1e16 + 2],
        [0.0, 1e-300],
    ],
    ids=str,
)
def test_a_curve_of_any_numbers_can_be_drawn(qapp, tmp_path, loss):
    save_curve(np.array(loss), tmp_path / "loss.svg", LIGHT)

    assert "nan" not in " ".join(texts(tmp_path / "loss.svg"))


def test_a_long_curve_keeps_its_peak(qapp, tmp_path):
    loss = np.ones(100_001)
    loss[77_777] = 1e6
    save_curve(loss, tmp_path / "loss.png", LIGHT)
    picture = QImage(str(tmp_path / "loss.png"))
    ink = LIGHT.backward

    top_row = [picture.pixelColor(x, 2 * 46).name() for x in range(2 * 84, 2 * 696)]

    assert ink in top_row


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(finite, max_size=5))
def test_a_span_is_never_empty(values):
    low, high = span(np.array(values))

    assert low < high
    assert np.isfinite([low, high]).all()


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_ticks_are_few_round_and_within(low, room):
    high = low + room
    found = ticks(low, high)

    slack = 1e-6 * room + 1e-9 * abs(low)
    assert len(found) <= 7
    assert all(low - slack <= t <= high + slack for t in found)
    assert found == sorted(found)


def test_a_curve_that_cannot_be_written_is_told(qapp, tmp_path):
    with pytest.raises(PictureError, match="cannot be written"):
        save_curve(BOWL, tmp_path / "nowhere" / "loss.png", LIGHT)
    with pytest.raises(PictureError, match=r"\.txt"):
        save_curve(BOWL, tmp_path / "loss.txt", LIGHT)
