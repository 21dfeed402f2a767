"""What hidden units have in common, and how long a net holds without them: against NumPy, and on nets that
have learned."""

from collections.abc import Callable

import numpy as np
import pytest

from dl_core.digits import digits
from dl_core.experiments.coadaptation import alike, correlations, orders_of, profile, removal, removals
from dl_core.experiments.learning import Regularizers, Trained, begin, epoch, score
from dl_core.network import Shape, initial_weights, net_config
from dl_core.optimizers import SGD, Adam

FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
}


def made(
    seed: int,
    activation: str = "relu",
    regularizers: Regularizers = Regularizers(),
    depth: int = 3,
    width: int = 20,
) -> Trained:
    """A net that nobody has trained, with random biases. In layer 2, unit 4 is dead and unit 7 always says
    tanh .3 or .3."""
    weights, what, rng = (
        initial_weights(Shape(64, width, depth, 10), "he", seed),
        net_config(depth, activation),
        np.random.default_rng(seed),
    )
    weights = weights._replace(
        bias=rng.normal(0, 0.5, weights.bias.shape).astype(np.float32),
        out=rng.normal(0, 0.5, 10).astype(np.float32),
    )
    weights.hidden[0, :, [4, 7]] = 0
    weights.bias[1, 4], weights.bias[1, 7] = -1 if activation == "relu" else 0, 0.3
    return Trained(begin(SGD(lr=0.1), weights, what), what, regularizers, digits(50, seed))


def by_hand(net: Trained, activation: str, factors: np.ndarray) -> list[np.ndarray]:
    """Hidden activations and, last, outputs on the test set in NumPy and float64, with factors (layers,
    width)."""
    found = [net.data.test.x.astype(float)]
    for layer, factor in zip(net.train_state.net.layers, factors, strict=True):
        found.append(FUNCTIONS[activation](found[-1] @ layer.weight.astype(float) + layer.bias) * factor)
    return [*found[1:], found[-1] @ net.train_state.net.last.astype(float) + net.train_state.net.out]


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_correlations_are_numpys_and_units_that_never_vary_have_none(activation: str) -> None:
    net = made(1, activation, Regularizers(dropout=0.4, inverted=0.0))
    hidden = by_hand(net, activation, np.full((3, 20), 0.6))
    for layer in range(3):
        found, varies = correlations(net, layer), np.ptp(hidden[layer], axis=0) > 1e-6
        expected = np.corrcoef(hidden[layer][:, varies].T)
        np.testing.assert_allclose(found[np.ix_(varies, varies)], expected, atol=2e-5)
        assert (
            np.isnan(found[~varies]).all() and np.isnan(found[:, ~varies]).all() and found.dtype == np.float64
        )
        summary, pairs = alike(found), np.abs(expected[np.triu_indices(int(varies.sum()), 1)])
        assert summary.silent == (~varies).sum() and summary.mean == pytest.approx(pairs.mean(), abs=1e-5)
        assert profile(net)[layer] == summary
    assert not {4, 7} & set(np.flatnonzero(~np.isnan(correlations(net, 1).diagonal())))


def test_the_summary_leaves_out_the_diagonal_and_what_never_varies() -> None:
    nan = np.nan
    assert alike([[1, -0.5, nan, 0.1], [-0.5, 1, nan, 0.3], [nan, nan, nan, nan], [0.1, 0.3, nan, 1]]) == (
        pytest.approx(0.3),
        1,
    )
    lonely = alike([[1, nan], [nan, nan]])
    assert np.isnan(lonely.mean) and lonely.silent == 1


@pytest.mark.parametrize(
    ("activation", "regularizers", "scale"),
    [("relu", Regularizers(dropout=0.5), 1.0), ("tanh", Regularizers(dropout=0.3, inverted=0.0), 0.7)],
)
@pytest.mark.parametrize("layer", [0, 2, None])
def test_removal_is_a_net_without_these_units_and_without_any_rescaling(
    activation: str, regularizers: Regularizers, scale: float, layer: int | None
) -> None:
    net, y = made(2, activation, regularizers), digits(50, 2).test.y
    found = removal(net, layer, 5, orders=2)
    assert found.accuracy.shape == (2, 21)
    for order in range(2):
        ranks = orders_of(net, 5, order)
        for k in (0, 1, 7, 19, 20):
            factors = np.full((3, 20), scale)
            for one in range(3) if layer is None else [layer]:
                factors[one, np.argsort(ranks[one])[:k]] = 0
            expected = (by_hand(net, activation, factors)[-1].argmax(axis=1) == y).mean()
            assert found.accuracy[order, k] == pytest.approx(expected, abs=1.5 / 600)
    np.testing.assert_allclose(
        found.accuracy[:, 0],
        float(score(net.train_state, net.static, regularizers, net.data).accuracy[2]),
        rtol=1e-6,
    )


@pytest.mark.parametrize("layer", [2, None])
def test_without_the_last_layers_units_only_the_biases_of_the_readout_speak(layer: int | None) -> None:
    net = made(4)
    found = removal(net, layer, 0, orders=3)
    said = int(net.train_state.net.out.argmax())
    np.testing.assert_allclose(found.accuracy[:, -1], (net.data.test.y == said).mean(), rtol=1e-6)


def test_every_order_is_another_and_every_layer_has_its_own() -> None:
    net = made(0)
    drawn = np.stack([orders_of(net, seed, order) for seed in (0, 1) for order in range(4)])
    np.testing.assert_array_equal(np.sort(drawn, axis=-1), np.broadcast_to(np.arange(20), drawn.shape))
    assert len({tuple(row) for row in drawn.reshape(-1, 20).tolist()}) == 8 * 3


def test_an_order_at_a_time_comes_to_the_same() -> None:
    net = made(3)
    at_once, states = removal(net, 1, 2, orders=3), list(removals(net, 1, 2, orders=3))
    assert [len(state.accuracy) for state in states] == [0, 1, 2, 3]
    np.testing.assert_array_equal(states[-1].accuracy, at_once.accuracy)
    table = np.asarray(at_once.accuracy, float)
    for found, expected in zip(
        (at_once.low, at_once.mean, at_once.high), (table.min(0), table.mean(0), table.max(0)), strict=True
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert (at_once.low < at_once.high).any()


def test_another_layer_seed_or_net_compiles_nothing(compilations: Callable[[], int]) -> None:
    what, nets = net_config(3, "relu"), [made(0), made(1)]
    nets.append(
        Trained(
            begin(Adam(), initial_weights(Shape(64, 20, 3, 10), "he", 9), what),
            what,
            Regularizers(dropout=0.5, inverted=0.0),
            digits(700, 4, 0.3),
        )
    )
    removal(nets[0], 0, 0, orders=2)
    correlations(nets[0], 0)
    compilations()
    for net, layer, seed in ((nets[0], 2, 0), (nets[0], None, 1), (nets[1], 1, 5), (nets[2], 0, 0)):
        removal(net, layer, seed, orders=2)
        correlations(net, layer or 0)
    assert compilations() == 0


def test_a_layer_that_there_is_not_is_refused() -> None:
    for layer in (-1, 3):
        for call in (correlations, lambda net, layer: removal(net, layer, 0)):
            with pytest.raises(ValueError, match="0 to 2"):
                call(made(0), layer)


@pytest.mark.parametrize("seed", range(3))
def test_a_net_trained_with_dropout_can_spare_half_of_a_layer_and_its_first_layer_is_less_alike(
    seed: int,
) -> None:
    what, data, nets = net_config(3, "relu"), digits(300, seed, 0.3), []
    for ratio in (0.0, 0.2):
        regularizers, train_state = (
            Regularizers(dropout=ratio),
            begin(SGD(lr=0.05), initial_weights(Shape(64, 50, 3, 10), "he", seed), what),
        )
        nets.append(
            Trained(
                epoch(SGD(lr=0.05), regularizers, train_state, what, data, seed, 600)[0],
                what,
                regularizers,
                data,
            )
        )
    without, thin = nets
    for layer in range(3):
        assert removal(thin, layer, seed).mean[25] > removal(without, layer, seed).mean[25] + 0.15
    assert profile(thin)[0].mean < profile(without)[0].mean  # in deeper layers the opposite is common
