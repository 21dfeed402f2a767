"""The learner against PyTorch in float64: fifty steps with the same weights, batches and masks, each
compared, and the scores in eval mode."""

from itertools import pairwise
from typing import Any

import jax
import numpy as np
import pytest
import torch

from dl_core.digits import digits
from dl_core.experiments.learning import Regularizers, TrainState, begin, epoch, factors_of, masks_of
from dl_core.network import Shape, initial_weights, net_config
from dl_core.optimizers import SGD, Adam, Momentum, Optimizer
from dl_core.optimizers.batches import batch_of, order_of, updates_in

# with these batches no pre-activation falls within float32's rounding of ReLU's kink
SHAPE, SIZE, SEED, STEPS = (Shape(64, 30, 3, 10), 40, 3, 50)
WEIGHTS = initial_weights(SHAPE, "he", 2, 1.0, 0.05)
DATA = digits(200, SEED, 0.3)
SLOW, FAST = 0.05, Adam(lr=0.003, b1=0.8, b2=0.95, eps=1e-3)
BETAS = (0.8, 0.95)
_order_of, _masks_of = jax.jit(order_of, static_argnums=3), jax.jit(masks_of, static_argnums=3)


class Net(torch.nn.Module):
    """The same net of PyTorch's own layers, in float64; what dropout multiplies is given from outside, and of
    classic dropout 1−p in eval mode."""

    def __init__(self, normed: bool, kept: float) -> None:
        super().__init__()
        sizes = [SHAPE.inputs, *[SHAPE.width] * SHAPE.depth, SHAPE.outputs]
        self.linear = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in pairwise(sizes))
        self.norm = torch.nn.ModuleList(
            torch.nn.BatchNorm1d(SHAPE.width, eps=1e-5, momentum=0.1) for _ in range(SHAPE.depth * normed)
        )
        self.kept = kept
        self.double()
        given = [(WEIGHTS.first, WEIGHTS.bias[0]), *zip(WEIGHTS.hidden, WEIGHTS.bias[1:], strict=True)][
            : SHAPE.depth
        ]
        with torch.no_grad():
            for layer, (weight, bias) in zip(self.linear, [*given, (WEIGHTS.last, WEIGHTS.out)], strict=True):
                layer.weight.copy_(torch.from_numpy(weight.T))
                layer.bias.copy_(torch.from_numpy(bias))

    def forward(self, x: Any, factors: Any = None) -> Any:
        for i, layer in enumerate(self.linear[:-1]):
            x = layer(x)
            x = torch.relu(self.norm[i](x) if self.norm else x)
            x = x * (self.kept if factors is None else factors[i])
        return self.linear[-1](x)

    def groups(self, weight_decay: float) -> list[dict[str, Any]]:
        """Matrices with weight_decay, all else without."""
        matrices = [layer.weight for layer in self.linear]
        others = [layer.bias for layer in self.linear] + list(self.norm.parameters())
        return [{"params": matrices, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]


def rule_of(rule: Optimizer, regularizers: Regularizers, net: Net) -> Any:
    """PyTorch's rule; decay as AdamW does it, else by hand beside the step."""
    if isinstance(rule, Adam):
        cls = torch.optim.AdamW if regularizers.decay else torch.optim.Adam
        return cls(net.groups(regularizers.decay or regularizers.l2), lr=rule.lr, betas=BETAS, eps=rule.eps)
    return torch.optim.SGD(net.groups(regularizers.l2), lr=rule.lr, momentum=getattr(rule, "momentum", 0.0))


def pairs(train_state: TrainState, net: Net) -> list[tuple[Any, Any]]:
    """Every array of our net and running statistics beside PyTorch's."""
    ours, theirs = [], []
    for i, layer in enumerate(train_state.net.layers):
        ours += [np.asarray(layer.weight).T, layer.bias]
        theirs += [net.linear[i].weight, net.linear[i].bias]
        if net.norm:
            ours += [layer.gain, layer.shift, *train_state.running[i]]
            theirs += [
                net.norm[i].weight,
                net.norm[i].bias,
                net.norm[i].running_mean,
                net.norm[i].running_var,
            ]
    ours += [np.asarray(train_state.net.last).T, train_state.net.out]
    theirs += [net.linear[-1].weight, net.linear[-1].bias]
    return [
        (np.asarray(mine, float), other.detach().numpy()) for mine, other in zip(ours, theirs, strict=True)
    ]


def error(train_state: TrainState, net: Net) -> float:
    """The largest relative error of an array, as lengths; of one that is small beside the net's longest
    vector, relative to a hundredth of that."""
    both = pairs(train_state, net)
    least = 0.01 * max(np.linalg.norm(theirs) for _, theirs in both)
    return max(np.linalg.norm(mine - theirs) / max(np.linalg.norm(theirs), least) for mine, theirs in both)


CASES: dict[str, tuple[Optimizer, Regularizers, bool]] = {
    "plain": (SGD(lr=SLOW), Regularizers(), False),
    "inverted dropout": (SGD(lr=SLOW), Regularizers(dropout=0.3), False),
    "classic dropout": (SGD(lr=SLOW), Regularizers(dropout=0.3, inverted=0.0), False),
    "l2": (SGD(lr=SLOW), Regularizers(l2=0.05), False),
    "decay": (SGD(lr=SLOW), Regularizers(decay=0.05), False),
    "smoothing": (SGD(lr=SLOW), Regularizers(smoothing=0.2), False),
    "batch norm": (SGD(lr=SLOW), Regularizers(), True),
    "momentum": (Momentum(lr=0.02, momentum=0.8), Regularizers(dropout=0.2, l2=0.05), False),
    "momentum, decay": (Momentum(lr=0.02, momentum=0.8), Regularizers(decay=0.1), False),
    "Adam, l2": (FAST, Regularizers(dropout=0.2, l2=0.05), False),
    "AdamW": (FAST, Regularizers(dropout=0.2, decay=0.5), False),
    "all together": (
        SGD(lr=SLOW),
        Regularizers(dropout=0.2, inverted=0.0, l2=0.02, decay=0.03, smoothing=0.1),
        True,
    ),
    "all together, Adam": (FAST, Regularizers(dropout=0.2, l2=0.02, smoothing=0.1), True),
}


@pytest.mark.parametrize("case", CASES)
def test_training_is_pytorchs_step_by_step_and_so_are_the_scores(case: str) -> None:
    rule, regularizers, normed = CASES[case]
    what = net_config(SHAPE.depth, "relu", normed)
    train_state, net = (
        begin(rule, WEIGHTS, what),
        Net(normed, 1 - float(regularizers.dropout) * (1 - float(regularizers.inverted))),
    )
    theirs, x, y = (
        rule_of(rule, regularizers, net),
        torch.from_numpy(DATA.train.x).double(),
        torch.from_numpy(DATA.train.y).long(),
    )
    by_hand = 0.0 if isinstance(rule, Adam) else rule.lr * regularizers.decay
    assert error(train_state, net) < 1e-7
    for step in range(STEPS):
        net.train()
        order = _order_of(np.int32(SEED), np.int32(step // updates_in(200, SIZE)), DATA.train.n, 897)
        chosen = np.array(batch_of(order, step, SIZE, 200))
        masks = np.array(
            _masks_of(
                np.int32(SEED),
                np.int32(step),
                np.float32(regularizers.dropout),
                (SHAPE.depth, SIZE, SHAPE.width),
            )
        )
        factors = torch.from_numpy(masks).double() / (
            1 - regularizers.dropout if regularizers.inverted else 1
        )
        np.testing.assert_allclose(factors_of(regularizers, masks), factors.numpy(), rtol=1e-6)
        theirs.zero_grad()
        torch.nn.functional.cross_entropy(
            net(x[chosen], factors), y[chosen], label_smoothing=regularizers.smoothing
        ).backward()
        before = [layer.weight.detach().clone() for layer in net.linear]
        theirs.step()
        with torch.no_grad():
            for layer, weight in zip(net.linear, before, strict=True):
                layer.weight.sub_(by_hand * weight)
        train_state, found = epoch(rule, regularizers, train_state, what, DATA, SEED, 1, SIZE)
        assert error(train_state, net) < 2e-5, step
    net.eval()
    for i, part in enumerate(DATA[:3]):
        with torch.no_grad():
            outputs, own = (
                net(torch.from_numpy(part.x[: part.n]).double()),
                torch.from_numpy(part.y[: part.n]).long(),
            )
        assert float(found.accuracy[i]) == pytest.approx(
            (outputs.argmax(1) == own).double().mean().item(), abs=1e-6
        )
        assert float(found.loss[i]) == pytest.approx(
            torch.nn.functional.cross_entropy(outputs, own).item(), rel=1e-4
        )
    assert np.linalg.norm(np.asarray(train_state.net.last) - WEIGHTS.last) > 0.01 * np.linalg.norm(
        WEIGHTS.last
    ), "the net has moved"
