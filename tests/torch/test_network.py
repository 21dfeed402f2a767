"""The net's passes against PyTorch's, weight for weight."""

from typing import Any

import jax
import numpy as np
import pytest
import torch

from dl_core.activations import ACTIVATIONS, Activation
from dl_core.datasets import Task, task
from dl_core.experiments.backward import layers
from dl_core.experiments.training import BATCH, CHUNK, advance, batches, begin
from dl_core.losses import LOSSES
from dl_core.network import EPS, Shape, Weights, batch_norm, forward, initial_weights, net_config, stack
from dl_core.optimizers import SGD, Adam

functional = torch.nn.functional
IN_TORCH = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky": lambda z: functional.leaky_relu(z, 0.01),
    "elu": functional.elu,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softplus": functional.softplus,
    "identity": lambda z: z,
}
SHAPE = Shape(2, 20, 6)


def in_double(weights: Weights) -> Weights:
    return Weights(*(np.asarray(part, np.float64) for part in weights))


def tensors(weights: Weights) -> Weights:
    return Weights(*(torch.tensor(part, requires_grad=True) for part in weights))


def in_torch(
    w: Weights, depth: int, name: str, normed: bool, residual: bool, x: Any
) -> tuple[Any, list[Any], list[Any]]:
    """Logits, pre- and post-activations."""
    pre, post, a = [], [], x
    for layer in range(depth):
        z = a @ (w.first if layer == 0 else w.hidden[layer - 1]) + w.bias[layer]
        if normed:
            z = functional.batch_norm(z, None, None, w.gain[layer], w.shift[layer], training=True, eps=EPS)
        z.retain_grad()
        out = IN_TORCH[name](z) + (a if residual and layer else 0)
        out.retain_grad()
        pre.append(z), post.append(out)
        a = out
    return (a @ w.last)[:, 0] + w.out[0], pre, post


def loss_in_torch(name: str, logits: Any, t: Any) -> Any:
    return (
        functional.binary_cross_entropy_with_logits(logits, t)
        if name == "cross"
        else functional.mse_loss(torch.sigmoid(logits), t)
    )


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda one: one.name)
@pytest.mark.parametrize(("normed", "residual"), [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("loss", LOSSES)
def test_every_layers_gradient_is_pytorchs(
    activation: Activation, normed: bool, residual: bool, loss: str
) -> None:
    weights = in_double(initial_weights(SHAPE, "xavier", 1, 1.3, 0.1))
    data = task("moons", 120, 0)
    data = Task(data.x.astype(np.float64), data.t.astype(np.float64))
    found = layers(
        weights, net_config(SHAPE.depth, activation.name, normed, residual), loss, activation.steepest, data
    )
    theirs = tensors(weights)
    logits, pre, post = in_torch(theirs, SHAPE.depth, activation.name, normed, residual, torch.tensor(data.x))
    lost = loss_in_torch(loss, logits, torch.tensor(data.t))
    lost.backward()
    by_layer = [theirs.first.grad, *theirs.hidden.grad[: SHAPE.depth - 1], theirs.last.grad]
    np.testing.assert_allclose(found.loss, lost.item(), rtol=1e-9)
    np.testing.assert_allclose(found.weight, [grad.norm().item() for grad in by_layer], rtol=1e-5)
    np.testing.assert_allclose(found.pre, [z.grad.norm().item() for z in pre], rtol=1e-5)
    np.testing.assert_allclose(found.post, [a.grad.norm().item() for a in post], rtol=1e-5)
    np.testing.assert_allclose(found.spread, [z.std(unbiased=False).item() for z in pre], rtol=1e-5)
    np.testing.assert_allclose(
        found.within, [z.var(dim=0, unbiased=False).mean().sqrt().item() for z in pre], rtol=1e-5
    )


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda one: one.name)
def test_every_single_gradient_is_pytorchs(activation: Activation) -> None:
    weights, data, what = (
        in_double(initial_weights(SHAPE, "glorot", 3, 1.5, -0.1)),
        task("spirals", 60, 2),
        net_config(SHAPE.depth, activation.name, True),
    )
    x, t = data.x.astype(np.float64), data.t.astype(np.float64)
    ours = jax.grad(lambda w: LOSSES["cross"](forward(w, what, x).logits, t))(weights)
    theirs = tensors(weights)
    loss_in_torch(
        "cross",
        in_torch(theirs, SHAPE.depth, activation.name, True, False, torch.tensor(x))[0],
        torch.tensor(t),
    ).backward()
    for name, mine, other in zip(Weights._fields, ours, theirs, strict=True):
        scale = max(float(other.grad.abs().max()), 1e-9)
        np.testing.assert_allclose(
            np.asarray(mine) / scale, other.grad.numpy() / scale, atol=1e-5, err_msg=name
        )


def test_batch_norm_is_pytorchs_in_training_mode() -> None:
    dice = np.random.default_rng(0)
    z, gain, shift = 3 + 2 * dice.standard_normal((50, 7)), dice.standard_normal(7), dice.standard_normal(7)
    theirs = functional.batch_norm(
        *(torch.tensor(z), None, None, torch.tensor(gain), torch.tensor(shift)), training=True, eps=EPS
    )
    np.testing.assert_allclose(batch_norm(z, gain, shift), theirs.numpy(), rtol=1e-9)


@pytest.mark.parametrize("rule", [SGD(lr=0.1), Adam(lr=0.01)], ids=lambda rule: rule.label)
def test_training_is_pytorchs_step_by_step(rule: Any) -> None:
    weights, data, what = (
        in_double(initial_weights(SHAPE, "he", 0)),
        task("moons", 300, 0),
        net_config(SHAPE.depth, "tanh", True),
    )
    net = stack(weights, what)
    x, t = data.x.astype(np.float64), data.t.astype(np.float64)
    progress, losses, moved = begin(rule, net), [], []
    for _ in range(2):
        progress, trace = advance(rule, progress, what, "cross", Task(x, t), 5)
        losses += trace.loss.tolist()
        moved += trace.moved.tolist()
    theirs = tensors(weights)
    other = torch.optim.SGD(theirs, lr=0.1) if isinstance(rule, SGD) else torch.optim.Adam(theirs, lr=0.01)
    start = theirs.first.detach().clone()
    for step in range(2 * CHUNK):
        batch = batches(300, 5, step - step % CHUNK)[step % CHUNK]
        assert batch.shape == (BATCH,)
        other.zero_grad()
        lost = loss_in_torch(
            "cross",
            in_torch(theirs, SHAPE.depth, "tanh", True, False, torch.tensor(x[batch]))[0],
            torch.tensor(t[batch]),
        )
        np.testing.assert_allclose(losses[step], lost.item(), rtol=1e-4)
        lost.backward()
        other.step()
        np.testing.assert_allclose(
            moved[step], ((theirs.first - start).norm() / start.norm()).item(), rtol=1e-4
        )
    assert losses[-1] < losses[0] and progress.step == 2 * CHUNK
