"""The command line: open the window, or do one thing without it."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from app import __version__

COMMANDS = ("eval", "render", "descend", "run")
EPILOG = """examples:
  chainrule                                   open the start page
  chainrule "sin(x*y) + exp(-x)*y"            open an expression
  chainrule lesson.chain                      open a document
  chainrule eval "x**2 + y" --at x=3 --json   value and gradients
  chainrule render "tanh(w*x + b)" -o neuron.svg --theme dark
  chainrule descend "x**2" --at x=10 --lr 0.1 --steps 50 -o loss.png
  chainrule run tutorial.py --max-seconds 20  what the program prints
"""


class _Parser(argparse.ArgumentParser):
    """Exit code 2 and one line on stderr for wrong usage."""

    def error(self, message: str) -> NoReturn:
        if "FILE_OR_EXPR" in message or message.startswith("unrecognized arguments: -"):
            message += "; write -- before an expression that begins with a minus"
        self.exit(2, f"{self.prog}: {message}; see '{self.prog} --help'\n")


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line."""
    top = _Parser(
        prog="chainrule",
        description="See automatic differentiation: values forward, gradients back.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"chainrule {__version__}")
    commands = top.add_subparsers(dest="command", metavar="{eval,render,descend,run}")
    one = commands.add_parser("eval", help="print the value and the gradients of an expression")
    _source(one)
    one.add_argument("--json", action="store_true", help="print one JSON object")
    two = commands.add_parser("render", help="write a picture of the graph")
    _source(two)
    two.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.png|.svg|.pdf")
    two.add_argument("--scale", type=_positive, default=2.0, help="pixels per px of a PNG (2)")
    two.add_argument("--theme", choices=("light", "dark"), default="light")
    two.add_argument("--layout", default="", metavar="NAME", help="layered, spring, circular, …")
    two.add_argument("--transparent", action="store_true", help="leave the ground out")
    three = commands.add_parser("descend", help="minimise by gradient descent")
    _source(three)
    three.add_argument("--params", default="", metavar="x,y", help="what to move (all)")
    three.add_argument("--optimizer", default="sgd")
    three.add_argument("--lr", type=_rate, default=0.001, help="learning rate (0.001)")
    three.add_argument("--momentum", type=_rate, default=0.0)
    three.add_argument("--steps", type=_count, default=1000)
    three.add_argument("--json", action="store_true", help="print one JSON object")
    three.add_argument("--csv", type=Path, metavar="FILE", help="write every step")
    three.add_argument("-o", "--output", type=Path, metavar="CURVE.png|.svg|.pdf")
    three.add_argument("--theme", choices=("light", "dark"), default="light")
    four = commands.add_parser("run", help="run a PyTorch, MXNet or numpy program")
    four.add_argument("file", type=Path, metavar="FILE.py")
    four.add_argument("--json", action="store_true", help="print one JSON object")
    four.add_argument("--max-seconds", type=_rate, metavar="S", help="end it after so long (600)")
    four.add_argument("--max-steps", type=_count, metavar="N", help="end it after so many steps")
    four.add_argument("--plots", type=Path, metavar="DIR", help="write what it plots as PNG files")
    four.add_argument("--theme", choices=("light", "dark"), default="light")
    return top


def _source(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="FILE_OR_EXPR")
    command.add_argument(
        "--at",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="the value of a leaf, as x=1.5 or x=[1,2,3]; may be repeated",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code: 0, 1 for a fault in the input, 2 for usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not every terminal and pipe knows a ∂
            stream.reconfigure(errors="backslashreplace")
    if given[:1] == ["--"]:
        return _open(given[1:])
    if not given or (given[0] not in COMMANDS and not given[0].startswith("-")):
        return _open(given)
    options = parser().parse_args(given)
    from app.headless_run import InputError

    try:
        {"eval": _eval, "render": _render, "descend": _descend, "run": _run}[options.command](
            options
        )
        sys.stdout.flush()
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader had enough; Python shall not find that out once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    return 0


def _open(given: list[str]) -> int:
    if len(given) > 1:
        print(
            "chainrule: one file or expression at a time; put an expression in quotes",
            file=sys.stderr,
        )
        return 2
    from app.application import launch

    return launch(given[0] if given else None)


def _eval(options: argparse.Namespace) -> None:
    from app.headless import as_json, evaluate

    result, words = evaluate(options.source, options.at)
    for word in words:
        print(word, file=sys.stderr)
    if options.json:
        print(as_json(result))
        return
    print(f"value  {result['value']}")
    for name, gradient in result["grads"].items():
        print(f"∂/∂{name}  {gradient}")


def _render(options: argparse.Namespace) -> None:
    from app.headless import render

    render(
        options.source,
        options.at,
        options.output,
        scale=options.scale,
        theme_name=options.theme,
        layout=options.layout,
        transparent=options.transparent,
    )


def _descend(options: argparse.Namespace) -> None:
    from app.headless import as_json, descend, write_csv, write_curve

    params = [name.strip() for name in options.params.split(",") if name.strip()]
    result, descent = descend(
        options.source,
        options.at,
        params=params,
        optimizer=options.optimizer,
        lr=options.lr,
        momentum=options.momentum,
        steps=options.steps,
    )
    if options.csv:
        write_csv(descent, options.csv)
    if options.output:
        write_curve(descent, options.output, options.theme)
    if options.json:
        print(as_json(result))
        return
    print(f"steps  {result['steps']}")
    print(f"loss   {result['loss']['first']} → {result['loss']['last']}")
    for name, value in result["params"].items():
        print(f"{name}  {value}")
    if result["stopped"]:
        print(f"stopped: {result['stopped']}")


def _run(options: argparse.Namespace) -> None:
    from app.headless import as_json
    from app.headless_run import InputError, complaint, run, summary
    from engine.program import Limits

    limits = Limits()
    if options.max_seconds is not None:
        limits = replace(limits, seconds=options.max_seconds)
    if options.max_steps is not None:
        limits = replace(limits, steps=options.max_steps)
    printed: list[str] = []
    result = run(options.file, limits, printed.append if options.json else sys.stdout.write)
    for warning in result.warnings:
        print(warning, file=sys.stderr)
    if options.json:
        print(as_json(summary(result, "".join(printed), limits)))
    if result.error is not None:
        sys.stdout.flush()
        raise InputError(complaint(result))


def _positive(text: str) -> float:
    value = _number(text)
    if not 0 < value <= 64:
        raise argparse.ArgumentTypeError("give a number above 0 and at most 64")
    return value


def _rate(text: str) -> float:
    value = _number(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("give a number of at least 0")
    return value


def _count(text: str) -> int:
    value = _number(text)
    if not 0 <= value <= 10**9 or value != int(value):
        raise argparse.ArgumentTypeError("give a whole number from 0 to 10⁹")
    return int(value)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no number") from None
