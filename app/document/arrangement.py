"""Arrangement: groups, frames and comments, which order a graph for the eye and compute nothing."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

TOP = ""  # the level that no group makes
COMMENT_WIDTH, NARROWEST, WIDEST = 240.0, 120.0, 900.0  # px
COLORS = ("mute", "forward", "backward", "hand")  # roles of the theme that a frame may have


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes that are shown as one card. `copies`: how often its content repeats one block."""

    id: str
    title: str
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Frame:
    """A titled border round some cards; `color` is one of COLORS."""

    id: str
    title: str
    color: str = COLORS[0]


@dataclass(frozen=True, slots=True)
class Comment:
    """A note in Markdown, with mathematics between dollar signs; `width` in px."""

    id: str
    text: str
    width: float = COMMENT_WIDTH


@dataclass(frozen=True)
class Arrangement:
    """Groups, frames and comments by their ids, and what they hold.

    `within` tells the group that holds a node, a group or a comment; what it does not name is at
    the top. `framed` tells the frame that holds a node or the card of a group.
    """

    groups: Mapping[str, Group] = field(default_factory=dict)
    frames: Mapping[str, Frame] = field(default_factory=dict)
    comments: Mapping[str, Comment] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)
    framed: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.groups or self.frames or self.comments)

    @property
    def ids(self) -> Iterator[str]:
        """The ids of all groups, frames and comments."""
        yield from self.groups
        yield from self.frames
        yield from self.comments

    def path(self, level: str) -> tuple[str, ...]:
        """The groups from the top down to this one; none for the top."""
        found: list[str] = []
        while level in self.groups and level not in found:
            found.append(level)
            level = self.within.get(level, TOP)
        return tuple(reversed(found))

    def tops(self, level: str) -> dict[str, str]:
        """For each group inside a level the one that stands for it there."""
        found: dict[str, str] = {}
        for group in self.groups:
            path = (TOP, *self.path(group))
            if level in path[:-1]:
                found[group] = path[path.index(level) + 1]
        return found

    def comments_at(self, level: str) -> list[Comment]:
        """The comments that a level shows."""
        return [c for c in self.comments.values() if self.within.get(c.id, TOP) == level]

    def kept(self, nodes: Container[str]) -> Arrangement:
        """What is left for these nodes: nothing empty, and nothing that holds what is not there.

        Comments of a group that is gone move up.
        """
        if not self:
            return NOTHING
        alive: set[str] = set()
        for group in {group for i, group in self.within.items() if i in nodes}:
            alive.update(self.path(group))
        home = {g: next((i for i in self.path(g)[::-1] if i in alive), TOP) for g in self.groups}
        within = {
            key: home[group]
            for key, group in self.within.items()
            if home.get(group, TOP) not in (TOP, key)
            and not (key in alive and key in self.path(group))
            and (key in nodes or key in alive or key in self.comments)
        }
        framed = {
            key: frame
            for key, frame in self.framed.items()
            if (key in nodes or key in alive) and frame in self.frames
        }
        full = set(framed.values())
        return Arrangement(
            {i: group for i, group in self.groups.items() if i in alive},
            {i: frame for i, frame in self.frames.items() if i in full},
            self.comments,
            within,
            framed,
        )

    def without(self, ids: Iterable[str]) -> Arrangement:
        """The rest once these frames and comments are taken away."""
        gone = set(ids)
        return replace(
            self,
            frames={i: frame for i, frame in self.frames.items() if i not in gone},
            comments={i: comment for i, comment in self.comments.items() if i not in gone},
            within={i: group for i, group in self.within.items() if i not in gone},
            framed={i: frame for i, frame in self.framed.items() if frame not in gone},
        )


NOTHING = Arrangement()


def fresh(taken: Iterable[str], letter: str) -> Iterator[str]:
    """Ids that begin with a letter and are not taken, one after the other."""
    counts = (int(i[1:]) for i in taken if i[:1] == letter and i[1:].isdigit())
    count = max(counts, default=0)
    while True:
        count += 1
        yield f"{letter}{count}"


def copied(
    whole: Arrangement, inside: Arrangement, level: str, notes: Collection[str]
) -> Arrangement:
    """What of an arrangement is copied with the nodes of `inside`: groups below a level, frames of
    which nothing is left out, comments in those groups and the chosen ones."""
    below = whole.tops(level)
    left_out = {frame for i, frame in whole.framed.items() if i not in inside.framed}
    within = {i: group for i, group in inside.within.items() if group in below}
    comments = {i: c for i, c in whole.comments.items() if i in notes or i in within}
    return Arrangement(
        {i: group for i, group in inside.groups.items() if i in below},
        {i: frame for i, frame in inside.frames.items() if i not in left_out},
        comments,
        within,
        {i: frame for i, frame in inside.framed.items() if frame not in left_out},
    )


def joined(
    order: Arrangement, more: Arrangement, nodes: Mapping[str, str], level: str
) -> tuple[Arrangement, dict[str, str]]:
    """An arrangement with another put in on a level, and the new ids of what that holds.

    `nodes` tells the new ids of the nodes.
    """
    new = dict(zip(more.groups, fresh(order.groups, "g"), strict=False))
    new |= dict(zip(more.frames, fresh(order.frames, "f"), strict=False))
    new |= dict(zip(more.comments, fresh(order.comments, "c"), strict=False))
    ids = {**nodes, **new}
    within = {ids[i]: ids[group] for i, group in more.within.items() if i in ids}
    if level in order.groups:
        held = (ids[i] for i in (*nodes, *more.groups, *more.comments))
        within = {**dict.fromkeys(held, level), **within}
    framed = {ids[i]: ids[frame] for i, frame in more.framed.items() if i in ids}
    groups = {new[i]: replace(group, id=new[i]) for i, group in more.groups.items()}
    frames = {new[i]: replace(frame, id=new[i]) for i, frame in more.frames.items()}
    comments = {new[i]: replace(each, id=new[i]) for i, each in more.comments.items()}
    grown = Arrangement(
        {**order.groups, **groups},
        {**order.frames, **frames},
        {**order.comments, **comments},
        {**order.within, **within},
        {**order.framed, **framed},
    )
    return grown, new
