"""matplotlib in a program: what is drawn becomes plain data, in the order it was drawn."""

from __future__ import annotations

import pytest

import engine
from engine.program import access, figures
from engine.program.errors import Denied
from engine.program.modules import finish, load
from engine.program.modules.pyplot.colors import css, read_format, style_of


@pytest.fixture
def plt(host):
    """A function of pyplot by its name."""
    pyplot = load("matplotlib.pyplot", host)
    return lambda name, *args, **kwargs: pyplot.get(name)(*args, **kwargs)


def call(value, name, *args, **kwargs):
    """Call a method as a program would."""
    return access.read(value, name)(*args, **kwargs)


def only(host):
    """The one mark of the one figure."""
    (figure,) = host.figures
    (axes,) = figure.axes
    (mark,) = axes.marks
    return mark


def test_a_line_is_recorded_with_its_looks(plt, host):
    plt("plot", [1, 2, 3], [4, 5, 6], "r--o", linewidth=2, label="loss", alpha=0.5)
    plt("show")

    line = only(host)

    assert isinstance(line, figures.Line)
    assert (line.x.tolist(), line.y.tolist()) == ([1, 2, 3], [4, 5, 6])
    assert (line.color, line.style, line.marker) == ("#ff0000", "--", "o")
    assert (line.width, line.label, line.alpha) == (2.0, "loss", 0.5)


def test_lines_take_the_colors_of_the_cycle_and_count_by_themselves(plt, host):
    plt("plot", [5, 6])
    plt("plot", [[1, 2], [3, 4]])
    plt("plot", [0], [0], "ko", [1], [1], "g^")
    plt("show")

    marks = host.figures[0].axes[0].marks

    assert marks[0].x.tolist() == [0, 1]
    assert [mark.color for mark in marks[:3]] == ["#1f77b4", "#ff7f0e", "#2ca02c"]
    assert marks[1].y.tolist() == [1, 3]
    assert [(m.marker, m.style, m.color) for m in marks[3:]] == [
        ("o", "", "#000000"),
        ("^", "", "#008000"),
    ]


def test_what_is_drawn_later_does_not_change_what_was_given(plt, host):
    y = engine.tensor([1.0, 2.0])
    plt("plot", y)
    y[0] = 9.0
    plt("show")

    assert only(host).y.tolist() == [1.0, 2.0]


def test_words_limits_and_scales_belong_to_the_axes(plt, host):
    plt("plot", [1, 2])
    plt("title", "Loss")
    plt("xlabel", "step")
    plt("ylabel", "value")
    plt("xlim", 0, 10)
    plt("ylim", [1, 2])
    plt("yscale", "log")
    plt("grid")
    plt("legend", ["train"])
    plt("xticks", [0, 1], ["a", "b"])
    plt("axis", "equal")
    plt("show")

    axes = host.figures[0].axes[0]

    assert (axes.title, axes.x_label, axes.y_label) == ("Loss", "step", "value")
    assert (axes.x_limits, axes.y_limits, axes.y_scale) == ((0.0, 10.0), (1.0, 2.0), "log")
    assert axes.grid
    assert axes.legend
    assert axes.equal
    assert axes.marks[0].label == "train"
    assert axes.x_ticks == figures.Ticks((0.0, 1.0), ("a", "b"))


def test_limits_are_told_from_what_is_drawn(plt):
    plt("plot", [1, 2, 5], [3, 4, 2])

    assert plt("xlim") == (1.0, 5.0)
    assert plt("xlim", left=0) == (0.0, 5.0)


def test_scatters_carry_numbers_or_colors(plt, host):
    plt("scatter", [1, 2], [3, 4], c=[0.1, 0.9], cmap="plasma", s=9)
    plt("scatter", [1, 2], [3, 4], 20, "red")
    plt("scatter", [1, 2], [3, 4], c=["r", "b"])
    plt("colorbar", label="height")
    plt("show")

    axes = host.figures[0].axes[0]
    first, second, third = axes.marks

    assert (first.values.tolist(), first.colormap, first.sizes.tolist()) == (
        [0.1, 0.9],
        "plasma",
        [9.0, 9.0],
    )
    assert (second.colors, second.sizes.tolist()) == (("red",), [20.0, 20.0])
    assert third.colors == ("#ff0000", "#0000ff")
    assert axes.colorbar == "height"


def test_contours_bars_histograms_images_and_the_rest(plt, host):
    found = plt("contour", [[1, 2], [3, 4]], levels=3)
    plt("clabel", found)
    plt("contourf", [0, 1], [0, 1, 2], [[1, 2], [3, 4], [5, 6]], [1, 2], cmap="coolwarm")
    plt("bar", ["a", "b"], [3, 4], color="C1")
    plt("barh", [0, 1], [3, 4])
    counts, edges, _ = plt("hist", [1, 2, 2, 3], bins=2)
    plt("imshow", [[0, 1], [1, 0]], cmap="gray", origin="lower")
    plt("fill_between", [0, 1], [0, 0], [1, 1], alpha=0.2)
    plt("axhline", 0.5, color="k", linestyle=":")
    plt("text", 0, 1, "here")
    plt("annotate", "min", xy=(1, 2), xytext=(3, 4), arrowprops={})
    plt("quiver", [0], [0], [1], [1])
    plt("show")

    marks = host.figures[0].axes[0].marks

    assert [type(mark).__name__ for mark in marks] == [
        "Contour", "Contour", "Bars", "Bars", "Histogram", "Image", "Band", "Rule", "Text", "Text",
        "Arrows",
    ]  # fmt: skip
    assert (marks[0].labelled, marks[0].levels, marks[0].filled) == (True, 3, False)
    assert (marks[1].x.shape, marks[1].levels, marks[1].filled) == ((3, 2), (1.0, 2.0), True)
    assert (marks[2].names, marks[2].color) == (("a", "b"), "#ff7f0e")
    assert marks[3].horizontal
    assert counts.tolist() == [1.0, 3.0]
    assert edges.tolist() == [1, 2, 3]
    assert (marks[7].horizontal, marks[7].at, marks[7].style) == (True, 0.5, ":")
    assert (marks[9].x, marks[9].y, marks[9].target) == (3, 4, (1, 2))


def test_axes_lie_in_rows_and_columns(plt, host):
    figure, grid = plt("subplots", 2, 2, figsize=(8, 6))
    call(grid[1, 0], "plot", [1, 2])
    call(grid[0, 1], "set_title", "b")
    call(grid[1, 0], "set", xlabel="x", ylim=(0, 1))
    call(figure, "suptitle", "All")
    assert [len(row) for row in grid] == [2, 2]
    assert len(call(grid, "ravel")) == 4
    assert access.read(grid, "shape") == (2, 2)
    plt("show")

    (shown,) = host.figures

    assert (shown.grid, shown.size, shown.title) == ((2, 2), (8.0, 6.0), "All")
    assert [axes.place for axes in shown.axes] == [
        (0, 0, 1, 1),
        (0, 1, 1, 1),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
    ]
    assert (shown.axes[2].x_label, shown.axes[2].y_limits) == ("x", (0.0, 1.0))


def test_axes_of_different_grids_share_one(plt, host):
    plt("subplot", 2, 1, 1)
    plt("plot", [1])
    plt("subplot", 223)
    plt("plot", [1])
    plt("subplot", 2, 3, (5, 6))
    plt("plot", [1])
    plt("show")

    (shown,) = host.figures

    assert shown.grid == (2, 6)
    assert [axes.place for axes in shown.axes] == [(0, 0, 1, 6), (1, 0, 1, 3), (1, 2, 1, 4)]


def test_a_row_of_axes_is_counted_by_one_number(plt):
    _, grid = plt("subplots", 1, 3)
    _, one = plt("subplots")

    assert len(grid) == 3
    assert type(grid[0]) is type(one)


def test_show_starts_anew_and_what_was_not_shown_is_shown_at_the_end(plt, host):
    plt("plot", [1])
    plt("show")
    plt("show")
    plt("figure")
    plt("plot", [2])
    plt("figure")
    finish(host)
    finish(host)

    assert [figure.axes[0].marks[0].y.tolist() for figure in host.figures] == [[1], [2]]


def test_a_saved_figure_carries_its_name_and_is_not_shown_twice(plt, host):
    plt("plot", [1])
    plt("savefig", "loss.png", dpi=300)
    plt("show")
    plt("plot", [2])
    plt("savefig", "other.png")
    plt("close")
    finish(host)

    assert [figure.file for figure in host.figures] == ["loss.png", "other.png"]


def test_a_cleared_figure_is_shown_again(plt, host):
    figure = plt("figure")
    for value in (1, 2):
        call(figure, "clf")
        plt("plot", [value])
        call(figure, "show")

    assert [shown.axes[0].marks[0].y.tolist() for shown in host.figures] == [[1], [2]]


def test_unknown_keywords_are_told_once_and_unknown_names_are_errors(plt, host):
    plt("plot", [1], drawstyle="steps")
    plt("plot", [1], drawstyle="steps")

    assert host.warnings == ["matplotlib: plot() ignores 'drawstyle', which is not drawn here"]
    with pytest.raises(Denied, match="Did you mean: 'plot'"):
        plt("plott")


def test_settings_give_the_size_of_figures(plt, host):
    load("matplotlib.pyplot", host).get("rcParams")["figure.figsize"] = [3, 2]
    load("matplotlib.pyplot", host).get("style").get("use")("ggplot")
    plt("plot", [1])
    plt("show")

    assert host.figures[0].size == (3.0, 2.0)


@pytest.mark.parametrize(
    ("name", "args", "error"),
    [
        ("plot", ([1, 2], [1]), "same first dimension"),
        ("plot", ([object()],), "not for programs"),
        ("plot", (["a"],), "give numbers"),
        ("plot", ([1], [1], "q"), "format string"),
        ("imshow", ([1, 2],), "Invalid shape"),
        ("contour", ([1], [2], [[1, 2]]), "have shapes"),
        ("subplot", (2, 2, 5), "1 <= num <= 4"),
        ("subplots", (100, 100), "400 axes"),
    ],
)
def test_what_cannot_be_drawn_is_refused(plt, name, args, error):
    with pytest.raises((TypeError, ValueError), match=error):
        plt(name, *args)


def test_a_tensor_with_a_gradient_is_refused_with_the_remedy(plt):
    with pytest.raises(RuntimeError, match="detach"):
        plt("plot", engine.tensor([1.0], requires_grad=True))


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ("r", "#ff0000"),
        ("C3", "#d62728"),
        ("tab:blue", "#1f77b4"),
        ("0.5", "#808080"),
        ("Red", "red"),
        ("#abc", "#aabbcc"),
        ((1, 0, 0.5), "#ff0080"),
    ],
)
def test_colors_are_read_as_css_has_them(color, expected):
    assert css(color) == expected


def test_format_strings_are_read_as_matplotlib_reads_them():
    assert read_format("r-.") == {"color": "#ff0000", "style": "-."}
    assert read_format("o") == {"marker": "o", "style": ""}
    assert read_format("C2:s") == {"color": "#2ca02c", "style": ":", "marker": "s"}
    assert read_format("red") == {"color": "red"}
    assert (style_of("dashed"), style_of("None"), style_of("")) == ("--", "", "")
    assert read_format("") == {}
    with pytest.raises(ValueError, match="is not a color"):
        css("rgb(1)")
    with pytest.raises(ValueError, match="is not a line style"):
        style_of("wavy")


def test_the_toolkit_of_three_dimensions_draws_flat(plt, host):
    assert load("mpl_toolkits.mplot3d", host).get("Axes3D") is not None
    axes = call(plt("figure"), "add_subplot", 111, projection="3d")
    call(axes, "plot_surface", [[0, 1], [0, 1]], [[0, 0], [1, 1]], [[1, 2], [3, 4]])
    plt("show")

    assert only(host).filled
    assert any("flat" in warning for warning in host.warnings)
