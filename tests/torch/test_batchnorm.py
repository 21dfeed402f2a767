"""Batch norm against torch.nn.BatchNorm1d: outputs, gradients and running statistics, while training and
after it."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

from dl_core.experiments import learning
from dl_core.experiments.batchnorm import one_layer, outputs_in_batches, static_of
from dl_core.experiments.learning import KEEPS, Regularizers, TrainState, begin, update
from dl_core.network import EPS, Shape, Weights, initial_weights, net_config
from dl_core.optimizers import SGD

SHAPE, RATE = Shape(6, 8, 3, 4), 0.1


def module(gain: float, shift: float, features: int = 1) -> torch.nn.BatchNorm1d:
    """In float64, with our ε and momentum."""
    made = torch.nn.BatchNorm1d(features, eps=EPS, momentum=1 - KEEPS).double()
    torch.nn.init.constant_(made.weight, gain), torch.nn.init.constant_(made.bias, shift)
    return made


@pytest.mark.parametrize("n", [2, 3, 100, 1000])
@pytest.mark.parametrize(
    ("mean", "spread", "gain", "shift"),
    [(3.0, 2.0, 1.0, 0.0), (-5.0, 0.05, 2.5, -1.0), (0.5, 10.0, 0.0, 4.0)],
)
def test_one_layer_is_pytorchs(n: int, mean: float, spread: float, gain: float, shift: float) -> None:
    found = one_layer(n, mean, spread, gain, shift, 1)
    x = torch.tensor(found.x[:, None], requires_grad=True)
    y = module(gain, shift)(x)
    y.backward(torch.tensor(found.grad_y[:, None]))
    np.testing.assert_allclose(found.y, y.detach().numpy()[:, 0], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.grad_x, x.grad.numpy()[:, 0], rtol=1e-7, atol=1e-10)


def test_pytorch_refuses_a_batch_of_one() -> None:
    with pytest.raises(ValueError, match="more than 1 value"):
        module(1.0, 0.0)(torch.tensor(one_layer(1, 3.0, 2.0, 1.0, 0.0, 0).x[:, None]))


def start(dtype: Any) -> tuple[TrainState, Any, torch.nn.Sequential]:
    """A net with batch norm whose γ and β are not 1 and 0, here and there."""
    rng, what = np.random.default_rng(0), net_config(SHAPE.depth, "tanh", batch_norm=True)
    weights = initial_weights(SHAPE, "xavier", 3)._asdict()
    weights |= {
        "gain": 1 + 0.3 * rng.standard_normal(weights["gain"].shape),
        "shift": 0.5 * rng.standard_normal(weights["shift"].shape),
    }
    train_state = begin(
        SGD(lr=RATE), Weights(**{name: np.asarray(part, dtype) for name, part in weights.items()}), what
    )
    parts: list[torch.nn.Module] = []
    for layer in train_state.net.layers:
        linear, norm = torch.nn.Linear(*layer.weight.shape), module(1.0, 0.0, SHAPE.width)
        linear.weight.data, linear.bias.data = torch.tensor(layer.weight.T), torch.tensor(layer.bias)
        norm.weight.data, norm.bias.data = torch.tensor(layer.gain), torch.tensor(layer.shift)
        parts += [linear, norm, torch.nn.Tanh()]
    last = torch.nn.Linear(SHAPE.width, SHAPE.outputs)
    last.weight.data, last.bias.data = torch.tensor(train_state.net.last.T), torch.tensor(train_state.net.out)
    return train_state, static_of(what), torch.nn.Sequential(*parts, last).double()


def learned(steps: int, dtype: Any = np.float64) -> tuple[TrainState, Any, torch.nn.Sequential, Any]:
    """Both after as many steps of SGD on the same batches of several sizes, and a few samples more."""
    train_state, static, theirs = start(dtype)
    rng, rule = np.random.default_rng(1), torch.optim.SGD(theirs.parameters(), lr=RATE)
    ours = jax.jit(
        lambda train_state, x, y: update(
            SGD(lr=jnp.float64(RATE)),
            Regularizers(),
            train_state,
            static,
            x,
            y,
            jnp.ones((SHAPE.depth, 1, 1), dtype),
        )
    )
    for size in [20, 20, 7, 2, 20, 20, 7, 2][:steps]:
        x, y = (
            (2 + 3 * rng.standard_normal((size, SHAPE.inputs))).astype(dtype),
            rng.integers(0, SHAPE.outputs, size),
        )
        train_state = ours(train_state, x, y.astype(np.int32))
        rule.zero_grad()
        torch.nn.functional.cross_entropy(
            theirs(torch.tensor(x, dtype=torch.float64)), torch.tensor(y)
        ).backward()
        rule.step()
    return train_state, static, theirs, (2 + 3 * rng.standard_normal((30, SHAPE.inputs))).astype(dtype)


@pytest.mark.parametrize(("dtype", "close"), [(np.float64, 1e-9), (np.float32, 1e-4)])
def test_running_statistics_weights_and_the_net_after_training_are_pytorchs(dtype: Any, close: float) -> None:
    train_state, static, theirs, x = learned(8, dtype)
    norms = [part for part in theirs if isinstance(part, torch.nn.BatchNorm1d)]
    for layer, (mean, variance), norm in zip(train_state.net.layers, train_state.running, norms, strict=True):
        np.testing.assert_allclose(mean, norm.running_mean.numpy(), rtol=close, atol=close)
        np.testing.assert_allclose(variance, norm.running_var.numpy(), rtol=close, atol=close)
        np.testing.assert_allclose(layer.gain, norm.weight.detach().numpy(), rtol=close, atol=close)
        np.testing.assert_allclose(layer.shift, norm.bias.detach().numpy(), rtol=close, atol=close)
    for layer, linear in zip(
        train_state.net.layers, [part for part in theirs if isinstance(part, torch.nn.Linear)], strict=False
    ):
        np.testing.assert_allclose(layer.weight, linear.weight.detach().numpy().T, rtol=close, atol=close)
    after = learning.tested(train_state, static, Regularizers(), x).outputs
    np.testing.assert_allclose(
        after, theirs.eval()(torch.tensor(x, dtype=torch.float64)).detach().numpy(), rtol=close, atol=close
    )


@pytest.mark.parametrize("size", [2, 7, 30])
def test_test_batches_with_their_own_statistics_are_pytorchs_training_mode(size: int) -> None:
    train_state, static, theirs, x = learned(4)
    own = [
        theirs.train()(torch.tensor(x[first : first + size])).detach().numpy()
        for first in range(0, len(x) - len(x) % size, size)
    ]
    x = x[: len(x) - len(x) % size]
    found = outputs_in_batches(train_state.net, static, jnp.asarray(x), jnp.arange(len(x)) // size)
    np.testing.assert_allclose(found, np.concatenate(own), rtol=1e-7, atol=1e-9)
