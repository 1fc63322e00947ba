"""Module: a part of a network, which knows its parameters and its own parts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

from engine.device import device, on_cpu
from engine.dtype import Dtype, float16, float32, float64
from engine.errors import ArgumentError, GradientError, RangeError, UnsupportedError
from engine.grad_mode import no_grad
from engine.hooks import RemovableHandle
from engine.nn.hooks import Hooks, add, call
from engine.nn.parameter import Buffer, Parameter
from engine.nn.tree import Tree
from engine.tensor import Tensor


class Module(Tree):
    """Base of all layers and networks. A subclass calls `super().__init__()` first, assigns
    Parameters and Modules to itself, and defines `forward`; it is then called like a function.

    Attributes: training (whether dropout and batch norm behave as in training).
    Source: torch.nn.Module.
    """

    training: bool

    def __init__(self) -> None:
        own: dict[str, Any] = {
            "training": True,
            "_parameters": {},
            "_buffers": {},
            "_non_persistent_buffers_set": set(),
            "_modules": {},
            "_hooks": Hooks(),
        }
        self.__dict__.update(own)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        hooks = self._hooks
        if hooks.idle:
            return self.forward(*args, **kwargs)
        return call(self, hooks, args, kwargs)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes; each subclass defines it."""
        raise UnsupportedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function',
            "define forward(self, …)",
        )

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter, or the place of one that is absent.

        Errors: ArgumentError for a name that is taken or has a dot, for what is no Parameter;
        GradientError for a tensor with a history.
        """
        self._check_name("parameter", name, "_parameters")
        if param is not None and not isinstance(param, Parameter):
            raise ArgumentError(
                f"cannot assign '{_typename(param)}' object to parameter '{name}' "
                "(torch.nn.Parameter or None required)",
                "wrap it: nn.Parameter(tensor)",
            )
        if param is not None and param.grad_fn is not None:
            raise GradientError(
                f"cannot assign a tensor with a history to parameter '{name}'",
                "model parameters are leaves: compute the value in forward instead",
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that belongs to the state and is not trained; `state_dict` has it if
        `persistent`. Errors: ArgumentError as `register_parameter`."""
        self._check_name("buffer", name, "_buffers")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise ArgumentError(
                f"cannot assign '{_typename(tensor)}' object to buffer '{name}' "
                "(torch Tensor or None required)",
                "wrap it: torch.tensor(...)",
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a part. Errors: ArgumentError as `register_parameter`."""
        if not isinstance(module, Module) and module is not None:
            raise ArgumentError(f"{_typename(module)} is not a Module subclass", "give a Module")
        self._check_name("module", name, "_modules")
        self._modules[name] = module

    def register_module(self, name: str, module: Module | None) -> None:
        """The same as `add_module`."""
        self.add_module(name, module)

    def _check_name(self, kind: str, name: Any, table: str) -> None:
        if "_parameters" not in self.__dict__:
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
        if not isinstance(name, str):
            raise ArgumentError(
                f"{kind} name should be a string. Got {_typename(name)}", "give a string"
            )
        if "." in name:
            raise ArgumentError(f'{kind} name can\'t contain ".", got: {name}', "use get_submodule")
        if name == "":
            raise ArgumentError(f'{kind} name can\'t be empty string ""', "give a name")
        if hasattr(self, name) and name not in self.__dict__[table]:
            raise ArgumentError(f"attribute '{name}' already exists", "choose another name")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python and numpy ask of any object is no parameter
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        for table in ("_parameters", "_buffers", "_modules"):
            held = self.__dict__.get(table, {})
            if name in held:
                return held[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        own = self.__dict__
        if isinstance(value, (Parameter, Module, Buffer)):
            if "_parameters" not in own:
                kind = "module" if isinstance(value, Module) else "parameters"
                raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
            if isinstance(value, Parameter):
                self._forget(name, self._parameters)
                self.register_parameter(name, value)
            elif isinstance(value, Module):
                self._forget(name, self._modules)
                self._modules[name] = value
            else:
                self._forget(name, self._buffers)
                self.register_buffer(name, value, value.persistent)
            return
        for table, kind, wanted in _TABLES:
            if name in own.get(table, ()):
                tensor = table == "_buffers" and isinstance(value, Tensor)
                if value is not None and not tensor:
                    raise ArgumentError(
                        f"cannot assign '{_typename(value)}' as {kind} '{name}' "
                        f"({wanted} or None expected)",
                        f"wrap it, or `del` the {kind} first",
                    )
                own[table][name] = value
                return
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(f"'{name}' of a {type(self).__name__} cannot be set")
        object.__setattr__(self, name, value)

    def _forget(self, name: str, kept: dict[str, Any]) -> None:
        """Remove the name from everything but the table where it will be put."""
        for table in (self.__dict__, self._parameters, self._buffers, self._modules):
            if table is not kept:
                table.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def __delattr__(self, name: str) -> None:
        for table in (self._parameters, self._buffers, self._modules):
            if name in table:
                del table[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        names = {*object.__dir__(self), *self._parameters, *self._buffers, *self._modules}
        return sorted(name for name in names if not name[0].isdigit())

    def apply(self, fn: Callable[[Module], None]) -> Self:
        """Call `fn` on every part, the inner ones first, and on the module itself; itself."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Set `training` here and in all parts; itself. Errors: ArgumentError for no truth."""
        if not isinstance(mode, bool):
            raise ArgumentError("training mode is expected to be boolean", "give True or False")
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self) -> Self:
        """`train(False)`."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Let all parameters want a gradient, or none; itself."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or fill them with zeros."""
        for parameter in self.parameters():
            if set_to_none:
                parameter.grad = None
            elif parameter.grad is not None:
                with no_grad():
                    parameter.grad.detach_().zero_()

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Put `fn` of every parameter, gradient and buffer in its place; itself."""
        for child in self.children() if recurse else ():
            child._apply(fn)
        for parameter in self._parameters.values():
            if parameter is not None:
                gradient = parameter.grad
                parameter.data = fn(parameter.data)
                if gradient is not None:
                    parameter.grad = fn(gradient.detach())
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def type(self, dst_type: Dtype) -> Self:
        """Every parameter and buffer in this dtype; itself."""
        return self._apply(lambda t: t.to(dst_type))

    def _floating(self, dtype: Dtype) -> Self:
        return self._apply(lambda t: t.to(dtype) if t.dtype.is_floating_point else t)

    def float(self) -> Self:
        """Floating point parameters and buffers in float32; itself."""
        return self._floating(float32)

    def double(self) -> Self:
        """Floating point parameters and buffers in float64; itself."""
        return self._floating(float64)

    def half(self) -> Self:
        """Floating point parameters and buffers in float16; itself."""
        return self._floating(float16)

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Floating point parameters and buffers in a dtype, or in that of a tensor; itself.

        A device is accepted; everything stays on the CPU. Errors: ArgumentError for integer dtypes.
        """
        dtype = kwargs.get("dtype")
        places = [kwargs.get("device")]
        for arg in (*args, kwargs.get("tensor")):
            if isinstance(arg, Tensor):
                dtype = arg.dtype
            elif isinstance(arg, Dtype):
                dtype = arg
            elif isinstance(arg, int) and not isinstance(arg, bool):
                places.append(device("cuda", arg))
            elif not isinstance(arg, bool):
                places.append(arg)
        for place in places:
            on_cpu(place)
        if dtype is None:
            return self
        if not dtype.is_floating_point:
            raise ArgumentError(
                f"nn.Module.to only accepts floating point dtypes, but got desired dtype={dtype!r}",
                "convert the inputs instead",
            )
        return self._floating(dtype)

    def cpu(self) -> Self:
        """Itself: everything is on the CPU."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """Itself, with a word about where it is: everything is on the CPU."""
        return self.to("cuda" if device is None else device)

    def share_memory(self) -> Self:
        """Itself: memory is not shared between processes here."""
        return self

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args)` before forward; it may return other arguments.

        With `with_kwargs` it is `hook(module, args, kwargs)`, which may return (args, kwargs).
        """
        handle = add(self._hooks.forward_pre, hook, prepend)
        if with_kwargs:
            self._hooks.with_kwargs.add(handle.id)
        return handle

    def register_forward_hook(
        self,
        hook: Callable[..., Any],
        *,
        prepend: bool = False,
        with_kwargs: bool = False,
        always_call: bool = False,
    ) -> RemovableHandle:
        """Call `hook(module, args, output)` after forward; it may return another output.

        With `with_kwargs` it is `hook(module, args, kwargs, output)`; with `always_call` it is
        called, with None, even if forward raises.
        """
        handle = add(self._hooks.forward, hook, prepend)
        if with_kwargs:
            self._hooks.with_kwargs.add(handle.id)
        if always_call:
            self._hooks.always.add(handle.id)
        return handle

    def register_full_backward_pre_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, grad_output)` when the gradients of the outputs are known; it may
        return others."""
        return add(self._hooks.backward_pre, hook, prepend)

    def register_full_backward_hook(
        self, hook: Callable[..., Any], prepend: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)` when the gradients of the positional
        inputs are known; it may return other gradients of the inputs."""
        return add(self._hooks.backward, hook, prepend)

    register_backward_hook = register_full_backward_hook

    @contextlib.contextmanager
    def _replaced(self, tensors: Mapping[str, Tensor], tied: bool = True) -> Iterator[None]:
        """Other tensors in place of these parameters and buffers inside the `with`.

        A tensor that has several names is replaced under all of them if `tied`.
        Errors: ArgumentError for an unknown name; RangeError for two values of a tied tensor.
        """
        places: dict[str, tuple[dict[str, Any], str]] = {
            f"{path}.{name}" if path else name: (table, name)
            for path, module in self.named_modules(remove_duplicate=False)
            for table in _state(module)
            for name in table
        }
        unknown = [name for name in tensors if name not in places]
        if unknown:
            raise ArgumentError(
                f"{type(self).__name__} has no parameter or buffer '{unknown[0]}'",
                "see named_parameters() and named_buffers()",
            )
        before = [(table, name, table[name]) for table, name in places.values()]
        wanted: dict[int, Any] = {}
        for path, given in tensors.items():
            held = places[path][0][places[path][1]]
            if tied and held is not None and wanted.setdefault(id(held), given) is not given:
                raise RangeError(f"two values for '{path}', a tied tensor", "set tie_weights=False")
        try:
            for table, name, held in before:
                if held is not None and id(held) in wanted:
                    table[name] = wanted[id(held)]
            for path, given in tensors.items():
                table, name = places[path]
                table[name] = given
            yield
        finally:
            for table, name, held in before:
                table[name] = held

    def _get_name(self) -> str:
        return self.__class__.__name__

    def extra_repr(self) -> str:
        """What stands in the brackets of the repr; a subclass may define it."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        parts = [f"({name}): {indented(repr(child))}" for name, child in self._modules.items()]
        if len(lines) == 1 and not parts:
            return f"{self._get_name()}({extra})"
        body = "".join(f"\n  {line}" for line in (*lines, *parts))
        return f"{self._get_name()}({body}\n)" if body else f"{self._get_name()}()"


_TABLES = (
    ("_parameters", "parameter", "torch.nn.Parameter"),
    ("_modules", "child module", "torch.nn.Module"),
    ("_buffers", "buffer", "torch.Tensor"),
)


def _state(module: Module) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tables of its parameters and of its buffers."""
    return module.__dict__["_parameters"], module.__dict__["_buffers"]


def indented(text: str) -> str:
    """The text with every line but the first set in by two."""
    return text.replace("\n", "\n  ")


def _typename(value: object) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
