"""tqdm in a program: the loop's items, and nothing printed."""

from __future__ import annotations

from engine.program import Limits, run_program


def run(source, **settings):
    printed = []
    result = run_program(source, write=printed.append, **settings)
    return "".join(printed), result.error


def test_a_bar_gives_the_items_of_its_loop():
    printed, error = run(
        "from tqdm.auto import tqdm, trange\n"
        "bar = tqdm(range(3), desc='epoch', leave=False)\n"
        "for i in bar:\n"
        "    bar.set_postfix(loss=i)\n"
        "print(i, bar.n, len(bar), list(trange(1, 3)))\n"
        "with tqdm(total=5) as bar:\n"
        "    bar.update(2)\n"
        "    print(bar.n, bar.total, len(bar))\n"
    )

    assert error is None
    assert printed == "2 3 3 [1, 2]\n2 5 5\n"


def test_a_bar_of_nothing_is_no_loop():
    _, error = run("from tqdm import tqdm\nfor i in tqdm(): pass")

    assert error.kind == "TypeError"


def test_a_bar_without_an_end_is_ended():
    source = "from tqdm import tqdm\nimport itertools\nlist(tqdm(itertools.count()))"

    _, error = run(source, limits=Limits(steps=50_000, seconds=20.0))

    assert "steps" in str(error)
