from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.canvas.dress import Dress
from app.canvas.preview_strokes import Picture, heat_colors, paint_picture
from app.canvas.previews import COLUMNS, ROWS, Kind, preview_of, remembered
from app.document.formula import parse
from app.document.planning import planned
from app.theme import DARK, LIGHT
from engine.run import run
from tests.app.canvas.spots import typed


def face_of(text, name="y", **options):
    graph = parse(text).graph
    plan = planned(graph)
    dress = Dress(graph, plan, run(plan.plan), **options)
    return dress.face(graph.named(name).id)


def painted(array, *, backward=False, theme=DARK, size=(75, 20)):
    """The picture of an array on the card's colour, as (rows, columns, 3) red, green, blue."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(theme.color("card"))
    painter = QPainter(image)
    picture = Picture(preview_of(np.asarray(array)), backward, True)
    paint_picture(painter, QRectF(0, 0, *size), picture, theme)
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(size[1], -1, 4)[:, : size[0]]
    return rows[..., 2::-1].astype(int)


def has(pixels, color, near=12):
    return bool((np.abs(pixels - color.toTuple()[:3]).max(-1) <= near).any())


# what is drawn ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        (np.linspace(-1, 2, 10), Kind.LINE),
        (np.linspace(-1, 2, 200), Kind.LINE),
        (np.linspace(-1, 2, 201), Kind.HISTOGRAM),
        (np.array([True, False]), Kind.DOTS),
        (np.array([0, 0, 1, 0]), Kind.DOTS),
        (np.full(4, 2.5), Kind.DOTS),
        (np.eye(3), Kind.HEAT),
        (np.zeros((2, 3, 4)), Kind.HEAT),
        (np.arange(5.0).reshape(1, 5), Kind.LINE),
    ],
    ids=str,
)
def test_an_array_is_drawn_by_its_shape(array, kind):
    assert preview_of(array).kind is kind


@pytest.mark.parametrize("array", [np.array(1.5), np.empty((0, 3)), np.array(True)], ids=str)
def test_a_single_number_and_an_empty_array_have_no_picture(array):
    assert preview_of(array) is None


def test_the_zero_line_lies_where_the_values_change_their_sign():
    assert preview_of(np.array([-1.0, 3.0, 1.0])).zero == pytest.approx(0.25)


def test_values_far_from_zero_have_no_zero_line_and_fill_the_height():
    preview = preview_of(np.array([100.0, 101.0, 100.5]))

    assert preview.zero is None
    assert preview.cells.tolist() == [[0.0, 1.0, 0.5]]


def test_a_heatmap_is_symmetric_about_zero():
    cells = preview_of(np.array([[-4.0, 0.0], [2.0, 1.0]])).cells

    assert cells.tolist() == [[-1.0, 0.0], [0.5, 0.25]]


def test_slices_stand_side_by_side_with_gaps():
    cells = preview_of(np.arange(1.0, 9).reshape(2, 2, 2)).cells

    assert cells[:, 2].tolist() == [np.inf, np.inf]
    assert cells[:, [0, 1]].tolist() == [[0.125, 0.25], [0.375, 0.5]]
    assert cells[:, [3, 4]].tolist() == [[0.625, 0.75], [0.875, 1.0]]


def test_a_large_matrix_is_thinned_to_the_cells_of_its_picture_and_keeps_its_corners():
    matrix = np.zeros((4000, 3000))
    matrix[:2000, :1500] = 3.0

    cells = preview_of(matrix).cells

    assert cells.shape == (ROWS, COLUMNS)
    assert cells[0, 0] == 1.0
    assert cells[-1, -1] == 0.0


def test_a_value_that_is_not_finite_is_marked_in_its_cell():
    preview = preview_of(np.array([[1.0, np.nan], [np.inf, -2.0]]))

    assert preview.broken
    assert np.isnan(preview.cells).tolist() == [[False, True], [True, False]]
    assert preview.cells[1, 1] == -1.0


@given(
    arrays.arrays(
        st.sampled_from([np.float64, np.float32, np.int64, np.bool_]),
        arrays.array_shapes(min_dims=1, max_dims=4, max_side=9),
    )
)
def test_the_cells_of_any_array_stay_in_their_range(array):
    preview = preview_of(array)

    shown = preview.cells[np.isfinite(preview.cells)]
    low = -1.0 if preview.kind is Kind.HEAT else 0.0
    assert ((shown >= low) & (shown <= 1)).all()
    assert preview.zero is None or 0 <= preview.zero <= 1


def test_a_preview_is_made_once_for_an_array_and_forgotten_with_it():
    array = np.arange(12.0).reshape(3, 4)

    first = remembered(array)

    assert remembered(array) is first
    assert remembered(array.copy()) is not first


# colours ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("role", ["forward", "backward"])
def test_the_map_goes_from_ink_over_the_card_to_the_roles_colour(theme, role):
    found = heat_colors(np.array([[-1.0, 0.0, 1.0]]), role, theme)[0, :, 2::-1]

    wanted = [theme.color(name).toTuple()[:3] for name in ("ink", "card", role)]
    assert found.tolist() == [list(color) for color in wanted]


def test_values_are_drawn_in_the_forward_and_gradients_in_the_backward_colour():
    curve = np.sin(np.arange(30.0))

    assert has(painted(curve), DARK.color("forward"))
    assert has(painted(curve, backward=True), DARK.color("backward"))
    assert not has(painted(curve), DARK.color("backward"))


@pytest.mark.parametrize(
    "array",
    [[[1.0, np.nan], [2.0, 3.0]], [1.0, np.inf, 3.0], [np.nan] * 300, [*range(300), np.inf]],
    ids=["matrix", "vector", "long, all", "long, one"],
)
def test_what_is_not_finite_is_crossed_in_the_error_colour(array):
    whole = np.nan_to_num(np.array(array), nan=0.5, posinf=0.5)

    assert has(painted(array), DARK.color("backward"), 40)
    assert not has(painted(whole), DARK.color("backward"), 40)


# on cards ---------------------------------------------------------------------------------------


def test_a_long_vector_is_a_picture_in_place_of_its_words():
    face = face_of("y = sin(linspace(0, 6, 50))*1")

    assert face.rows[0] == ""
    assert [picture.preview.kind for picture in face.pictures] == [Kind.LINE]


def test_a_short_vector_keeps_its_numbers_below_the_picture():
    face = face_of("x = param([1, -2, 3])\ny = sum(x*x)", "x")

    assert face.rows[0] == "[1, −2, 3]"
    assert next(picture.alone for picture in face.pictures) is False


def test_the_gradient_is_a_picture_only_once_all_of_it_has_come():
    graph = parse("x = param(linspace(0, 1, 9))\ny = sum(x*x + sin(x))").graph
    plan = planned(graph)
    trace = run(plan.plan)
    dress, x = Dress(graph, plan, trace), graph.named("x").id
    last = trace.arrivals[plan.slots[x]][-1].event

    dress.seek(last)
    before = [picture.backward for picture in dress.face(x).pictures]
    dress.seek(last + 1)
    after = [picture.backward for picture in dress.face(x).pictures]

    assert before == [False]
    assert after == [False, True]
    assert dress.face(x).rows == ("", "∂")


def test_a_single_number_is_written():
    assert face_of("y = 2*x").pictures == ()


def test_previews_can_be_switched_off():
    face = face_of("y = sin(linspace(0, 6, 50))*1", previews=False)

    assert face.pictures == ()
    assert face.rows[0].startswith("μ")


def test_the_command_takes_the_pictures_off_the_cards_and_is_remembered(make_window, settings):
    window = make_window()
    typed(window.canvas, "y = sin(linspace(0, 6, 50))*1")
    node_id = window.workspace.graph.named("y").id
    pictures = window.canvas.dress.face(node_id).pictures

    window.actions_.by_text["Previews on cards"].trigger()

    assert pictures
    assert not window.canvas.dress.face(node_id).pictures
    again = make_window()
    assert not again.canvas.previews
    assert not again.actions_.by_text["Previews on cards"].isChecked()


def test_the_canvas_shows_the_picture_on_the_card(canvas):
    typed(canvas, "y = sin(linspace(0, 6, 50))*1")
    card = canvas.scene.rect(canvas.scene.number[canvas.workspace.graph.named("y").id])
    area = QRectF(canvas.camera.to_screen(card.topLeft()), card.size() * canvas.camera.scale)
    inside = area.adjusted(56, 22, -14, -30).toRect()

    with_pictures = canvas.grab(inside).toImage()
    canvas.show_previews(False)

    assert with_pictures != canvas.grab(inside).toImage()
