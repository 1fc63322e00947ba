"""Colours and format strings of matplotlib, read into CSS names and "#rrggbb"."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from engine.program.modules.names import words

CYCLE = (
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd",
    "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
)  # fmt: skip
LETTERS = {
    "b": "#0000ff",
    "g": "#008000",
    "r": "#ff0000",
    "c": "#00bfbf",
    "m": "#bf00bf",
    "y": "#bfbf00",
    "k": "#000000",
    "w": "#ffffff",
}
TABLEAU = dict(
    zip(
        ("blue", "orange", "green", "red", "purple", "brown", "pink", "gray", "olive", "cyan"),
        CYCLE,
        strict=True,
    )
)
NAMES = frozenset(
    words(
        """aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue
        blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue
        cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey
        darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon
        darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet
        deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen
        fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
        hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon
        lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey
        lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey
        lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine
        mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen
        mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin navajowhite
        navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen
        paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple
        rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell
        sienna silver skyblue slateblue slategray slategrey snow springgreen steelblue tan
        teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen"""
    )
)
STYLES = ("--", "-.", "-", ":")
NAMED_STYLES = {"solid": "-", "dashed": "--", "dashdot": "-.", "dotted": ":", "none": "", " ": ""}
MARKERS = ".,ov^<>12348spP*hH+xXDd|_"


def css(color: Any) -> str:
    """A colour as CSS has it, from a letter, a name, "C3", "tab:blue", "0.5" or (r, g, b).

    Errors: ValueError for anything else.
    """
    if isinstance(color, str):
        if color in LETTERS:
            return LETTERS[color]
        if re.fullmatch(r"C\d+", color):
            return CYCLE[int(color[1:][-1])]
        if color.startswith("tab:") and color[4:] in TABLEAU:
            return TABLEAU[color[4:]]
        if re.fullmatch(r"0?\.\d+|[01](\.0*)?", color):
            return _hex([float(color)] * 3)
        if color.lower() in NAMES or re.fullmatch(r"#[0-9a-fA-F]{6}", color):
            return color.lower()
        if re.fullmatch(r"#[0-9a-fA-F]{3}|#[0-9a-fA-F]{8}", color):
            return (
                "#" + "".join(2 * c for c in color[1:]) if len(color) == 4 else color[:7]
            ).lower()
    else:
        parts = np.asarray(color, np.float64)
        if parts.shape in ((3,), (4,)):
            return _hex(parts[:3].tolist())
    raise ValueError(f"{color!r} is not a color; write a name, '#rrggbb', or (r, g, b) from 0 to 1")


def _hex(parts: list[float]) -> str:
    return "#" + "".join(f"{round(255 * min(max(part, 0.0), 1.0)):02x}" for part in parts)


def style_of(style: Any) -> str:
    """A line style: "-", "--", "-.", ":", or "" for none. Errors: ValueError for any other."""
    found = NAMED_STYLES.get(str(style).lower(), style)
    if found == "" or found in STYLES:
        return str(found)
    if style is None or str(style) == "None":
        return ""
    raise ValueError(f"{style!r} is not a line style; write '-', '--', '-.' or ':'")


def read_format(text: str) -> dict[str, str]:
    """What a format string says: color, style and marker, where it names them.

    Errors: ValueError for letters that it does not know. Source: matplotlib.pyplot.plot.
    """
    if text.lower() in NAMES or text.startswith(("#", "tab:")):
        return {"color": css(text)}
    found: dict[str, str] = {}
    rest = text
    while rest:
        style = next((s for s in STYLES if rest.startswith(s)), "")
        if style and "style" not in found:
            found["style"], rest = style, rest[len(style) :]
        elif re.match(r"C\d", rest) and "color" not in found:
            found["color"], rest = css(rest[:2]), rest[2:]
        elif rest[0] in LETTERS and "color" not in found:
            found["color"], rest = LETTERS[rest[0]], rest[1:]
        elif rest[0] in MARKERS and "marker" not in found:
            found["marker"], rest = rest[0], rest[1:]
        else:
            raise ValueError(f"{rest[0]!r} in the format string {text!r} is not known")
    if "marker" in found and "style" not in found:
        found["style"] = ""
    return found
