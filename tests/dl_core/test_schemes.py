"""The comparison of initial weights on digits, its pairing and its colours."""

from collections.abc import Callable
from itertools import islice

import numpy as np
import pytest

from dl_core.digits import digits
from dl_core.experiments.learning import Regularizers, begin, epoch, score
from dl_core.experiments.schemes import BATCH, EVERY, RATE, SEEDS, SHAPE, UPDATES, Comparison, compare
from dl_core.initializers import INITIALIZERS
from dl_core.network import initial_weights, net_config
from dl_core.optimizers import SGD
from dl_core.optimizers.batches import batch_of, order_of, updates_in
from kit.theme import SCHEME_COLOURS


def after(pieces: int, schemes: tuple[str, ...], scale: float = 1.0, seed: int = 0) -> Comparison:
    """The state after some pieces of work on ReLU nets."""
    return list(islice(compare(schemes, "relu", scale, False, seed), pieces + 1))[-1]


def test_two_pieces_are_two_epochs() -> None:
    found, what = after(2, ("he",), seed=7), net_config(4, "relu")
    assert found.step == 2 * EVERY and found.loss["he"].shape == (SEEDS, 3)
    for run in range(SEEDS):
        data, train_state = (
            digits(897, 7 + run),
            begin(SGD(lr=RATE), initial_weights(SHAPE, "he", 7 + run), what),
        )
        scores = [score(train_state, tuple(int(part) for part in what), Regularizers(), data)]
        for _ in range(2):
            train_state, now = epoch(
                SGD(lr=RATE), Regularizers(), train_state, what, data, 7 + run, EVERY, BATCH
            )
            scores.append(now)
        np.testing.assert_array_equal(found.loss["he"][run], [float(one.loss[0]) for one in scores])
        np.testing.assert_array_equal(found.accuracy["he"][run], [float(one.accuracy[1]) for one in scores])


def test_a_scheme_may_be_a_point_ahead_and_the_step_is_that_of_all() -> None:
    first, found = after(0, ("he", "xavier")), after(3, ("he", "xavier"))
    assert (first.points, first.step) == (1, 0)
    assert [curve.shape for curve in found.loss.values()] == [(SEEDS, 3), (SEEDS, 2)] and (
        found.points,
        found.step,
    ) == (2, EVERY)
    assert UPDATES % EVERY == 0


@pytest.mark.parametrize("scheme", ["xavier", "he"])
def test_every_scheme_gets_the_same_batches_and_learns_as_by_hand(scheme: str) -> None:
    """Backpropagation in NumPy and float64 on the batches of the seed, whatever the scheme."""
    seed = 3
    data, given = digits(897, seed), initial_weights(SHAPE, scheme, seed, 1.3)
    weights = [np.asarray(w, float) for w in (given.first, *given.hidden[:3], given.last)]
    biases = [np.zeros(w.shape[1]) for w in weights]

    def product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        # not @: BLAS's threads fight with XLA's where others compute, too
        return np.einsum("ij,jk->ik", a, b)

    def forward(x: np.ndarray) -> list[np.ndarray]:
        found = [x]
        for i, (w, b) in enumerate(zip(weights, biases, strict=True)):
            z = product(found[-1], w) + b
            found.append(np.maximum(z, 0) if i < 4 else z)
        return found

    def chances(z: np.ndarray) -> np.ndarray:
        raised = np.exp(z - z.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)

    for step in range(EVERY):
        order = order_of(np.int32(seed), np.int32(step // updates_in(897, BATCH)), data.train.n, 897)
        chosen = np.asarray(batch_of(order, np.int32(step), BATCH, data.train.n))
        layers = forward(data.train.x[chosen].astype(float))
        delta = (chances(layers[-1]) - np.eye(10)[data.train.y[chosen]]) / BATCH
        for i in range(4, -1, -1):
            grad, bias, delta = (
                product(layers[i].T, delta),
                delta.sum(axis=0),
                product(delta, weights[i].T) * (layers[i] > 0),
            )
            weights[i] -= RATE * grad
            biases[i] -= RATE * bias
    found = after(2, ("xavier", "he"), 1.3, seed)
    p = chances(forward(data.train.x)[-1])
    assert found.loss[scheme][0, 1] == pytest.approx(
        -np.log(p[np.arange(897), data.train.y]).mean(), rel=1e-3
    )
    right = (forward(data.validation.x)[-1].argmax(axis=1) == data.validation.y).mean()
    assert found.accuracy[scheme][0, 1] == pytest.approx(right, abs=1.5 / 300)


def test_relu_learns_from_xavier_and_not_from_tiny_weights() -> None:
    found = after(2 * 6, ("xavier", "small"))
    assert found.step == 300
    assert (found.loss["xavier"][:, -1] < 2.15).all() and (found.accuracy["xavier"][:, -1] > 0.35).all()
    assert (np.abs(found.loss["small"][:, -1] - np.log(10)) < 0.01).all() and (
        found.accuracy["small"][:, -1] < 0.2
    ).all()


def test_batch_norm_and_the_activation_are_those_asked_for() -> None:
    first = next(compare(("xavier",), "tanh", 1.0, False, 0)).loss["xavier"][2, 0]
    train_state = begin(SGD(lr=RATE), initial_weights(SHAPE, "xavier", 2), net_config(4, "tanh"))
    assert first == float(
        score(
            train_state, tuple(int(part) for part in net_config(4, "tanh")), Regularizers(), digits(897, 2)
        ).loss[0]
    )
    normed = list(islice(compare(("small",), "relu", 1.0, True, 0), 3))[-1]
    assert (normed.accuracy["small"][:, -1] > 0.8).all(), (
        "which without batch norm learns nothing in 300 updates"
    )


def test_before_training_a_relu_net_says_the_same_digit_at_every_spread_and_a_diverged_one_stays() -> None:
    found = after(4, ("unit", "small", "xavier", "he"))
    for scheme in (
        "small",
        "xavier",
        "he",
    ):  # without biases a ReLU net's outputs are only stretched, whatever the layers are multiplied by
        np.testing.assert_array_equal(found.accuracy[scheme][:, 0], found.accuracy["unit"][:, 0])
    assert (
        np.isfinite(found.loss["unit"][:, 0]).all()
        and np.isnan(found.loss["unit"][:, 1]).all()
        and found.points == 2
    )


def test_another_scheme_scale_or_seed_compiles_nothing(compilations: Callable[[], int]) -> None:
    after(1, ("he",))
    compilations()
    for scheme, scale, seed in (("zeros", 1.0, 0), ("orthogonal", 3.0, 11), ("glorot-uniform", 0.1, 12)):
        after(1, (scheme,), scale, seed)
    assert compilations() == 0


def test_every_scheme_has_a_colour_that_stands_out_in_light_and_dark() -> None:
    def luminance(colour: str) -> float:
        parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        return float(
            np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
            @ [0.2126, 0.7152, 0.0722]
        )

    assert list(SCHEME_COLOURS) == [one.name for one in INITIALIZERS] and len(
        set(SCHEME_COLOURS.values())
    ) == len(INITIALIZERS)
    for colour, _ in SCHEME_COLOURS.values():
        assert (
            1.05 / (luminance(colour) + 0.05) >= 3
            and (luminance(colour) + 0.05) / (luminance("#0f1720") + 0.05) >= 3
        )
