"""Gradient descent on a function, by each contender; the loss of every step is kept."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import engine
from engine.plan.function import Rows
from engine.plan.loop import FEW
from engine.plan.lowering import traced
from engine.plan.travel import Travel
from tests.benchmarks.contest import Made, Peer, Runner, timed
from tests.benchmarks.peers import presence

Run = Callable[[int], tuple[Any, Any]]
SMALL = 10_000  # bytes of parameters that are not worth being given away


@dataclass(frozen=True)
class Descent:
    """`function(m, *start, *data)`, one number, gets less at the rate `lr`.

    Attributes: steps (of a call that takes a whole loop); few (of one that takes it step by step);
    checked (after how many steps contenders have to agree); is_native (whether ours is worth the
    wait for native code).
    """

    function: Callable[..., Any]
    start: tuple[Any, ...]
    data: tuple[Any, ...] = ()
    lr: float = 0.001
    steps: int = 1000
    few: int = 100
    checked: int = 10
    is_native: bool = True

    def of(self, m: Any) -> Callable[..., Any]:
        """The function of the parameters and the data as `m` sees it."""
        return lambda *given: self.function(m, *given)

    def leaves(self, m: Any) -> list[Any]:
        """The start as tensors of `m`, torch or who stands for it."""
        return [m.tensor(np.asarray(array), requires_grad=True) for array in self.start]

    def constants(self, m: Any) -> list[Any]:
        """The data as tensors of `m`."""
        return [m.tensor(np.asarray(array)) for array in self.data]

    def whole(self, run: Run, made: Made | None = None) -> Runner:
        """Who takes all steps in one call. `run(steps)` gives the losses and the last point."""
        return self._runner(run, self.steps, made)

    def stepwise(self, run: Run, made: Made | None = None) -> Runner:
        """Who is called for each step."""
        return self._runner(run, self.few, made)

    def _runner(self, run: Run, steps: int, made: Made | None) -> Runner:
        def answer() -> list[Any]:
            losses, point = run(self.checked)
            return [[float(loss) for loss in losses], *map(np.array, point)]

        return Runner(lambda: run(steps), answer, steps, made)


def ours_whole(descent: Descent) -> Runner:
    """What engine.descend does, compiled once: the loop as generated code, from a given start."""
    tensors, data = descent.leaves(engine), descent.constants(engine)
    names = [f"p{i}" for i in range(len(tensors))]

    def objective(*given: Any) -> Any:
        return descent.function(engine, *given, *data)

    travel = Travel(
        lambda: traced(objective, tensors, names, len(tensors)),
        list(enumerate(names)),
        engine.optim.SGD(tensors, lr=descent.lr),
    )
    start = [tensor.detach().numpy().copy() for tensor in tensors]

    def run(steps: int) -> tuple[Any, Any]:
        found = travel.loop.run(Rows((descent.lr,), steps), start)
        return found.losses, found.state

    _, seconds = timed(lambda: travel.run(1))
    native_seconds = 0.0
    if descent.is_native:
        run(FEW)
        _, native_seconds = timed(_settled)
        run(1)
    return descent.whole(run, Made(travel.loop.backend, seconds, native_seconds))


def _settled() -> None:
    """Wait for native code that is being compiled in the background."""
    for thread in threading.enumerate():
        if thread.name == "native":
            thread.join()


def ours_stepwise(descent: Descent) -> Runner:
    """A compiled function of numbers, called for each step."""
    function = engine.compile(descent.of(engine), fullgraph=True)
    tensors = descent.leaves(engine)
    _, seconds = timed(lambda: function(*tensors))
    step, lr = function.compiled.step, descent.lr

    def run(steps: int) -> tuple[Any, Any]:
        (x,), losses = descent.start, []
        for _ in range(steps):
            loss, (slope,) = step(x)
            losses.append(loss)
            x -= lr * slope
        return losses, [x]

    return descent.stepwise(run, Made(function.compiled.backend, seconds))


def torch_eager(descent: Descent) -> Runner:
    torch = presence.torch()
    return _torch(descent, torch, descent.of(torch))


def torch_compile(descent: Descent) -> Runner:
    torch = presence.torch()
    return _torch(descent, torch, torch.compile(descent.of(torch), fullgraph=True))


def _torch(descent: Descent, torch: Any, function: Callable[..., Any]) -> Runner:
    data = descent.constants(torch)
    lr = descent.lr

    def run(steps: int) -> tuple[Any, Any]:
        point, losses = descent.leaves(torch), []
        for _ in range(steps):
            loss = function(*point, *data)
            loss.backward()
            losses.append(loss.item())
            with torch.no_grad():
                for x in point:
                    x -= lr * x.grad
                    x.grad = None
        return losses, [x.detach() for x in point]

    return descent.stepwise(run)


def jax_values(descent: Descent) -> Callable[..., Any]:
    """JAX's function from a point to its loss and gradients."""
    places = tuple(range(len(descent.start)))
    return presence.jax().value_and_grad(descent.of(presence.jax_numpy()), places)


def jax_jit(descent: Descent, values: Callable[..., Any] | None = None) -> Runner:
    """One compiled call a step; large parameters are given away and so changed in place."""
    jax, numpy, lr = presence.jax(), presence.jax_numpy(), descent.lr
    values = values or jax_values(descent)

    def moved(point: Any, *data: Any) -> tuple[Any, Any]:
        loss, slopes = values(*point, *data)
        return loss, [x - lr * slope for x, slope in zip(point, slopes, strict=True)]

    is_large = sum(np.asarray(array).nbytes for array in descent.start) > SMALL
    step = jax.jit(moved, donate_argnums=(0,) if is_large else ())
    start = [numpy.asarray(np.asarray(array)) for array in descent.start]
    data = [numpy.asarray(np.asarray(array)) for array in descent.data]

    def run(steps: int) -> tuple[Any, Any]:
        point, losses = [x.copy() for x in start] if is_large else start, []
        for _ in range(steps):
            loss, point = step(point, *data)
            losses.append(loss)
        return [float(loss) for loss in losses], jax.block_until_ready(point)

    return descent.stepwise(run)


def jax_fori_loop(descent: Descent, values: Callable[..., Any] | None = None) -> Runner:
    jax, numpy, lr = presence.jax(), presence.jax_numpy(), descent.lr
    values = values or jax_values(descent)

    @functools.partial(jax.jit, static_argnums=0)
    def whole(steps: int, start: Any, data: Any) -> Any:
        def body(number: Any, state: Any) -> Any:
            point, losses = state
            loss, slopes = values(*point, *data)
            point = [x - lr * slope for x, slope in zip(point, slopes, strict=True)]
            return point, losses.at[number].set(loss)

        empty = numpy.zeros(steps, jax.eval_shape(values, *start, *data)[0].dtype)
        return jax.lax.fori_loop(0, steps, body, (start, empty))

    return _jax_whole(descent, whole)


def jax_scan(descent: Descent) -> Runner:
    jax, lr = presence.jax(), descent.lr
    values = jax_values(descent)

    @functools.partial(jax.jit, static_argnums=0)
    def whole(steps: int, start: Any, data: Any) -> Any:
        def body(point: Any, _: Any) -> Any:
            loss, slopes = values(*point, *data)
            return [x - lr * slope for x, slope in zip(point, slopes, strict=True)], loss

        return jax.lax.scan(body, start, None, length=steps)

    return _jax_whole(descent, whole)


def _jax_whole(descent: Descent, whole: Callable[..., Any]) -> Runner:
    jax, numpy = presence.jax(), presence.jax_numpy()
    start = [numpy.asarray(np.asarray(array)) for array in descent.start]
    data = [numpy.asarray(np.asarray(array)) for array in descent.data]

    def run(steps: int) -> tuple[Any, Any]:
        point, losses = jax.block_until_ready(whole(steps, start, data))
        return np.asarray(losses), point

    return descent.whole(run)


def autograd(descent: Descent) -> Runner:
    m, numpy, lr = presence.autograd(), presence.autograd_numpy(), descent.lr
    values = m.value_and_grad(lambda point: descent.function(numpy, *point, *descent.data))

    def run(steps: int) -> tuple[Any, Any]:
        point, losses = descent.start, []
        for _ in range(steps):
            loss, slopes = values(point)
            losses.append(loss)
            point = tuple([x - lr * slope for x, slope in zip(point, slopes, strict=True)])
        return losses, point

    return descent.stepwise(run)


def mygrad(descent: Descent) -> Runner:
    m, lr = presence.mygrad(), descent.lr

    def run(steps: int) -> tuple[Any, Any]:
        point, losses = [np.array(array) for array in descent.start], []
        for _ in range(steps):
            leaves = [m.tensor(x) for x in point]
            loss = descent.function(m, *leaves, *descent.data)
            loss.backward()
            losses.append(loss.item())
            point = [x - lr * leaf.grad for x, leaf in zip(point, leaves, strict=True)]
        return losses, point

    return descent.stepwise(run)


def micrograd(descent: Descent) -> Runner:
    """Where all is numbers, and only what micrograd has is used."""
    value, lr = presence.micrograd(), descent.lr

    def run(steps: int) -> tuple[Any, Any]:
        point, losses = descent.start, []
        for _ in range(steps):
            leaves = [value(x) for x in point]
            loss = descent.function(None, *leaves)
            loss.backward()
            losses.append(loss.data)
            point = tuple([x - lr * leaf.grad for x, leaf in zip(point, leaves, strict=True)])
        return losses, point

    return descent.stepwise(run)


def peers(descent: Descent, **targets: float) -> tuple[Peer, ...]:
    """All who go step by step; targets by name: torch, jit, autograd."""
    return (
        Peer("torch", lambda: torch_eager(descent), targets.get("torch")),
        Peer("torch.compile", lambda: torch_compile(descent), targets.get("compiled")),
        Peer("JAX jit", lambda: jax_jit(descent), targets.get("jit")),
        Peer("autograd", lambda: autograd(descent), targets.get("autograd")),
        Peer("MyGrad", lambda: mygrad(descent), targets.get("mygrad")),
    )
