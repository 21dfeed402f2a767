"""Losses and gradients of word2vec against PyTorch's own functions, on random windows."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from dl_core.experiments.word_update import MODELS, Window, negative_step, softmax_step
from dl_core.experiments.words import _slopes, chance, sgns_loss

WORDS, WIDTH = 12, 5


def some_window(rng: np.random.Generator, model: str) -> Window:
    """A word and up to six around it, some of them twice, or the word itself."""
    around = tuple(rng.integers(WORDS, size=rng.integers(1, 7)).tolist())
    middle = (int(rng.integers(WORDS)),)
    return Window(middle, around) if model == "skipgram" else Window(around, middle)


def vectors(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(size=(WORDS, WIDTH)) * 2, rng.normal(size=(WORDS, WIDTH)) * 2


def leaves(*tables: np.ndarray) -> list[torch.Tensor]:
    return [torch.tensor(one, requires_grad=True) for one in tables]


def agree(step: object, loss: torch.Tensor, w_in: torch.Tensor, w_out: torch.Tensor) -> None:
    loss.backward()
    assert step.loss == pytest.approx(loss.item(), rel=1e-5)  # type: ignore[attr-defined]
    for mine, theirs in ((step.grad_in, w_in.grad), (step.grad_out, w_out.grad)):  # type: ignore[attr-defined]
        np.testing.assert_allclose(mine, theirs.numpy(), atol=1e-5)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(20))
def test_a_full_softmax_is_cross_entropy(model: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    at, tables = some_window(rng, model), vectors(rng)
    w_in, w_out = leaves(*tables)
    scores = functional.embedding_bag(torch.tensor([at.inputs]), w_in, mode="mean") @ w_out.T
    loss = functional.cross_entropy(
        scores.expand(len(at.targets), -1), torch.tensor(at.targets), reduction="sum"
    )
    agree(softmax_step(*tables, at), loss, w_in, w_out)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("seed", range(20))
def test_negative_samples_are_binary_cross_entropy(model: str, seed: int) -> None:
    """Every fourth window has a negative that is the predicted word, every second one that was drawn
    twice."""
    rng = np.random.default_rng(100 + seed)
    at, tables = some_window(rng, model), vectors(rng)
    negatives = rng.integers(WORDS, size=(len(at.targets), 6))
    if seed % 2:
        negatives[:, 1] = negatives[:, 0]
    if seed % 4 == 0:
        negatives[0, 2] = at.targets[0]
    w_in, w_out = leaves(*tables)
    h = functional.embedding_bag(torch.tensor([at.inputs]), w_in, mode="mean")[0]
    rows = torch.tensor(np.column_stack([at.targets, negatives]))
    labels = torch.zeros(rows.shape, dtype=torch.float64)
    labels[:, 0] = 1
    scores = functional.embedding(rows, w_out) @ h
    loss = functional.binary_cross_entropy_with_logits(scores, labels, reduction="sum")
    agree(negative_step(*tables, at, negatives.tolist()), loss, w_in, w_out)


@pytest.mark.parametrize("power", [1.0, 0.75])
@pytest.mark.parametrize("seed", range(5))
def test_the_exact_loss_is_binary_cross_entropy_over_all_pairs(seed: int, power: float) -> None:
    rng = np.random.default_rng(200 + seed)
    counts, tables = rng.poisson(0.7, (WORDS, WORDS)).astype(float), vectors(rng)
    seen, drawn = torch.tensor(counts), torch.tensor(chance(counts, 5, power))
    w, c = leaves(*tables)
    x, ones = w @ c.T, torch.ones(WORDS, WORDS, dtype=torch.float64)
    cross = functional.binary_cross_entropy_with_logits
    loss = (cross(x, ones, seen, reduction="sum") + cross(x, 0 * ones, drawn, reduction="sum")) / seen.sum()
    loss.backward()
    assert sgns_loss(counts, *tables, 5, power) == pytest.approx(loss.item(), rel=1e-5)
    total = counts.sum()
    mine = _slopes(counts / total, drawn.numpy() / total, *tables)
    for one, theirs in zip(mine, (w.grad, c.grad), strict=True):
        np.testing.assert_allclose(one, theirs.numpy(), atol=1e-5)
