"""How well typed letters fit an action's words: fuzzy ranking, as in editors."""

from __future__ import annotations

START, WORD_START, RUN, GAP = 8, 6, 4, 1  # what a letter earns by its place, and a gap costs
MOST_GAP = 6


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
    """The best score over the places where the first letter may stand."""
    whole = words.find(part)
    if whole >= 0:
        places = [i for i in range(len(words)) if words.startswith(part, i)]
        return max(_earned(words, [*range(i, i + len(part))]) for i in places)
    best: int | None = None
    for start in (i for i, letter in enumerate(words) if letter == part[0]):
        places = [start]
        for letter in part[1:]:
            place = _next(words, letter, places[-1] + 1)
            if place < 0:
                return best
            places.append(place)
        earned = _earned(words, places)
        best = earned if best is None else max(best, earned)
    return best


def _next(words: str, letter: str, start: int) -> int:
    """Where a letter stands next: right here, else at the start of a word, else anywhere; or -1."""
    if words.startswith(letter, start):
        return start
    at_word = words.find(" " + letter, max(start - 1, 0))
    return at_word + 1 if at_word >= 0 else words.find(letter, start)


def _earned(words: str, places: list[int]) -> int:
    total = 0
    for i, place in enumerate(places):
        if place == 0:
            total += START
        elif not words[place - 1].isalnum():
            total += WORD_START
        if i:
            gap = place - places[i - 1] - 1
            total += RUN if not gap else -min(gap * GAP, MOST_GAP)
    return total
