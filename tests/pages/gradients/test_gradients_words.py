"""What the words and presets of the page on gradients claim, computed."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import brentq

from dl_core.activations import ACTIVATIONS, Activation, activation
from dl_core.experiments.backward import layers
from dl_core.experiments.differences import central, forward
from kit.number_format import number
from pages.gradients.how import DYING, NUMERICAL
from pages.gradients.how import layers as how_to_read
from pages.gradients.presets import PRESETS
from pages.gradients.view import Gradients

Z = np.linspace(-30, 30, 60_001)


def roots(name: str) -> list[float]:
    """Where the slope of an activation is 0, to the right of where it is too small to tell."""
    one = activation(name)
    slope = one.curve(Z)[1]
    changes = [i for i in range(len(Z) - 1) if slope[i] * slope[i + 1] < 0]
    return [float(brentq(lambda z: float(one.slope(jnp.float64(z))), Z[i], Z[i + 1])) for i in changes]


@pytest.mark.parametrize("name", ["gelu", "silu"])
def test_the_slopes_of_gelu_and_silu_are_0_at_one_place_and_below_0_left_of_it(name: str) -> None:
    (root,) = roots(name)
    assert number(root, 4) in DYING.replace("\n", " ")
    below = activation(name).curve(np.linspace(-5.0, root - 1e-6, 200))[1]
    assert (below < 0).all()


def test_the_slopes_of_elu_and_leaky_relu_are_0_nowhere() -> None:
    for name in ("elu", "leaky"):
        assert roots(name) == [] and (activation(name).curve(Z)[1] > 0).all()
    assert float(activation("elu").slope(jnp.float32(-200.0))) == 0.0, "but in float32"


@pytest.mark.parametrize("one", ACTIVATIONS, ids=lambda one: one.name)
def test_the_usual_weights_are_those_that_the_words_name(one: Activation) -> None:
    view = Gradients({"nets": (one.name,)})
    variance = np.var(view.weights(one).hidden[: int(view["depth"]) - 1]) * int(view["width"])
    he, lecun = re.findall(
        r"for ([^:;]+?) (?:He|LeCun)'s, of variance \$\d/n\$",
        " ".join("".join(how_to_read(view)).split("*Usual*")[1].split()),
    )
    named = {2: he, 1: lecun}[round(float(variance), 1)]
    assert one.label in named.replace(" and ", ", ").split(", ")


@pytest.mark.parametrize("seed", range(3))
def test_half_of_relus_slopes_are_0_and_unit_weights_make_a_factor_of_7(seed: int) -> None:
    view = Gradients({**PRESETS["Exploding"].view.asked, "seed": float(seed)})
    (one,) = view.activations
    assert set(np.unique(one.curve(Z)[1])) == {0.0, 1.0}
    found = layers(view.weights(one), view.net_config(one), view["loss"], one.steepest, view.task)
    steps = len(found.post) - 1
    factors = [
        (np.float64(found.post[0]) / np.float64(found.post[-1])) ** (1 / steps),
        (np.float64(found.spread[-1]) / np.float64(found.spread[0])) ** (1 / steps),
    ]
    assert factors == pytest.approx([50**0.5, 50**0.5], rel=0.08)
    assert found.saturated.mean() == pytest.approx(0.5, abs=0.1), "a slope under 5 % of 1 is 0"
    assert (
        f"= {number(50**0.5, 1)}" in PRESETS["Exploding"].see
        and "ReLU's slope is 0 or 1" in PRESETS["Exploding"].see
    )


def test_central_differences_ask_the_loss_2d_times_and_forward_ones_d_and_1_times() -> None:
    asked, d = [], 5

    def loss(theta: jax.Array) -> jax.Array:
        asked.append(1)
        return jnp.sum(theta**3)

    counts = {}
    with jax.disable_jit():
        for rule in (central, forward):
            asked.clear()
            rule(loss, jnp.arange(1.0, d + 1), 1e-6)
            counts[rule.__name__] = len(asked)
    assert counts == {"central": 2 * d, "forward": d + 1}
    for said in (NUMERICAL, PRESETS["Backpropagation or differences"].see):
        assert "2d" in said and "forward differences d + 1" in said
