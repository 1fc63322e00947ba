"""Plan: plain data, checked before it runs."""

import dataclasses

import numpy as np
import pytest

from engine.errors import ArgumentError
from engine.plan import Leaf, Plan, Step

X = Leaf(0, np.array(3.0), True, "x")


@pytest.mark.parametrize(
    ("steps", "root", "words"),
    [
        ((Step("sinus", (0,), 1),), 1, "no op is called 'sinus'"),
        ((Step("add", (0, 7), 1),), 1, "add reads slot 7 before it is written"),
        ((Step("add", (0,), 1),), 1, "add has 1 inputs, it takes 2"),
        ((Step("sin", (0, 0), 1),), 1, "sin has 2 inputs, it takes 1"),
        ((Step("sin", (0,), 1),), 5, "the root 5 is not a slot"),
    ],
)
def test_a_plan_that_cannot_run_is_refused(steps, root, words):
    with pytest.raises(ArgumentError, match=words):
        Plan((X,), steps, root).check()


def test_a_plan_that_can_run_is_given_back():
    plan = Plan((X,), (Step("mul", (0, 0), 1), Step("cat", (1, 1, 1), 2)), 2)

    assert plan.check() is plan


def test_values_are_put_into_the_leaves_of_these_labels():
    plan = Plan((X, Leaf(1, np.array(1.0))), (Step("add", (0, 1), 2),), 2)

    moved = plan.with_values({"x": np.array(5.0)})

    assert moved.leaves[0] == Leaf(0, np.array(5.0), True, "x")
    assert moved.leaves[1] is plan.leaves[1]
    assert moved.steps is plan.steps


def test_a_slot_is_called_by_the_label_of_its_leaf_or_step_or_by_its_op():
    plan = Plan((X,), (Step("sin", (0,), 1, label="s"), Step("exp", (1,), 2)), 2)

    assert plan.labels() == {0: "x", 1: "s", 2: "exp"}


def test_a_plan_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        X.slot = 2
