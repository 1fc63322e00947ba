"""How well typed letters fit an action's words: fuzzy ranking, as in editors."""

from __future__ import annotations

START, WORD_START, RUN = 8, 6, 4  # what a letter earns by its place
MOST_GAP = 6  # what letters that are skipped cost at most


def score(typed: str, words: str) -> int | None:
    """How well `typed` fits: more is better, None where its letters are not there in order.

    Every word that is typed is looked for by itself, so that "png export" finds "Export PNG".
    """
    total = 0
    for part in typed.lower().split():
        found = _part(part, words.lower())
        if found is None:
            return None
        total += found
    return total - len(words) // 8


def _part(part: str, words: str) -> int | None:
    """The best score over all ways in which the letters can stand in the words."""
    if not _is_in(part, words):
        return None
    places = [_place(words, k) for k in range(len(words))]
    ends = {k: places[k] for k, letter in enumerate(words) if letter == part[0]}
    for wanted in part[1:]:
        before, ends = ends, {}
        for k, letter in enumerate(words):
            if letter != wanted:
                continue
            ways = [earned + _step(k - j) for j, earned in before.items() if j < k]
            if ways:
                ends[k] = places[k] + max(ways)
    return max(ends.values())


def _is_in(part: str, words: str) -> bool:
    """Whether the letters stand in the words in this order."""
    rest = iter(words)
    return all(letter in rest for letter in part)


def _place(words: str, k: int) -> int:
    if k == 0:
        return START
    return 0 if words[k - 1].isalnum() else WORD_START


def _step(by: int) -> int:
    return RUN if by == 1 else -min(by - 1, MOST_GAP)
