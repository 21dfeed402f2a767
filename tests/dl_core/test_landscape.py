"""The landscape of a network: its training, its planes, and everything that says how far a picture of it can
be trusted."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from dl_core.digits import in_the_plane
from dl_core.experiments import landscape as core
from dl_core.experiments.landscape import (
    EVERY,
    ROWS,
    SAMPLES,
    SIZE,
    STEPS,
    Course,
    Plane,
    averaged,
    candidate_rates,
    course,
    diverged,
    frame,
    ground,
    loss_at,
    net_of,
    plane_through,
    principal_plane,
    project,
    random_plane,
    random_walks,
    shadow,
    shares,
    train,
)
from dl_core.losses import cross_entropy
from dl_core.optimizers import SGD, Adam, Momentum

RNG = np.random.default_rng(0)
TANH, RELU = course("moons", 0, 8, "tanh", 32), course("circles", 1, 8, "relu")


def net_by_hand(weights: Any) -> list[np.ndarray]:
    """The arrays of a net of width 8, each at its place."""
    w = np.asarray(weights, np.float64)
    return [
        w[:16].reshape(2, 8),
        w[16:24],
        w[24:88].reshape(8, 8),
        w[88:96],
        w[96:104].reshape(8, 1),
        w[104:],
    ]


def forward(weights: Any, what: Course) -> tuple[list[np.ndarray], np.ndarray]:
    """Inputs of all three layers, and logits (n,), in float64."""
    w1, b1, w2, b2, w3, b3 = net_by_hand(weights)
    f = (lambda z: np.maximum(z, 0)) if what.relu else np.tanh
    first = f(what.x.astype(float) @ w1 + b1)
    second = f(first @ w2 + b2)
    return [what.x.astype(float), first, second], (second @ w3 + b3)[:, 0]


def loss_by_hand(weights: Any, what: Course) -> float:
    z = forward(weights, what)[1]
    return float((np.logaddexp(0, z) - what.t * z).mean())


def gradient_by_hand(weights: Any, what: Course, share: np.ndarray) -> np.ndarray:
    _, _, w2, _, w3, _ = net_by_hand(weights)
    inputs, z = forward(weights, what)
    slope = [None, *((a > 0) if what.relu else 1 - a * a for a in inputs[1:])]
    d3 = (share * (1 / (1 + np.exp(-z)) - what.t))[:, None]
    d2 = (d3 @ w3.T) * slope[2]
    d1 = (d2 @ w2.T) * slope[1]
    return np.concatenate(
        [part.ravel() for a, d in zip(inputs, (d1, d2, d3), strict=True) for part in (a.T @ d, d.sum(axis=0))]
    )


@pytest.mark.parametrize("what", [TANH, RELU])
def test_sgd_goes_where_numpy_goes(what: Course) -> None:
    run, x = train(SGD(lr=0.3), what), what.start.astype(float)
    assert run.path.shape == (ROWS, 105) and run.path.dtype == np.float32
    for step in range(60):
        if step % EVERY == 0:
            np.testing.assert_allclose(run.path[step // EVERY], x, atol=2e-5)
        x = x - 0.3 * gradient_by_hand(x, what, what.shares[step])
    assert np.abs(x - what.start).max() > 0.05


@pytest.mark.parametrize("what", [TANH, RELU])
def test_adam_goes_where_optax_goes(what: Course) -> None:
    def loss(net: list[jax.Array], share: jax.Array) -> jax.Array:
        w1, b1, w2, b2, w3, b3 = net
        f = jax.nn.relu if what.relu else jnp.tanh
        return (
            share
            * optax.sigmoid_binary_cross_entropy((f(f(what.x @ w1 + b1) @ w2 + b2) @ w3 + b3)[:, 0], what.t)
        ).sum()

    net, rule = net_by_hand(what.start), optax.adam(0.02)
    state, step = rule.init(net), jax.jit(jax.grad(loss))
    with jax.numpy_dtype_promotion("standard"):  # which optax relies on
        for share in what.shares[:40]:
            moves, state = rule.update(step(net, share), state)
            net = optax.apply_updates(net, moves)
    np.testing.assert_allclose(
        train(Adam(lr=0.02), what).path[10], np.concatenate([np.ravel(part) for part in net]), atol=2e-4
    )


@pytest.mark.parametrize("what", [TANH, RELU])
def test_losses_are_those_of_all_points_and_the_mean_is_numpys(what: Course) -> None:
    run = train(Momentum(lr=0.1), what)
    np.testing.assert_allclose(run.loss, [loss_by_hand(x, what) for x in run.path], rtol=1e-4)
    late = np.mean(run.path[300 // EVERY :], axis=0, dtype=float)
    np.testing.assert_allclose(run.mean, late, rtol=1e-6)
    assert run.mean_loss == pytest.approx(loss_by_hand(late, what), rel=1e-4)
    np.testing.assert_allclose(
        averaged(run, what, 0.5).mean, run.path[200 // EVERY :].mean(axis=0, dtype=float), rtol=1e-6
    )


@pytest.mark.parametrize("late", [0.01, 0.1, 0.5, 1.0])
def test_another_mean_trains_nothing_and_is_that_of_the_last_share_of_the_run(late: float) -> None:
    run = train(Momentum(lr=0.1), TANH)
    found = averaged(run, TANH, late)
    assert found.mean_loss == pytest.approx(loss_by_hand(found.mean, TANH), rel=1e-4)
    kept = run.path[ROWS - 1 - round(late * (ROWS - 1)) :]
    np.testing.assert_allclose(found.mean, kept.mean(axis=0, dtype=float), rtol=1e-5, atol=1e-7)


def test_the_digits_of_a_course_are_those_of_scikit_learns_components() -> None:
    digits = load_digits()
    pair = np.isin(digits.target, core.DIGITS)
    known = PCA(2).fit(digits.data[pair])
    places = known.transform(digits.data[pair]) / np.sqrt(
        known.explained_variance_ * (pair.sum() - 1) / pair.sum()
    )
    what = course("digits", 3, 8)
    # the sign of a component is free
    places *= np.sign(places[np.abs(np.abs(places) - np.abs(what.x[0])).sum(axis=1).argmin()] * what.x[0])
    apart = np.abs(what.x[:, None] - places[None]).max(axis=2)
    assert apart.min(axis=1).max() < 1e-5 and len(set(apart.argmin(axis=1).tolist())) == SAMPLES, (
        "no image twice"
    )
    np.testing.assert_array_equal(what.t, digits.target[pair][apart.argmin(axis=1)] == core.DIGITS[1])
    assert not np.array_equal(what.x, course("digits", 4, 8).x)
    with pytest.raises(ValueError, match="357 images of 3 and 8"):
        in_the_plane((3, 8), 358, 0)


def test_batches_are_shares_of_the_points() -> None:
    drawn = np.random.default_rng((0, core.BATCHES)).integers(0, SAMPLES, (STEPS, 32))
    for step in (0, 7, STEPS - 1):
        np.testing.assert_array_equal(
            32 * TANH.shares[step], [(drawn[step] == i).sum() for i in range(SAMPLES)]
        )
    np.testing.assert_array_equal(RELU.shares, np.float32(1 / SAMPLES))
    z = np.array([forward(TANH.start, TANH)[1], TANH.t])[:, drawn[3]]
    assert float(loss_at(TANH.start, TANH, TANH.shares[3])) == pytest.approx(
        float(cross_entropy(*z)), rel=1e-5
    )


def test_the_loss_of_a_sure_net_is_not_rounded_away() -> None:
    sure = train(Adam(lr=0.1), course("blobs", 0, 8, noise=0.0)).path[-1] * np.float32(2)
    what = course("blobs", 0, 8, noise=0.0)
    z = forward(sure, what)[1] * np.where(what.t > 0.5, -1, 1)
    expected = np.logaddexp(0, z).mean()
    assert 0 < expected < 1e-6
    assert float(loss_at(sure, what, what.shares[0])) == pytest.approx(expected, rel=1e-3)


def test_the_tuned_rate_is_the_best_of_all_that_were_tried() -> None:
    rates, found = candidate_rates(Momentum), train(Momentum(momentum=0.5), TANH, tuned=True)
    finals = np.array([train(Momentum(lr=rate, momentum=0.5), TANH).loss[-1] for rate in rates])
    np.testing.assert_allclose(found.finals, finals, rtol=1e-4)
    assert len(rates) == core.RATES and found.optimizer == Momentum(lr=rates[finals.argmin()], momentum=0.5)
    np.testing.assert_array_equal(found.path, train(found.optimizer, TANH).path)
    alone = train(found.optimizer, TANH)
    assert (
        alone.optimizer == found.optimizer
        and alone.finals[0] == found.finals[finals.argmin()]
        and np.isnan(alone.finals[1:]).all()
    )


def test_what_is_not_finite_never_wins() -> None:
    what = RELU._replace(start=RELU.start * np.float32(1e6))
    found = train(SGD(), what, tuned=True)
    assert (
        not np.isfinite(found.finals).all()
        and np.isfinite(found.finals).any()
        and np.isfinite(found.loss[-1])
    )
    rates = np.full(core.RATES, 0.1)
    rates[0] = 1e30
    path, place, finals = core._best(SGD(), rates, np.int32(2), RELU)
    assert np.isnan(finals[0]) and place == 1 and np.isfinite(path).all(), "nor if it came first"
    hopeless = train(SGD(), RELU._replace(start=RELU.start * np.float32(np.nan)), tuned=True)
    assert hopeless.optimizer.lr == candidate_rates(SGD)[0] and np.isnan(hopeless.loss).all()


def test_on_a_tie_the_smaller_rate_wins() -> None:
    # as many points of both classes: no gradient anywhere
    flat = train(SGD(), TANH._replace(start=0 * TANH.start, shares=RELU.shares), tuned=True)
    assert len(set(flat.finals.tolist())) == 1 and flat.optimizer.lr == candidate_rates(SGD)[0]


def test_projecting_what_lies_in_the_plane_loses_nothing_and_what_does_not_its_distance() -> None:
    plane, places = (
        Plane(RNG.normal(size=40), RNG.normal(size=(2, 40)) * [[3], [0.2]], 0.0),
        RNG.normal(size=(7, 2)),
    )
    points = plane.origin + places @ plane.axes
    found, away = project(plane, points)
    np.testing.assert_allclose(found, places, atol=1e-12)
    np.testing.assert_allclose(away, 0, atol=1e-12)
    normal = np.linalg.svd(plane.axes)[2][5]
    points[3] = np.nan
    found, away = project(plane, points + np.arange(7)[:, None] * normal)
    np.testing.assert_allclose(np.delete(found, 3, 0), np.delete(places, 3, 0), atol=1e-12)
    np.testing.assert_allclose(np.delete(away, 3), [0, 1, 2, 4, 5, 6], atol=1e-12)
    assert np.isnan(found[3]).all() and np.isnan(away[3])


@pytest.mark.parametrize("through", [None, 1])
@pytest.mark.parametrize("size", [30, 150])
def test_components_and_their_shares_are_scikit_learns(through: int | None, size: int) -> None:
    paths = [
        np.cumsum(RNG.normal(size=(n, size)) * RNG.uniform(0, 3, size), axis=0).astype(np.float32)
        for n in (40, 25)
    ]
    end = None if through is None else paths[through][-1]
    plane, pca = principal_plane(paths, end), PCA(2).fit(np.concatenate(paths).astype(float))
    np.testing.assert_allclose(np.abs(np.sum(plane.axes * pca.components_, axis=1)), 1, rtol=1e-9)
    np.testing.assert_allclose(shares(plane, np.concatenate(paths)), pca.explained_variance_ratio_, rtol=1e-9)
    np.testing.assert_allclose(plane.origin, pca.mean_ if end is None else end, rtol=1e-9)
    assert (plane.axes @ (paths[0][-1] - paths[0][0]) > 0).all()
    own = paths[1] - paths[1].mean(axis=0, dtype=float)
    np.testing.assert_allclose(
        shares(plane, paths[1]).sum(),
        1 - ((own - own @ plane.axes.T @ plane.axes) ** 2).sum() / (own**2).sum(),
        rtol=1e-6,
    )


def test_points_on_a_line_have_a_plane_too() -> None:
    path = np.linspace(0, 3, 20)[:, None] * RNG.normal(size=100)
    plane = principal_plane([path])
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(shares(plane, path), [1, 0], atol=1e-9)


def test_shares_along_slanted_axes_are_those_of_the_plane() -> None:
    points, axes = RNG.normal(size=(50, 10)), RNG.normal(size=(2, 10))
    normal = np.linalg.qr(axes.T)[0]
    skewed = Plane(np.zeros(10), np.array([axes[0], 5 * axes[1] + 7 * axes[0]]), 0.0)
    np.testing.assert_allclose(
        shares(skewed, points), np.var(points @ normal, axis=0) / np.var(points, axis=0).sum(), rtol=1e-9
    )


def test_random_directions_are_as_long_as_each_units_weights_and_leave_biases_alone() -> None:
    end = train(SGD(lr=0.3), TANH).path[-1]
    plane = random_plane(end, 5)
    net = net_by_hand(end)
    for axis in plane.axes:
        for weight, direction in zip(net, net_by_hand(axis), strict=True):
            if weight.ndim == 1:
                assert not direction.any() and weight.any()
                continue
            for unit in range(weight.shape[1]):
                assert np.sqrt(sum(direction[:, unit] ** 2)) == pytest.approx(
                    np.sqrt(sum(weight[:, unit] ** 2)), rel=1e-9
                )
    first, second = plane.axes / np.linalg.norm(plane.axes, axis=1, keepdims=True)
    assert abs(first @ second) < 0.5 and not np.array_equal(plane.axes, random_plane(end, 6).axes)


@pytest.mark.parametrize("what", [TANH, RELU])
def test_the_ground_is_the_loss_and_its_middle_the_end_of_the_run(what: Course) -> None:
    run = train(Adam(lr=0.05), what)
    plane = random_plane(run.path[-1], 0)
    seen = shadow(plane, run, what)
    found = ground(plane, *frame(plane, [seen]), what)
    assert (
        found.loss.shape == (SIZE, SIZE)
        and found.x[SIZE // 2] == found.y[SIZE // 2] == 0
        and found.x[-1] >= 1 == plane.reach
    )
    assert found.loss[SIZE // 2, SIZE // 2] == pytest.approx(run.loss[-1], rel=1e-5)
    assert seen.loss[-1] == pytest.approx(run.loss[-1], rel=1e-5) and seen.away[-1] == pytest.approx(
        0, abs=1e-9
    )
    for i, j in [(0, 60), (17, 4), (45, 30)]:
        there = plane.origin + found.x[j] * plane.axes[0] + found.y[i] * plane.axes[1]
        assert found.loss[i, j] == pytest.approx(loss_by_hand(there, what), rel=1e-4)


def test_a_shadow_has_the_losses_of_the_projections_and_the_ground_holds_them_all() -> None:
    runs = [train(SGD(lr=0.5), TANH), train(Adam(lr=0.05), TANH)]
    plane = principal_plane([run.path for run in runs], runs[1].path[-1])
    seen = [shadow(plane, run, TANH) for run in runs]
    for run, one in zip(runs, seen, strict=True):
        for row in (0, 30, ROWS - 1):
            nearest = plane.origin + plane.axes.T @ (plane.axes @ (run.path[row] - plane.origin))
            assert one.loss[row] == pytest.approx(loss_by_hand(nearest, TANH), rel=1e-4)
            assert one.away[row] == pytest.approx(np.linalg.norm(run.path[row] - nearest), abs=1e-6)
            assert one.moved[row] == pytest.approx(
                np.linalg.norm(run.path[row].astype(float) - TANH.start), abs=1e-9
            )
        mean = plane.axes @ (run.mean - plane.origin)
        np.testing.assert_allclose(one.mean, mean, atol=1e-9)
        assert one.mean_away == pytest.approx(
            np.linalg.norm(run.mean - plane.origin - mean @ plane.axes), abs=1e-6
        )
        assert one.mean_loss == pytest.approx(loss_by_hand(plane.origin + mean @ plane.axes, TANH), rel=1e-4)
    assert seen[1].loss[-1] == pytest.approx(runs[1].loss[-1], rel=1e-5), "the plane goes through this end"
    assert abs(np.log(seen[0].loss[-1] / runs[0].loss[-1])) > 0.01, "and not through that one"
    found, places = ground(plane, *frame(plane, seen), TANH), np.concatenate([one.place for one in seen])
    for axis, nodes in enumerate((found.x, found.y)):
        assert nodes[0] < places[:, axis].min() and nodes[-1] > places[:, axis].max()


def test_the_plane_of_three_nets_holds_them() -> None:
    nets = RNG.normal(size=(3, 105))
    plane = plane_through(*nets)
    places, away = project(plane, nets)
    np.testing.assert_allclose(away, 0, atol=1e-12)
    np.testing.assert_allclose(plane.axes @ plane.axes.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(places[:2], [[0, 0], [np.linalg.norm(nets[1] - nets[0]), 0]], atol=1e-12)
    assert places[2, 1] > 0


def test_random_walks_keep_start_and_lengths_and_a_long_one_has_its_famous_share() -> None:
    path = np.cumsum(RNG.normal(size=(30, 60)), axis=0)
    walk = random_walks([path], 0)[0]
    np.testing.assert_array_equal(walk[0], path[0])
    lengths = [np.linalg.norm(np.diff(rows, axis=0), axis=1) for rows in (walk, path)]
    np.testing.assert_allclose(*lengths, rtol=1e-9)
    long = random_walks([np.cumsum(np.ones((300, 1000)), axis=0)], 1)
    np.testing.assert_allclose(
        shares(principal_plane(long), long[0]), [6 / np.pi**2, 1.5 / np.pi**2], atol=0.05
    )


def test_a_run_that_left_float32_is_data_and_no_plane_is_put_through_its_end() -> None:
    lost, fine = train(SGD(lr=1e30), RELU), train(SGD(lr=0.1), RELU)
    assert diverged(lost) and not diverged(fine) and diverged(train(SGD(lr=30), RELU))
    assert np.isfinite(lost.path[0]).all() and not np.isfinite(lost.path[-1]).any()
    some = np.isfinite(lost.path).all(axis=1)
    plane = principal_plane([fine.path])
    seen = shadow(plane, lost, RELU)
    assert (
        np.isnan(seen.place[~some]).all()
        and np.isfinite(seen.place[some]).all()
        and np.isfinite(ground(plane, *frame(plane, [seen]), RELU).x).all()
    )
    both = principal_plane([fine.path, lost.path])
    np.testing.assert_array_equal(both.axes, principal_plane([fine.path, lost.path[some]]).axes)
    for make in (
        lambda x: random_plane(x, 0),
        lambda x: principal_plane([fine.path], x),
        lambda x: plane_through(x, fine.path[0], fine.path[1]),
    ):
        with pytest.raises(ValueError, match="not finite"):
            make(lost.path[-1])


def test_nothing_but_the_width_and_the_kind_of_rule_compiles(compilations: Callable[[], int]) -> None:
    def everything(name: str, seed: int, activation: str, batch: int | None, lr: float, tuned: bool) -> None:
        what = course(name, seed, 8, activation, batch, 0.1 * (seed + 1))
        run = train(Momentum(lr=lr), what, tuned)
        for plane in (random_plane(run.path[-1], seed), principal_plane([run.path])):
            ground(plane, *frame(plane, [shadow(plane, run, what)]), what)

    everything("moons", 0, "tanh", None, 0.1, False)
    compilations()
    for asked in (
        ("circles", 1, "relu", 16, 1, False),
        ("spirals", 2, "tanh", 100, np.float32(0.2), True),
        ("blobs", 3, "relu", None, 0.01, True),
    ):
        everything(*asked)
    assert compilations() == 0


def test_wrong_names_and_widths_are_refused() -> None:
    with pytest.raises(ValueError, match="8, 16, 32"):
        course("moons", 0, 12)
    for asked in (("sun", 0), ("moons", 0, 8, "gelu")):
        with pytest.raises(KeyError):
            course(*asked)


@pytest.mark.parametrize("width", core.WIDTHS)
def test_a_net_is_read_off_its_vector(width: int) -> None:
    start = course("moons", 0, width).start
    net = net_of(start)
    assert start.shape == (width * width + 5 * width + 1,) and [part.shape for part in net] == [
        (2, width),
        (width,),
        (width, width),
        (width,),
        (width, 1),
        (1,),
    ]
    np.testing.assert_array_equal(np.concatenate([part.ravel() for part in net]), start)
    assert (
        not net.b1.any()
        and not net.b2.any()
        and not net.b3.any()
        and net.w2.std() == pytest.approx(width**-0.5, rel=0.3)
    )
