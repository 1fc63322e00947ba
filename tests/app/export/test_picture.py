from __future__ import annotations

import re
import tempfile
import xml.etree.ElementTree as ET
import zlib

import pytest
from PySide6.QtGui import QImage, QImageReader

from app.canvas.dress import Dress
from app.canvas.scene import Scene
from app.document.examples import EXAMPLES
from app.document.formula import parse
from app.document.graph import Graph
from app.document.placing import placed
from app.document.planning import planned
from app.export import painting
from app.export.picture import MARGIN, PictureError, Style, extent, image, save
from app.theme import DARK, LIGHT
from engine.run import run

SVG = "{http://www.w3.org/2000/svg}"
FORMULA = "y = sin(x*w) + detach(u)*0.5"


def seen_of(graph):
    graph = placed(graph)
    plan = planned(graph)
    return Scene(graph), Dress(graph, plan, run(plan.plan))


@pytest.fixture(scope="module")
def seen(qapp):
    return seen_of(parse(FORMULA).graph)


def streams(data):
    """The contents of a PDF's compressed streams."""
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)endstream", data, re.S):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            continue
    return found


def test_the_extent_holds_every_card_and_wire_with_a_margin(seen):
    scene = seen[0]

    area = extent(scene)

    assert area.contains(scene.bounds.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
    assert (scene.low.min(0) >= (area.left() + MARGIN, area.top() + MARGIN)).all()


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.5])
def test_a_png_has_the_size_of_its_extent_times_the_scale(seen, tmp_path, scale):
    path = tmp_path / "graph.png"

    save(*seen, path, Style(scale=scale))

    area = extent(seen[0])
    size = QImageReader(str(path)).size()
    assert size.width() == round(area.width() * scale)
    assert size.height() == round(area.height() * scale)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_ground_is_that_of_the_theme_and_opaque(seen, tmp_path, theme):
    path = tmp_path / "graph.png"

    save(*seen, path, Style(theme=theme))

    corner = QImage(str(path)).pixelColor(1, 1)
    assert corner.name() == theme.ground
    assert corner.alpha() == 255


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_a_transparent_picture_has_no_ground_and_keeps_its_cards(seen, tmp_path, theme):
    path = tmp_path / "graph.png"

    save(*seen, path, Style(scale=1.0, theme=theme, transparent=True))

    picture, scene = QImage(str(path)), seen[0]
    inside = (scene.rect(0).center() - extent(scene).topLeft()).toPoint()
    assert picture.pixelColor(1, 1).alpha() == 0
    assert picture.pixelColor(inside).alpha() == 255


def test_the_picture_follows_the_position(qapp):
    scene, dress = seen_of(parse(FORMULA).graph)
    end = image(scene, dress, Style(scale=1.0))

    dress.seek(0)

    assert image(scene, dress, Style(scale=1.0)) != end


@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_arrays_are_pictures_on_their_cards_in_every_format(qapp, tmp_path, suffix):
    scene, dress = seen_of(parse("y = sum(sin(linspace(0, 6, 40))) + sum(eye(4))").graph)
    bare = Dress(dress.graph, dress.planned, dress.trace, previews=False)

    save(scene, dress, tmp_path / f"with{suffix}", Style())
    save(scene, bare, tmp_path / f"without{suffix}", Style())

    drawn, written = ((tmp_path / f"{w}{suffix}").read_bytes() for w in ("with", "without"))
    assert drawn != written
    if suffix == ".svg":
        root = ET.fromstring(drawn)
        assert len(list(root.iter(f"{SVG}image"))) == 1  # the matrix; the curves are curves
        texts = "".join(root.itertext())
        assert "μ" not in texts
        assert "μ" in "".join(ET.fromstring(written).itertext())


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda t: t.name)
def test_an_svg_is_well_formed_with_real_text_and_no_image(seen, tmp_path, theme):
    path = tmp_path / "graph.svg"

    save(*seen, path, Style(theme=theme))

    root = ET.parse(path).getroot()
    texts = ["".join(t.itertext()).strip() for t in root.iter(f"{SVG}text")]
    assert root.tag == f"{SVG}svg"
    assert list(root.iter(f"{SVG}image")) == []
    assert {"x", "w", "u", "root", "∂ 0.5403023"} - set(texts) <= {"∂ 0.5403023"}
    assert any(t.startswith("∂") for t in texts)
    assert len(list(root.iter(f"{SVG}path"))) > len(seen[0].wires)


def test_an_svg_names_the_shipped_fonts_in_px(seen, tmp_path):
    path = tmp_path / "graph.svg"

    save(*seen, path, Style())

    text = path.read_text(encoding="utf-8")
    families = set(",".join(re.findall(r'font-family="([^"]*)"', text)).split(","))
    assert {"Inter", "JetBrains Mono"} <= families
    assert families <= {"Inter", "JetBrains Mono", "Chainrule Symbols"}
    assert 'viewBox="0 0 ' in text


def test_an_svg_without_ground_has_one_rectangle_less(seen, tmp_path):
    counts = []
    for transparent in (False, True):
        save(*seen, tmp_path / "graph.svg", Style(transparent=transparent))
        counts.append((tmp_path / "graph.svg").read_text(encoding="utf-8").count(LIGHT.ground))

    assert counts[0] > counts[1]


def test_a_pdf_has_its_own_page_size_embedded_fonts_and_text(seen, tmp_path):
    path = tmp_path / "graph.pdf"

    save(*seen, path, Style())

    data, area = path.read_bytes(), extent(seen[0])
    (box,) = re.findall(rb"/MediaBox \[([\d. ]+)\]", data)
    x, y, width, height = map(float, box.split())
    assert (x, y) == (0, 0)
    assert width == pytest.approx(area.width(), abs=1.5)
    assert height == pytest.approx(area.height(), abs=1.5)
    assert len(re.findall(rb"/Type /Page\b", data)) == 1
    assert re.search(rb"/FontFile[23]", data)
    assert b"Inter" in data
    assert b"JetBrainsMono" in data
    assert any(b" Tj" in s or b" TJ" in s for s in streams(data))
    assert b"/Subtype /Image" not in data


def test_the_text_of_a_pdf_can_be_searched(seen, tmp_path):
    path = tmp_path / "graph.pdf"

    save(*seen, path, Style())

    data = path.read_bytes()
    maps = b"".join([data, *streams(data)])
    ranges = re.findall(rb"beginbf(?:range|char)(.*?)endbf", maps, re.S)
    assert any(b"2202" in each for each in ranges)  # the ∂ of every card


@pytest.mark.parametrize("name", ["graph.gif", "graph", "graph.jpeg", "graph.PNGX"])
def test_an_unknown_suffix_is_refused_with_what_there_is(seen, tmp_path, name):
    with pytest.raises(PictureError, match=r"use .png, .svg, .pdf"):
        save(*seen, tmp_path / name, Style())

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["GRAPH.PNG", "graph.Svg", "graph.PDF"])
def test_a_suffix_in_capitals_is_known(seen, tmp_path, name):
    save(*seen, tmp_path / name, Style())

    assert (tmp_path / name).stat().st_size > 1000


def test_a_folder_that_is_not_there_is_told(seen, tmp_path):
    path = tmp_path / "nowhere" / "graph.png"

    with pytest.raises(PictureError, match="cannot be written") as caught:
        save(*seen, path, Style())

    assert str(path) in caught.value.message
    assert caught.value.remedy


def test_a_folder_without_permission_is_told(seen, tmp_path, monkeypatch):
    def refused(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refused)  # root may write anywhere

    with pytest.raises(PictureError, match="Permission"):
        save(*seen, tmp_path / "graph.png", Style())


def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(seen, tmp_path, monkeypatch):
    path = tmp_path / "graph.png"
    path.write_bytes(b"old")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(painting.os, "replace", full)
    with pytest.raises(PictureError, match="No space left"):
        save(*seen, path, Style())

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_place_of_the_file_is_told_and_leaves_no_rest(seen, tmp_path):
    (tmp_path / "graph.png").mkdir()

    with pytest.raises(PictureError):
        save(*seen, tmp_path / "graph.png", Style())

    assert [p.name for p in tmp_path.iterdir()] == ["graph.png"]


def test_an_empty_graph_has_no_picture(qapp, tmp_path):
    scene, dress = seen_of(Graph())

    with pytest.raises(PictureError, match="empty"):
        save(scene, dress, tmp_path / "graph.png", Style())


def test_a_picture_too_large_to_be_painted_is_refused_with_a_remedy(seen, tmp_path):
    with pytest.raises(PictureError, match="smaller scale"):
        save(*seen, tmp_path / "graph.png", Style(scale=64))

    save(*seen, tmp_path / "graph.svg", Style(scale=64))


def test_a_failure_while_painting_reaches_the_caller_whole(qapp, tmp_path):
    def fail(_painter):
        raise RuntimeError("the hand slipped")

    drawing = painting.Drawing(100, 100, fail)
    for suffix in painting.FORMATS:
        with pytest.raises(RuntimeError, match="slipped"):
            painting.write(tmp_path / f"graph{suffix}", drawing, 1.0)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_graph_gives_the_same_file(seen, tmp_path, suffix):
    pictures = []
    for i in range(2):
        save(*seen, tmp_path / f"{i}{suffix}", Style())
        data = (tmp_path / f"{i}{suffix}").read_bytes()
        pictures.append(re.sub(rb"/CreationDate \([^)]*\)|/ID \[.*?\]|uuid:\S+", b"", data))

    if suffix != ".pdf":
        assert pictures[0] == pictures[1]
    assert abs(len(pictures[0]) - len(pictures[1])) < 200


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.key)
def test_every_example_can_be_exported(qapp, tmp_path, example):
    seen = seen_of(example.document().graph)

    for suffix in (".png", ".svg"):
        save(*seen, tmp_path / f"graph{suffix}", Style(scale=1.0, theme=DARK))

    ET.parse(tmp_path / "graph.svg")
    assert not QImage(str(tmp_path / "graph.png")).isNull()
