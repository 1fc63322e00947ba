from __future__ import annotations

import pytest

from app.document.program.words import candidates, explained, typed_path

TEXT = """import torch
import torch.nn as nn
from torch.nn import functional as F
from mxnet import nd
import numpy as np
weights = torch.ones(3)
"""


@pytest.mark.parametrize(
    ("before", "path"),
    [("x = torch.nn.Lin", "torch.nn.Lin"), ("y = (x.me", "x.me"), ("x + ", ""), ("3.0", ""),
     ("F.", "F."), ("print(weig", "weig")],
)  # fmt: skip
def test_the_path_that_is_typed_is_found(before, path):
    assert typed_path(before) == path


@pytest.mark.parametrize(
    ("path", "offered"),
    [("torch.lins", "linspace"), ("nn.Lin", "Linear"), ("F.rel", "relu"), ("nd.ara", "arange"),
     ("torch.nn.functional.cross", "cross_entropy"), ("np.poly", "polyfit"),
     ("weights.backw", "backward"), ("wei", "weights"), ("whi", "while"), ("enum", "enumerate")],
)  # fmt: skip
def test_words_that_may_follow_are_offered(path, offered):
    assert offered in candidates(TEXT, path)


def test_a_word_that_is_whole_is_not_offered_again():
    assert "linspace" not in candidates(TEXT, "torch.linspace")


@pytest.mark.parametrize(
    ("path", "words"),
    [("torch.sin", "sin(input)"), ("F.relu", "relu("), ("weights.mean", "mean("),
     ("torch.nowhere", ""), ("weights", ""), ("F.cross_entropy", "cross_entropy(")],
)  # fmt: skip
def test_what_a_name_means_is_told(path, words):
    assert explained(TEXT, path).startswith(words)
    assert bool(explained(TEXT, path)) is bool(words)
