"""Start the app on a virtual screen, type with real keys, see that the graph appears."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageGrab

DISPLAY = ":98"
SIZE = (1280, 800)
FORWARD = ((0x0F, 0x7A, 0x6E), (0x54, 0xC7, 0xB4))  # the colour of values, light and dark
ROOT = Path(__file__).resolve().parent.parent


def forward_pixels(picture: Image.Image) -> int:
    """How many pixels of the timeline, which stands under a graph, are of forward's colour."""
    timeline = picture.convert("RGB").crop((0, SIZE[1] - 64, 1000, SIZE[1]))
    colors = timeline.getcolors(timeline.width * timeline.height) or []
    return sum(count for count, color in colors if color in FORWARD)


def drive(*words: str) -> str:
    return subprocess.run(
        ["xdotool", *words], check=True, capture_output=True, text=True
    ).stdout.strip()


def wait_for(what: str, seconds: float, test: Callable[[], object]) -> None:
    end = time.monotonic() + seconds
    while not test():
        if time.monotonic() > end:
            ImageGrab.grab(xdisplay=DISPLAY).save(Path(tempfile.gettempdir()) / "smoke.png")
            sys.exit(f"smoke: {what} did not come within {seconds} s")
        time.sleep(0.2)


def window_is_there() -> bool:
    return (
        subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "Chainrule"], capture_output=True
        ).returncode
        == 0
    )


def main() -> None:
    os.environ["DISPLAY"] = DISPLAY
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": home}
        children = [
            subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"]),
        ]
        try:
            time.sleep(1.5)
            children.append(subprocess.Popen(["openbox"]))
            children.append(
                subprocess.Popen([sys.executable, "main.py"], cwd=ROOT, env=environment)
            )
            wait_for("the window", 60, window_is_there)
            window = drive("search", "--onlyvisible", "--name", "Chainrule").split()[-1]
            drive("windowsize", window, str(SIZE[0]), str(SIZE[1]), "windowmove", window, "0", "0")
            time.sleep(2)
            if forward_pixels(ImageGrab.grab(xdisplay=DISPLAY)):
                sys.exit("smoke: there is a timeline before anything was typed")
            drive("mousemove", "500", "26", "click", "1")
            drive("type", "--delay", "40", "sin(x*y)+exp(-x)*y")

            def graph_is_there() -> bool:
                return forward_pixels(ImageGrab.grab(xdisplay=DISPLAY)) > 500

            wait_for("the graph", 20, graph_is_there)
            title = drive("getwindowname", window)
            if "•" not in title:
                sys.exit(f"smoke: the document is not marked as changed: {title}")
            print(f"smoke: the graph is on the screen of '{title}'")
        finally:
            for child in reversed(children):
                child.kill()
                child.wait()


if __name__ == "__main__":
    main()
