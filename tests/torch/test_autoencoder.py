"""The autoencoder against PyTorch's own layers: training steps with the same random numbers, and the KL
divergence against torch.distributions."""

from typing import Any

import jax
import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence

from dl_core.experiments.autoencoders import CODE, INPUT, Goal, Recipe, begin, digits_apart, learn, normals
from dl_core.experiments.codes import kl_of_units, vae_terms
from dl_core.nets.autoencoder import Layers, Plan, initial
from dl_core.optimizers.batches import batch_of, order_of, updates_in

_order_of = jax.jit(order_of, static_argnums=3)
_normals = jax.jit(normals, static_argnums=(2, 3))
STEPS = 30
KINDS = {
    "plain": Recipe(Plan(room=8), 2),
    "relu": Recipe(Plan(room=3, activation="relu"), 3, seed=4),
    "l2": Recipe(Plan(hidden=0, room=8, activation="linear"), 8, Goal(l2=0.05), seed=1),
    "denoising": Recipe(Plan(room=8), 5, Goal(noise=0.3), seed=2),
    "variational": Recipe(Plan(room=8), 6, Goal(variance=0.05, beta=1.5, variational=1.0), seed=3, size=100),
    "prefixes": Recipe(Plan(hidden=0, room=8, activation="linear"), 4, prefixes=True),
}


class Twin(torch.nn.Module):
    """The same net of PyTorch's own layers, in float64, with no room beside its code."""

    def __init__(self, recipe: Recipe, layers: Layers) -> None:
        super().__init__()
        self.recipe, width = recipe, recipe.width

        def linear(layer: Any, rows: int | None = None, columns: int | None = None) -> Any:
            weight = np.array(layer.weight[:rows, :columns], float).T.copy()
            made = torch.nn.Linear(*weight.shape[::-1]).double()
            with torch.no_grad():
                made.weight.copy_(torch.from_numpy(weight))
                made.bias.copy_(torch.from_numpy(np.array(layer.bias[:columns], float)))
            return made

        self.into = torch.nn.ModuleList([linear(one) for one in layers.into])
        self.mean, self.log_variance = (
            linear(one, columns=width) for one in (layers.mean, layers.log_variance)
        )
        first, *rest = layers.out
        self.out = torch.nn.ModuleList([linear(first, rows=width), *map(linear, rest)])

    def active(self, x: Any) -> Any:
        return {"tanh": torch.tanh, "relu": torch.relu, "linear": lambda x: x}[self.recipe.plan.activation](x)

    def encode(self, x: Any) -> Any:
        for layer in self.into:
            x = self.active(layer(x))
        return self.mean(x), self.log_variance(x)

    def decode(self, codes: Any) -> Any:
        for layer in self.out[:-1]:
            codes = self.active(layer(codes))
        return self.out[-1](codes)

    def loss(self, given: Any, x: Any, noise: Any) -> Any:
        goal, width = self.recipe.goal, self.recipe.width
        mean, log_variance = self.encode(given)
        kept = range(1, width + 1) if self.recipe.prefixes else [width]
        codes = mean
        if goal.variational:
            codes = mean + noise * (log_variance / 2).exp()
        errors = []
        for count in kept:
            decoded = self.decode(codes * (torch.arange(width) < count))
            errors.append(((decoded - x) ** 2).sum(1).mean() / (2 * goal.variance))
        loss = sum(errors) / len(errors)
        if goal.variational:
            own = Normal(mean, (log_variance / 2).exp())
            loss = loss + goal.beta * kl_divergence(own, Normal(0.0, 1.0)).sum(1).mean()
        weights = [one for name, one in self.named_parameters() if name.endswith("weight")]
        return loss + goal.l2 * sum((one**2).sum() for one in weights)


@pytest.mark.parametrize("kind", KINDS)
def test_steps_are_pytorchs_with_the_same_random_numbers(kind):
    recipe, (train, test) = KINDS[kind], digits_apart()
    plan, width, size, n = recipe.plan, recipe.width, recipe.size, len(train.y)
    layers = initial(plan, width, recipe.seed)
    twin = Twin(recipe, layers)
    rule = torch.optim.Adam(twin.parameters(), lr=recipe.goal.lr, eps=1e-8)
    for step in range(STEPS):
        order = _order_of(recipe.seed, step // updates_in(n, size), n, n)
        x = train.x[np.asarray(batch_of(order, step, size, n))]
        noise = np.array(_normals(recipe.seed, step, CODE, (size, plan.room)), float)[:, :width]
        added = recipe.goal.noise * np.array(_normals(recipe.seed, step, INPUT, x.shape), float)
        rule.param_groups[0]["lr"] = recipe.goal.lr * min(1, 2 - 2 * step / STEPS)
        rule.zero_grad()
        clean = torch.from_numpy(x.astype(float))
        twin.loss(clean + torch.from_numpy(added), clean, torch.from_numpy(noise)).backward()
        rule.step()
    ours, score = learn(recipe, begin(layers), train, test, STEPS, STEPS)
    theirs = Twin(recipe, jax.tree.map(np.asarray, ours.layers))
    for (name, exact), found in zip(twin.named_parameters(), theirs.parameters(), strict=True):
        if "log_variance" in name and not recipe.goal.variational:
            continue  # no part of the loss, but of its L2
        off = torch.linalg.norm(found.detach() - exact.detach())
        assert off <= 1e-4 * max(1, torch.linalg.norm(exact.detach())), name
    x = torch.from_numpy(test.x.astype(float))
    error = ((twin.decode(twin.encode(x)[0]) - x) ** 2).sum(1).mean()
    assert float(score.test) == pytest.approx(error.item(), rel=1e-4)
    for layer, axis in ((ours.layers.mean, 1), (ours.layers.log_variance, 1), (ours.layers.out[0], 0)):
        beyond = np.asarray(layer.weight).take(range(width, plan.room), axis)
        assert not beyond.any(), "places beyond the width moved"


def test_random_numbers_are_normal():
    drawn = np.array(_normals(0, 7, CODE, (1000, 200)))
    assert np.isfinite(drawn).all()
    assert abs(drawn.mean()) < 4 / np.sqrt(drawn.size)
    assert abs(drawn.std() - 1) < 4 / np.sqrt(2 * drawn.size)
    assert abs((np.abs(drawn) < 1).mean() - 0.6827) < 0.005
    assert not np.array_equal(drawn, np.array(_normals(0, 8, CODE, (1000, 200))))


def test_kl_is_that_of_torch_distributions():
    rng = np.random.default_rng(9)
    mean, log_variance = 2 * rng.normal(size=(50, 4)), 2 * rng.normal(size=(50, 4))
    own = Normal(torch.from_numpy(mean), torch.from_numpy(np.exp(log_variance / 2)))
    exact = kl_divergence(own, Normal(torch.zeros(()).double(), torch.ones(()).double())).numpy()
    with jax.enable_x64(True):
        np.testing.assert_allclose(kl_of_units(mean, log_variance), exact, rtol=1e-10)
        terms = vae_terms(np.zeros((50, 3)), np.zeros((50, 3)), mean, log_variance, 1.0)
        assert float(terms.kl) == pytest.approx(exact.sum(1).mean(), rel=1e-10)
