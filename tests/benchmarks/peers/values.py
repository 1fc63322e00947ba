"""The value and the gradients of a function, in one call of each contender."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import engine
from tests.benchmarks.contest import Made, Peer, Runner, timed
from tests.benchmarks.peers import presence


@dataclass(frozen=True)
class Problem:
    """`function(m, *parameters, *data)` is one number, m being torch or who stands for it.

    Gradients are those of the parameters. Numbers come as floats, arrays as the peer's own.
    """

    function: Callable[..., Any]
    parameters: tuple[Any, ...]
    data: tuple[Any, ...] = ()

    def of(self, m: Any) -> Callable[..., Any]:
        """The function of the parameters and the data as `m` sees it."""
        return lambda *given: self.function(m, *given)

    def leaves(self, m: Any) -> list[Any]:
        """The parameters as tensors of `m`, torch or who stands for it."""
        return [m.tensor(np.asarray(array), requires_grad=True) for array in self.parameters]

    def constants(self, m: Any) -> list[Any]:
        """The data as tensors of `m`."""
        return [m.tensor(np.asarray(array)) for array in self.data]


def ours(problem: Problem) -> Runner:
    """A compiled function, called with floats or arrays; in native code where that is faster."""
    function = engine.compile(problem.of(engine), fullgraph=True)
    tensors, data = problem.leaves(engine), problem.constants(engine)
    _, seconds = timed(lambda: function(*tensors, *data))
    compiled, native_seconds = timed(function.compiled.prepare)
    step, backend = compiled.step, compiled.backend
    given = [np.asarray(array) for array in (*problem.parameters, *problem.data)]
    if backend == "scalars":
        given = [array.item() for array in given]
    return _runner(lambda: step(*given), Made(backend, seconds, native_seconds))


def ours_eager(problem: Problem) -> Runner:
    """The engine's own tensors: build the graph, go back through it."""
    return _tensors(engine, problem, problem.of(engine))


def torch_eager(problem: Problem) -> Runner:
    torch = presence.torch()
    return _tensors(torch, problem, problem.of(torch))


def torch_compile(problem: Problem) -> Runner:
    torch = presence.torch()
    return _tensors(torch, problem, torch.compile(problem.of(torch), fullgraph=True))


def _tensors(m: Any, problem: Problem, function: Callable[..., Any]) -> Runner:
    leaves, data = problem.leaves(m), problem.constants(m)
    read = _reader(problem)

    def work() -> Any:
        for leaf in leaves:
            leaf.grad = None
        loss = function(*leaves, *data)
        loss.backward()
        return loss.item(), [read(leaf.grad) for leaf in leaves]

    return _runner(work)


def jax_jit(problem: Problem) -> Runner:
    jax, numpy = presence.jax(), presence.jax_numpy()
    places = tuple(range(len(problem.parameters)))
    function = jax.jit(jax.value_and_grad(problem.of(numpy), places))
    given = [numpy.asarray(np.asarray(array)) for array in (*problem.parameters, *problem.data)]
    read = _reader(problem)

    def work() -> Any:
        loss, gradients = function(*given)
        jax.block_until_ready(gradients)
        return float(loss), [read(gradient) for gradient in gradients]

    return _runner(work)


def autograd(problem: Problem) -> Runner:
    m, numpy = presence.autograd(), presence.autograd_numpy()
    function = m.value_and_grad(lambda given: problem.function(numpy, *given, *problem.data))
    given = tuple(problem.parameters)
    return _runner(lambda: function(given))


def mygrad(problem: Problem) -> Runner:
    m = presence.mygrad()
    read = _reader(problem)

    def work() -> Any:
        leaves = [m.tensor(array) for array in problem.parameters]
        loss = problem.function(m, *leaves, *problem.data)
        loss.backward()
        return loss.item(), [read(leaf.grad) for leaf in leaves]

    return _runner(work)


def micrograd(problem: Problem) -> Runner:
    """Where all is numbers, and only what micrograd has is used."""
    value = presence.micrograd()

    def work() -> Any:
        leaves = [value(number) for number in problem.parameters]
        loss = problem.function(None, *leaves)
        loss.backward()
        return loss.data, [leaf.grad for leaf in leaves]

    return _runner(work)


def _reader(problem: Problem) -> Callable[[Any], Any]:
    """How a result is taken: numbers as floats."""
    return float if all(np.ndim(array) == 0 for array in problem.parameters) else lambda x: x


def _runner(work: Callable[[], Any], made: Made | None = None) -> Runner:
    def answer() -> list[Any]:
        loss, gradients = work()
        return [loss, *gradients]

    return Runner(work, answer, made=made)


def peers(problem: Problem, **targets: float) -> tuple[Peer, ...]:
    """All who can do it as it is written; targets by name: torch, jit, autograd, mygrad."""
    return (
        Peer("torch", lambda: torch_eager(problem), targets.get("torch")),
        Peer("torch.compile", lambda: torch_compile(problem), targets.get("compiled")),
        Peer("JAX jit", lambda: jax_jit(problem), targets.get("jit")),
        Peer("autograd", lambda: autograd(problem), targets.get("autograd")),
        Peer("MyGrad", lambda: mygrad(problem), targets.get("mygrad")),
    )
