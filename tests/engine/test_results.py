"""Results with names read as in torch."""

import pytest

import engine

EYE = engine.eye(1)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (lambda: engine.aminmax(EYE), "aminmax(\nmin=tensor(1.),\nmax=tensor(1.))"),
        (lambda: engine.linalg.qr(EYE), "linalg_qr(\nQ=tensor([[1.]]),\nR=tensor([[1.]]))"),
        (
            lambda: engine.linalg.svd(EYE),
            "linalg_svd(\nU=tensor([[1.]]),\nS=tensor([1.]),\nVh=tensor([[1.]]))",
        ),
        (lambda: engine.qr(EYE), "qr(\nQ=tensor([[1.]]),\nR=tensor([[1.]]))"),
        (
            lambda: engine.linalg.eigh(EYE),
            "linalg_eigh(\neigenvalues=tensor([1.]),\neigenvectors=tensor([[1.]]))",
        ),
        (
            lambda: engine.linalg.slogdet(EYE),
            "linalg_slogdet(\nsign=tensor(1.),\nlogabsdet=tensor(0.))",
        ),
        (lambda: engine.slogdet(EYE), "slogdet(\nsign=tensor(1.),\nlogabsdet=tensor(0.))"),
        (lambda: engine.max(EYE, 1), "max(\nvalues=tensor([1.]),\nindices=tensor([0]))"),
    ],
)
def test_each_name_has_a_line(made, text):
    assert repr(made()) == f"torch.return_types.{text}"
