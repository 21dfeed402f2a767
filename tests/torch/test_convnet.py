"""The convolutional net against PyTorch's own layers: outputs and gradients on random kinds of nets, training
steps with the same weights and batches, and one image layer by layer."""

from typing import Any

import jax
import numpy as np
import pytest
import torch

from dl_core.experiments.against_dense import BOOK, CONV, DENSE, LINE_CONV, RATE, SMALL_CONV
from dl_core.experiments.convnets import BATCH, Contestant, begin, epoch, loss_of, update
from dl_core.experiments.places import anywhere, as_they_are, signals
from dl_core.nets.convnet import Layer, Layers, Plan, initial, looked_into
from dl_core.optimizers import SGD, Adam, Momentum, Optimizer
from dl_core.optimizers.batches import batch_of, order_of, updates_in

_order_of = jax.jit(order_of, static_argnums=3)
_update = jax.jit(update, static_argnums=2)
_loss = jax.jit(jax.value_and_grad(loss_of), static_argnums=1)


class Twin(torch.nn.Module):
    """The same net of PyTorch's own layers, in float64."""

    def __init__(self, plan: Plan, layers: Layers, ends: bool) -> None:
        super().__init__()
        self.plan, self.ends = plan, ends
        conv = (torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d)[len(plan.space) - 1]
        self.pool = (torch.nn.MaxPool1d, torch.nn.MaxPool2d, torch.nn.MaxPool3d)[len(plan.space) - 1](2)
        made = []
        for place, layer in enumerate(layers):
            outs, ins = layer.weight.shape[:2]
            convolution = place < len(plan.channels)
            if place == len(plan.channels) and ends:
                ins = plan.channels[-1]
            made.append(
                conv(ins, outs, plan.side, padding="same") if convolution else torch.nn.Linear(ins, outs)
            )
        self.layers = torch.nn.ModuleList(made).double()
        with torch.no_grad():
            for place, (mine, layer) in enumerate(zip(self.layers, layers, strict=True)):
                mine.weight.copy_(torch.from_numpy(self.narrowed(place, np.asarray(layer.weight))))
                mine.bias.copy_(torch.from_numpy(np.array(layer.bias)))

    def narrowed(self, place: int, weight: Any) -> Any:
        """Of a layer that sees one number of each channel: the weights of those numbers alone."""
        if not (self.ends and place == len(self.plan.channels)):
            return weight
        return weight.reshape(len(weight), self.plan.channels[-1], -1)[:, :, 0].copy()

    def forward(self, x: Any) -> Any:
        h = x.reshape(len(x), 1, *self.plan.space)
        for layer in self.layers[: len(self.plan.channels)]:
            h = self.pool(torch.relu(layer(h)))
        h = h.flatten(2).amax(2) if self.ends else h.flatten(1)
        for layer in self.layers[len(self.plan.channels) : -1]:
            h = torch.relu(layer(h))
        return self.layers[-1](h)

    def error(self, layers: Layers, of: str = "data") -> float:
        """The largest relative error of an array, as lengths; of: or "grad"."""
        found = []
        for place, (mine, layer) in enumerate(zip(self.layers, layers, strict=True)):
            for theirs, ours in (
                (mine.weight, self.narrowed(place, np.asarray(layer.weight))),
                (mine.bias, layer.bias),
            ):
                exact = getattr(theirs, of).numpy()
                found.append(np.linalg.norm(np.asarray(ours) - exact) / max(np.linalg.norm(exact), 1e-3))
        return float(max(found))


def doubled(layers: Layers) -> Layers:
    """In float64, with biases that are not 0."""
    rng = np.random.default_rng(7)
    return tuple(Layer(one.weight.astype(float), 0.1 * rng.normal(size=len(one.bias))) for one in layers)


def drawn(seed: int) -> tuple[Plan, bool, int]:
    """A random kind of net, whether it ends in a global max pooling, and a number of samples."""
    rng = np.random.default_rng(seed)

    def some(low: int, high: int, most: int, least: int = 1) -> tuple[int, ...]:
        return tuple(rng.integers(low, high + 1, rng.integers(least, most + 1)).tolist())

    plan = Plan(
        some(4, 9, 3), some(1, 4, 2), int(rng.choice((1, 3, 5))), some(1, 6, 1, 0), int(rng.integers(2, 6))
    )
    return plan, bool(rng.integers(2)), int(rng.integers(1, 8))


@pytest.mark.parametrize("seed", range(24))
def test_outputs_and_gradients_of_random_nets_are_pytorchs(seed: int) -> None:
    plan, ends, n = drawn(seed)
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(n, int(np.prod(plan.space)))), rng.integers(0, plan.classes, n).astype(np.int32)
    layers = doubled(initial(plan, seed, ends))
    twin = Twin(plan, layers, ends)
    loss = torch.nn.functional.cross_entropy(twin(torch.from_numpy(x)), torch.from_numpy(y).long())
    loss.backward()
    value, grads = _loss(layers, plan, x, y, np.int32(ends))
    assert value == pytest.approx(loss.item(), abs=1e-10) and twin.error(grads, "grad") < 1e-9
    one, said = looked_into(layers, plan, x[0], ends), twin(torch.from_numpy(x[:1]))[0]
    np.testing.assert_allclose(one.outputs, said.detach().numpy(), atol=1e-5)
    np.testing.assert_allclose(one.chances, torch.softmax(said, 0).detach().numpy(), atol=1e-5)


RULES: dict[str, tuple[Optimizer, Any]] = {
    "Adam": (Adam(lr=RATE), lambda of: torch.optim.Adam(of, lr=RATE, eps=1e-8)),
    "SGD": (SGD(lr=0.1), lambda of: torch.optim.SGD(of, lr=0.1)),
    "Momentum": (Momentum(lr=0.05, momentum=0.8), lambda of: torch.optim.SGD(of, lr=0.05, momentum=0.8)),
}
KINDS = [
    (CONV, False, False),
    (CONV, True, False),
    (CONV, False, True),
    (DENSE, False, False),
    (LINE_CONV, False, False),
    (BOOK, False, True),
    (Plan((4, 4, 4), (4, 6)), False, False),
    (Plan((4, 4, 4), (4, 6)), True, False),
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("plan", "ends", "frozen"), KINDS)
def test_training_steps_are_pytorchs(plan: Plan, ends: bool, frozen: bool, rule: str) -> None:
    of = {(40,): signals, (8, 8): as_they_are, (4, 4, 4): as_they_are}  # a digit's pixels as a small volume
    task = of.get(plan.space, anywhere)(3, False).train
    ours, theirs = RULES[rule]
    layers = doubled(initial(plan, 3, ends))
    twin, state = Twin(plan, layers, ends), begin(ours, layers)
    moving = [one for place, one in enumerate(twin.layers) if not (frozen and place < len(plan.channels))]
    stepper = theirs([leaf for one in moving for leaf in one.parameters()])
    for first in range(0, 800, 100):
        x, y = task.x[first : first + 100].astype(float), task.y[first : first + 100]
        state = _update(ours, state, plan, x, y, np.int32(ends), np.int32(frozen))
        stepper.zero_grad()
        torch.nn.functional.cross_entropy(twin(torch.from_numpy(x)), torch.from_numpy(y).long()).backward()
        stepper.step()
        assert twin.error(state.layers) < 1e-9


@pytest.mark.parametrize(
    ("plan", "task", "ends"),
    [(CONV, anywhere, True), (SMALL_CONV, as_they_are, False), (LINE_CONV, signals, False)],
)
def test_the_page_s_own_steps_are_pytorchs_on_the_same_batches(plan: Plan, task: Any, ends: bool) -> None:
    # at this seed no two places of an image are as large as each other up to float32's rounding
    found, seed, updates = task(3, False), 3, 12
    layers, rule = initial(plan, seed, ends), Adam(lr=0.003, eps=1e-3)
    one = Contestant(plan, rule, lambda seed: found, ends)
    state, right = epoch(one, begin(rule, layers), found, seed, updates, found.scored, found.scored)
    twin = Twin(plan, tuple(Layer(a.weight.astype(float), a.bias.astype(float)) for a in layers), ends)
    stepper = torch.optim.Adam(twin.parameters(), lr=0.003, eps=1e-3)
    n = int(found.train.n)
    for step in range(updates):
        order = _order_of(seed, step // updates_in(n, BATCH), found.train.n, n)
        chosen = np.asarray(batch_of(order, step, BATCH, n))
        x, y = torch.from_numpy(found.train.x[chosen].astype(float)), torch.from_numpy(found.train.y[chosen])
        stepper.zero_grad()
        torch.nn.functional.cross_entropy(twin(x), y.long()).backward()
        stepper.step()
    assert twin.error(state.layers) < 1e-5
    with torch.no_grad():
        said = twin(torch.from_numpy(found.test.x[: found.scored].astype(float))).argmax(1).numpy()
    agrees = np.asarray(right.test)[: found.scored] == (said == found.test.y[: found.scored])
    assert agrees.mean() > 0.999
