"""Scopes: which names of a program are whose, found before anything runs.

A function's variables live in slots of a frame, which is a list. Slot 0 holds what it returns. A
variable that an inner function uses lives in a cell, a list of one, that both frames hold.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from engine.program.checking import check
from engine.program.errors import SyntaxProblem
from engine.program.lifting import Lifter
from engine.program.syntax import span_of

RESULT = 0  # the slot of what a function returns
CLASS_CELL = "__class__"  # in the scope of a class: the class, for super()
RESUMED = ".resumed"  # in the scope of a generator: in which scope it goes on
OUTER = ".outer"  # behind a name that a class assigns, though a method means the one around
FIRST_ITEMS = ".0"  # what a generator expression goes through


class Scope:
    """The names of a module, a class or a function.

    Attributes: kind; name; parent; slots (of each name that lives in the frame); cells (names whose
    slot holds a cell); free (names of outer functions, which come as cells); yields (whether it is
    a generator).
    """

    def __init__(self, kind: str, name: str, parent: Scope | None) -> None:
        self.kind, self.name, self.parent = kind, name, parent
        self.children: list[Scope] = []
        self.bound: dict[str, None] = {}
        self.used: dict[str, None] = {}
        self.declared: dict[str, str] = {}  # global or nonlocal
        self.slots: dict[str, int] = {}
        self.cells: set[str] = set()
        self.free: dict[str, None] = {}
        self.yields = False
        if parent is not None:
            parent.children.append(self)

    def slot(self, name: str) -> int:
        """Where a name lives in the frame."""
        return self.slots.setdefault(name, len(self.slots) + 1)

    @property
    def size(self) -> int:
        """How many slots the frame has."""
        return len(self.slots) + 1

    @property
    def module(self) -> Scope:
        """The scope of the whole program."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    @property
    def qualname(self) -> str:
        """Its name after those of the classes and functions around it, as Python writes it."""
        outer = self.parent
        if outer is None or outer.kind == "module":
            return self.name
        local = ".<locals>" if outer.kind == "function" else ""
        return f"{outer.qualname}{local}.{self.name}"

    @property
    def label(self) -> str:
        """Its name in a traceback."""
        return "<module>" if self.kind == "module" else self.name

    def is_ours(self, name: str) -> bool:
        """Whether the name lives in this frame, as a variable or a cell."""
        return name in self.slots


def shown(name: str) -> str:
    """A name as the user wrote it; those of comprehensions carry a number."""
    return name.split("#")[0]


def analysed(tree: ast.Module) -> dict[ast.AST, Scope]:
    """The scope of each part of the tree that has one. Errors: SyntaxProblem."""
    check(tree)
    lifter = Lifter()
    lifter.lambdas(tree)
    lifter.visit(tree)
    _Renamer().visit(tree)
    names = _Names()
    module = Scope("module", "<module>", None)
    names.scopes[tree] = module
    names.scope = module
    for statement in tree.body:
        names.visit(statement)
    for scope in _below(module):
        _settle(scope)
    if names.stars:
        for scope in _below(module):
            module.bound.update(scope.used)
    for scope in _below(module):
        for name in (*scope.bound, *scope.free):
            if scope.declared.get(name) != "global":
                scope.slot(name)
    return names.scopes


def _below(scope: Scope) -> Iterator[Scope]:
    yield scope
    for child in scope.children:
        yield from _below(child)


def _settle(scope: Scope) -> None:
    """Find the owner of each name that a scope uses; names between it and there become free."""
    module = scope.module
    for name in (*scope.used, *scope.declared):
        kind = scope.declared.get(name)
        if scope is module or kind == "global":
            if kind == "global":
                module.bound.setdefault(name)
            continue
        if name in scope.bound and kind is None and scope.kind != "class":
            continue
        passed = [scope]
        owner = scope.parent
        while owner is not None and not (
            owner.kind != "module"
            and name in owner.bound
            and name not in owner.declared
            and (owner.kind == "function" or name == CLASS_CELL)
        ):
            if owner.kind == "function" and owner.declared.get(name) == "global":
                owner = None  # for the functions in it too
                break
            passed.append(owner)
            owner = owner.parent
        if owner is None:
            if kind == "nonlocal":
                raise SyntaxProblem(f"no binding for nonlocal '{name}' found", "assign it outside")
            continue
        if name in scope.bound and kind is None:
            continue  # a class that assigns it anew
        owner.cells.add(name)
        for inner in passed:
            anew = inner.kind == "class" and name in inner.bound and name not in inner.declared
            inner.free.setdefault(name + OUTER if anew else name)


class _Renamer(ast.NodeTransformer):
    """Gives the targets of comprehensions names of their own: they live in the frame around."""

    def __init__(self) -> None:
        self._count = 0
        self._names: dict[str, str] = {}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._names.get(node.id, node.id)
        return node

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp) -> ast.AST:
        first = node.generators[0]
        first.iter = self.visit(first.iter)
        before = self._names
        self._count += 1
        targets = {
            part.id: f"{part.id}#{self._count}"
            for generator in node.generators
            for part in ast.walk(generator.target)
            if isinstance(part, ast.Name)
        }
        self._names = {**before, **targets}
        for i, generator in enumerate(node.generators):
            generator.target = self.visit(generator.target)
            if i:
                generator.iter = self.visit(generator.iter)
            generator.ifs = [self.visit(test) for test in generator.ifs]
        if isinstance(node, ast.DictComp):
            node.key, node.value = self.visit(node.key), self.visit(node.value)
        else:
            node.elt = self.visit(node.elt)
        self._names = before
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = _comprehension

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """Parameters hide the targets of comprehensions around."""
        arguments = node.args
        arguments.defaults = [self.visit(part) for part in arguments.defaults]
        arguments.kw_defaults = [part and self.visit(part) for part in arguments.kw_defaults]
        before = self._names
        hidden = {part.arg for part in parameters(arguments)}
        self._names = {k: v for k, v in before.items() if k not in hidden}
        node.body = self.visit(node.body)
        self._names = before
        return node

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        node.generators[0].iter = self.visit(node.generators[0].iter)
        before = self._names
        hidden = {
            part.id
            for generator in node.generators
            for part in ast.walk(generator.target)
            if isinstance(part, ast.Name)
        }
        self._names = {k: v for k, v in before.items() if k not in hidden}
        for i, generator in enumerate(node.generators):
            if i:
                generator.iter = self.visit(generator.iter)
            generator.ifs = [self.visit(test) for test in generator.ifs]
        node.elt = self.visit(node.elt)
        self._names = before
        return node


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters of a function: by position, *args, keyword only, **kwargs."""
    extra = [part for part in (arguments.vararg, arguments.kwarg) if part is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


class _Names(ast.NodeVisitor):
    """Notes what each scope binds and uses."""

    scope: Scope

    def __init__(self) -> None:
        self.scopes: dict[ast.AST, Scope] = {}
        self.stars = False  # whether some import brings names that nobody wrote
        self._classes: list[str] = []

    def _bind(self, name: str) -> str:
        name = self._mangled(name)
        self.scope.bound.setdefault(name)
        return name

    def _mangled(self, name: str) -> str:
        return mangled(name, self._classes[-1]) if self._classes else name

    def visit_Name(self, node: ast.Name) -> None:
        node.id = self._mangled(node.id)
        if isinstance(node.ctx, ast.Load):
            self.scope.used.setdefault(node.id)
            if node.id == "super":
                self.scope.used.setdefault(CLASS_CELL)
        else:
            self._bind(node.id)
            self.scope.used.setdefault(node.id)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        """The name belongs to the function around all generator expressions."""
        self.visit(node.value)
        outer, inner = self.scope, []
        while outer.name == "<genexpr>" and outer.parent is not None:
            inner.append(outer)
            outer = outer.parent
        before, self.scope = self.scope, outer
        self.visit(node.target)
        self.scope = before
        name = node.target.id
        kind = "global" if outer.kind == "module" else "nonlocal"
        for scope in inner:
            scope.declared[name] = outer.declared.get(name, kind)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        node.attr = self._mangled(node.attr)
        self.visit(node.value)

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        kind = "global" if isinstance(node, ast.Global) else "nonlocal"
        for name in node.names:
            if kind == "nonlocal" and self.scope.kind == "module":
                message = "nonlocal declaration not allowed at module level"
                raise SyntaxProblem(message, "", span_of(node))
            self.scope.declared[self._mangled(name)] = kind

    visit_Nonlocal = visit_Global

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.split(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.stars = True
            else:
                self._bind(alias.asname or alias.name)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            node.name = self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name is not None:
            node.name = self._bind(node.name)
            self.scope.used.setdefault(node.name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest is not None:
            node.rest = self._bind(node.rest)
            self.scope.used.setdefault(node.rest)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_all(node.decorator_list)
        node.name = self._bind(node.name)
        self._function(node, node.name, node.args, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._function(node, "<lambda>", node.args, [node.body])

    def _function(
        self, node: ast.AST, name: str, arguments: ast.arguments, body: Iterable[ast.AST]
    ) -> None:
        self._visit_all([*arguments.defaults, *(d for d in arguments.kw_defaults if d)])
        outer = self.scope
        self.scope = self.scopes[node] = Scope("function", name, outer)
        for part in parameters(arguments):
            part.arg = self._bind(part.arg)
        self._visit_all(body)
        self.scope = outer

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        self.visit(node.generators[0].iter)
        outer = self.scope
        self.scope = self.scopes[node] = Scope("function", "<genexpr>", outer)
        self.scope.bound.setdefault(FIRST_ITEMS)
        self.scope.yields = True
        for i, generator in enumerate(node.generators):
            self.visit(generator.target)
            if i:
                self.visit(generator.iter)
            self._visit_all(generator.ifs)
        self.visit(node.elt)
        self.scope = outer

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._visit_all([*node.decorator_list, *node.bases, *(k.value for k in node.keywords)])
        plain = node.name
        node.name = self._bind(node.name)
        outer = self.scope
        self.scope = self.scopes[node] = Scope("class", plain, outer)
        self.scope.bound.setdefault(CLASS_CELL)
        self.scope.cells.add(CLASS_CELL)
        self._classes.append(plain)
        self._visit_all(node.body)
        self._classes.pop()
        self.scope = outer

    def _yield(self, node: ast.Yield | ast.YieldFrom) -> None:
        if self.scope.kind != "function":
            raise SyntaxProblem("'yield' outside function", "", span_of(node))
        self.scope.yields = True
        self.scope.bound.setdefault(RESUMED)
        self.generic_visit(node)

    visit_Yield = visit_YieldFrom = _yield

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)


def mangled(name: str, of_class: str) -> str:
    """A private name of a class as Python stores it: `__x` in `Net` is `_Net__x`."""
    plain = of_class.lstrip("_")
    if plain and name.startswith("__") and not name.endswith("__"):
        return f"_{plain}{name}"
    return name
