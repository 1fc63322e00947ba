"""A variable for the tests of MXNet's interface."""

import pytest

from engine.mxnet import nd


@pytest.fixture
def x():
    array = nd.array([1, 2, 3, 4])
    array.attach_grad()
    return array
