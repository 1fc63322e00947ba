"""One attempt to say a graph in the lines of an old text: which, in which order, saying what."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.document.formula.expression import expression
from app.document.formula.names import has_meaning
from app.document.formula.parse import Parsed, Read, Statement
from app.document.formula.reconcile import facts
from app.document.formula.syntax import Source
from app.document.formula.unparse import can_be_implied, owners
from app.document.graph import Graph, Node
from engine.plan import Span


@dataclass(eq=False)
class Item:
    """Some lines of the text to be: comments above, and what the lines are about.

    `nodes` are in the new graph, one per statement; without statements the line is new, without
    nodes there are comments only. `source` are the lines as typed, from `origin` (line, column).
    """

    lead: list[str]
    nodes: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    source: tuple[str, ...] = ()
    origin: tuple[int, int] = (1, 0)


class Draft:
    """The text for `after` in the lines of the text that was parsed.

    Attributes: ids (of the parsed nodes in `before`); own_names (call every node by its own name,
    where the text may have assigned one name several times); apart (give every statement a line of
    its own); meaning (name → node, as the lines so far have it); said (the nodes that need a line).
    """

    def __init__(
        self,
        source: Source,
        parsed: Parsed,
        ids: dict[str, str],
        before: Graph,
        after: Graph,
        own_names: bool,
        apart: bool,
    ) -> None:
        self.source, self.parsed, self.ids = source, parsed, ids
        self.before, self.after, self.own_names = before, after, own_names
        self.apart = apart
        self.meaning: dict[str, str] = {}
        self.said = {i for i in owners(after) if not self._unsaid(after[i])}
        self.tail: list[str] = []

    def lines(self) -> list[str] | None:
        """The lines of the new text; None where this attempt fails."""
        items = self._ordered(self._items())
        result: list[str] = []
        for item in items:
            result.extend(item.lead)
            written = self._written(item) if item.nodes else []
            if written is None:
                return None
            result.extend(written)
        root, last = self.after.root, next((i.nodes[-1] for i in reversed(items) if i.nodes), None)
        if root is not None and root != last:
            name = self._reference(root)
            if name is None:
                return None
            result.append(self.source.indent + name)
        return result + self.tail

    def _unsaid(self, node: Node) -> bool:
        return node.implied and can_be_implied(self.after, node)

    # which lines, in which order ----------------------------------------------------------------

    def _items(self) -> list[Item]:
        """The statements whose nodes live on, with their comments, and a line for each new node."""
        items: list[Item] = []
        lead: list[str] = []
        at = 0
        for group in _by_line(self.parsed.statements):
            first, last = group[0].span.line - 1, group[-1].span.end_line
            lead += self.source.lines[at:first]
            at = last
            source = tuple(self.source.lines[first:last])
            kept = [s for s in group if self._lives(s)]
            if len(group) == 1 or (len(kept) == len(group) and not self.apart):
                found = [Item([], self._nodes(kept), tuple(kept), source, (first + 1, 0))]
            else:
                found = self._apart(kept, source)
            if not kept:
                found = [Item([line for line in source if line.lstrip().startswith("#")])]
            found[0].lead = lead + found[0].lead
            items += found
            lead = []
        self.tail = lead + self.source.lines[at:]
        if items:
            items = [*_header(items[0]), *items[1:]]
        have = {node_id for item in items for node_id in self._made_by(item)}
        return items + [Item([], (i,)) for i in owners(self.after) if i in self.said - have]

    def _made_by(self, item: Item) -> list[str]:
        """The nodes that some lines make; other lines only mention theirs."""
        if not item.statements:
            return list(item.nodes)
        pairs = zip(item.nodes, item.statements, strict=True)
        return [i for i, s in pairs if self._makes(s) or (s.made and not s.name)]

    def _nodes(self, statements: Sequence[Statement]) -> tuple[str, ...]:
        return tuple(self.ids[s.node] for s in statements)

    def _apart(self, statements: Sequence[Statement], source: tuple[str, ...]) -> list[Item]:
        """Statements that share lines, each on its own; the last keeps the comment."""
        behind = _comments(source)[1]
        return [self._cut(s, behind if s is statements[-1] else "") for s in statements]

    def _cut(self, statement: Statement, behind: str) -> Item:
        """A statement taken out of a line that it shares, with the comment behind it."""
        span = statement.span
        lines = self.source.lines[span.line - 1 : span.end_line]
        lines[-1] = lines[-1][: span.end_column] + behind
        lines[0] = lines[0][span.column :]
        nodes = (self.ids[statement.node],)
        return Item([], nodes, (statement,), tuple(lines), (span.line, span.column))

    def _lives(self, statement: Statement) -> bool:
        """Whether a statement is still needed."""
        node_id = self.ids.get(statement.node)
        if node_id is None or node_id not in self.after.nodes:
            return False
        if self._makes(statement):
            return node_id in self.said
        if statement.name:  # another name for a node
            return not self.own_names
        if statement.made:  # a mention that makes an implied leaf
            return _can_be_mentioned(self.after[node_id])
        return node_id == self.after.root and statement is self.parsed.statements[-1]

    def _makes(self, statement: Statement) -> bool:
        """Whether the node of a statement comes from it, and not from a mere mention."""
        node = self.parsed.graph[statement.node]
        return statement.node in statement.made and not node.implied

    def _ordered(self, items: list[Item]) -> list[Item]:
        """The lines as they stand, but each after those that it needs, and the root's last."""
        root = self.after.root
        makers = {node_id: item for item in items for node_id in self._made_by(item)}
        mentions = [i for i in items if root in i.nodes and i is not makers.get(root or "")]
        ends = [i for i in mentions if not i.statements[-1].name]
        if not ends and root in makers and not self.after.consumers[root or ""]:
            ends = [makers[root or ""]]
        items = [*(i for i in items if i not in ends), *ends]
        result: list[Item] = []
        done: dict[int, bool] = {}  # False while an item waits for what it needs
        for item in items:
            stack = [item]
            while stack:
                top = stack[-1]
                if id(top) not in done:
                    done[id(top)] = False
                    needed = [makers[i] for i in self._needs(top) if i in makers]
                    stack.extend(i for i in reversed(needed) if id(i) not in done)
                    continue
                stack.pop()
                if not done[id(top)]:
                    done[id(top)] = True
                    result.append(top)
        return result

    def _needs(self, item: Item) -> Iterator[str]:
        """The nodes with names that some lines read."""
        for node_id, statement in zip(item.nodes, item.statements or (None,), strict=False):
            if statement is not None and not self._makes(statement):
                yield node_id
            else:
                yield from self._below(node_id)

    def _below(self, node_id: str) -> Iterator[str]:
        stack = list(reversed(self.after[node_id].sources))
        while stack:
            below = self.after[stack.pop()]
            if below.name:
                yield below.id
            else:
                stack.extend(reversed(below.sources))

    # what they say ------------------------------------------------------------------------------

    def _written(self, item: Item) -> list[str] | None:
        """The lines of one item, and its names made known; None where a name is out of reach."""
        changes: list[tuple[Span, str]] = []
        meaning = dict(self.meaning)
        for node_id, statement in zip(item.nodes, item.statements, strict=False):
            name = self._name_for(node_id, statement)
            found = self._renamings(statement, name)
            if found is None:
                self.meaning = meaning
                return self._rewritten(item) if len(item.nodes) == 1 else self._split(item)
            changes += found
            if name:
                self.meaning[name] = node_id
        return self._changed(item, changes) if item.statements else self._rewritten(item)

    def _split(self, item: Item) -> list[str] | None:
        """Statements that shared lines and no longer can."""
        result: list[str] = []
        for part in self._apart(item.statements, item.source):
            written = self._written(part)
            if written is None:
                return None
            result += written
        return result

    def _rewritten(self, item: Item) -> list[str] | None:
        """The line of one node, written anew with the comments of the old one."""
        node_id, statement = item.nodes[0], (item.statements or (None,))[0]
        if statement is not None and not self._makes(statement):
            name = self._reference(node_id)
            if statement.name or node_id in self.meaning.values():
                return []  # another name that no longer fits: its readers use the first
            return None if name is None else [self.source.indent + name]
        if any(self._reference(below) is None for below in self._below(node_id)):
            return None
        name = self._name_for(node_id, statement)
        text = expression(self.after, node_id, self._reference).text
        if name:
            text = f"{name} = {text}"
            self.meaning[name] = node_id
        above, behind = _comments(item.source)
        return [self.source.indent + line for line in (*above, text + behind)]

    def _name_for(self, node_id: str, statement: Statement | None) -> str:
        """What a line assigns to: the node's name, or the one that the text has for it."""
        name = self.after[node_id].name
        if statement is None or not statement.name or self.own_names:
            return name
        return statement.name if self.before[node_id].name == name else name

    def _reference(self, node_id: str) -> str | None:
        """The name by which a node can be read here; None where there is none."""
        node = self.after[node_id]
        if not node.name:
            return None
        if self.meaning.get(node.name) == node_id:
            return node.name
        for name, meant in self.meaning.items():
            if meant == node_id:
                return name
        if node.name not in self.meaning and self._unsaid(node):
            self.meaning[node.name] = node_id
            return node.name
        return None

    def _renamings(self, statement: Statement, name: str) -> list[tuple[Span, str]] | None:
        """The words of a typed statement to be replaced; None where it says something else."""
        if not all(self._holds(statement, made) for made in statement.made):
            return None
        if statement.made and not statement.name and not self._makes(statement):
            self.meaning[name] = self.ids[statement.node]  # a bare mention makes its leaf
        new_names = [self._renamed(read) for read in statement.reads]
        if statement.augments and not statement.name == name == new_names[0]:
            return None
        changes: list[tuple[Span, str]] = []
        for read, new in zip(statement.reads, new_names, strict=True):
            if new is None:
                return None
            if new != read.name:
                changes.append((read.span, new))
        if statement.target is not None:
            if not name:
                return None
            if name != statement.name:
                changes.append((statement.target, name))
        elif name and self._makes(statement):
            if self.parsed.graph[statement.node].is_leaf:
                return None  # a list alone is a constant, with a name it is a parameter
            span = statement.span
            changes.append((Span(span.line, span.column, span.line, span.column), f"{name} = "))
        return changes

    def _renamed(self, read: Read) -> str | None:
        """What a name in the text must be now."""
        if read.node is None:  # a constant
            return None if read.name in self.meaning else read.name
        node_id = self.ids.get(read.node)
        if node_id is None or node_id not in self.after.nodes:
            return None
        return read.name if self.meaning.get(read.name) == node_id else self._reference(node_id)

    def _holds(self, statement: Statement, made: str) -> bool:
        """Whether a node that a statement makes is still what it was, but for its name."""
        node_id = self.ids.get(made)
        if node_id is None or node_id not in self.after.nodes:
            return False
        old, new, parsed = self.before[node_id], self.after[node_id], self.parsed.graph[made]
        if parsed.implied:
            return self._unsaid(new) or (made == statement.node and _can_be_mentioned(new))
        if made != statement.node and new.name != old.name:
            return False
        return facts(old, named=False) == facts(new, named=False)

    def _changed(self, item: Item, changes: list[tuple[Span, str]]) -> list[str]:
        """The typed lines with some words replaced."""
        lines = list(item.source)
        first, offset = item.origin
        for span, word in sorted(changes, key=lambda c: (c[0].line, c[0].column), reverse=True):
            row = span.line - first
            shift = offset if row == 0 else 0
            line = lines[row]
            lines[row] = line[: span.column - shift] + word + line[span.end_column - shift :]
        if offset:
            lines[0] = self.source.indent + lines[0]
        return lines


def _can_be_mentioned(node: Node) -> bool:
    """Whether a line with the bare name can make this leaf."""
    return node.implied and bool(node.name) and not has_meaning(node.name)


def _by_line(statements: tuple[Statement, ...]) -> list[list[Statement]]:
    """Statements in groups that share lines."""
    groups: list[list[Statement]] = []
    for statement in statements:
        if groups and groups[-1][-1].span.end_line >= statement.span.line:
            groups[-1].append(statement)
        else:
            groups.append([statement])
    return groups


def _header(first: Item) -> list[Item]:
    """The first lines of a text; comments above a blank line head the whole text."""
    blank = [i for i, line in enumerate(first.lead) if not line.strip()]
    if not blank or not first.nodes:
        return [first]
    header, first.lead = first.lead[: blank[-1] + 1], first.lead[blank[-1] + 1 :]
    return [Item(header), first]


def _comments(lines: tuple[str, ...]) -> tuple[list[str], str]:
    """The comments in typed lines: those inside, and the one behind."""
    found: list[tokenize.TokenInfo] = []
    try:
        tokens = tokenize.generate_tokens(io.StringIO("\n".join(lines).lstrip() + "\n").readline)
        found = [token for token in tokens if token.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError):
        return [], ""
    behind = f"  {found[-1].string}" if found and found[-1].start[0] == len(lines) else ""
    return [token.string for token in (found[:-1] if behind else found)], behind
