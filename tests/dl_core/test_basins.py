"""Maps of where starts end: every pixel against optax in float64, maps that are known exactly, and nothing
that compiles."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from jax.tree_util import Partial

from benchmarks.by_hand import BY_HAND
from dl_core.experiments import basins as module
from dl_core.experiments.basins import (
    DIVERGED,
    HOLE,
    MOST_MINIMA,
    PENDING,
    PIECE,
    UNDECIDED,
    Basins,
    agreeing,
    agreement,
    basins,
    distinct,
    holes,
    in_blocks,
    middles,
)
from dl_core.experiments.race import ARRIVED
from dl_core.optimizers import OPTIMIZERS, SGD, Adam, Lion, Momentum, Newton, Optimizer, RandomSearch
from surfaces import (
    SURFACES,
    Ackley,
    Booth,
    Bowl,
    Himmelblau,
    KinkValley,
    McCormick,
    Rastrigin,
    Saddle,
    SixHumpCamel,
    StyblinskiTang,
    Surface,
    TwoWells,
)
from surfaces.own import Own
from surfaces.switch import switch

ROOT = Path(__file__).parent.parent.parent
UNIT = (-1.0, 1.0, -1.0, 1.0)


def known(surface: Surface) -> Any:
    """Global minima, then local ones."""
    return np.concatenate([surface.minima(), surface.local_minima()])


def painted(rule: Optimizer, surface: Surface, side: int = 64, steps: int = 200, **more: Any) -> Basins:
    return basins(rule, switch(surface), surface.window, side, steps, known(surface), **more)


def diagonal(surface: Surface) -> float:
    x0, x1, y0, y1 = surface.window
    return float(np.hypot(x1 - x0, y1 - y0))


def places(x: Any, surface: Surface) -> Any:
    """The class of each of the points x (n, 2), by the definition."""
    minima, x0, x1, y0, y1 = known(surface), *surface.window
    distance = np.linalg.norm(x[:, None] - minima, axis=2)
    away = np.linalg.norm(x - [(x0 + x1) / 2, (y0 + y1) / 2], axis=1)
    else_ = np.where(away <= diagonal(surface), UNDECIDED, DIVERGED)
    return np.where(distance.min(1) <= ARRIVED * diagonal(surface), distance.argmin(1), else_)


def in_optax(rule: Optimizer) -> Any:
    match rule:
        case SGD(lr=lr):
            return optax.sgd(lr)
        case Momentum(lr=lr, momentum=mu):
            return optax.sgd(lr, mu)
        case Adam(lr=lr, b1=b1, b2=b2, eps=eps):
            return optax.adam(lr, b1, b2, eps)
    raise AssertionError(rule)


def path(rule: Optimizer, surface: Surface, starts: Any, steps: int, keep: bool = False) -> Any:
    """optax in float64 with gradients by hand, all starts (n, 2) at once: the last points (n, 2), or all
    (steps + 1, n, 2)."""
    theirs, formula = in_optax(rule), BY_HAND[type(surface).__name__]

    def advance(carry: Any, _: Any) -> Any:
        x, state = carry
        _, gx, gy = formula(surface, x[0], x[1])
        updates, state = theirs.update(jnp.stack([gx, gy]), state, x)
        after = x + updates
        return (after, state), (after if keep else None)

    first = jnp.asarray(starts, jnp.float64).T
    with jax.numpy_dtype_promotion("standard"):  # which optax relies on
        (last, _), rows = jax.jit(
            lambda first: jax.lax.scan(advance, (first, theirs.init(first)), None, steps)
        )(first)
    return np.concatenate([np.asarray(first)[None], rows]).transpose(0, 2, 1) if keep else np.asarray(last).T


TRUTH = [
    (SGD(lr=0.005), Himmelblau(), 200),
    (Momentum(lr=0.001), Himmelblau(), 200),
    (Adam(lr=0.1), Himmelblau(), 200),
    (SGD(lr=0.05), Booth(), 60),
    (Momentum(lr=0.01), Booth(), 120),
    (Adam(lr=0.5), Booth(), 150),
    (SGD(lr=0.02), SixHumpCamel(), 200),
    (Momentum(lr=0.005), SixHumpCamel(), 200),
    (Adam(lr=0.05), SixHumpCamel(), 200),
]


@pytest.mark.parametrize("rule, surface, steps", TRUTH, ids=lambda value: getattr(value, "label", ""))
def test_every_pixel_is_where_optax_ends_in_float64(rule: Optimizer, surface: Surface, steps: int) -> None:
    found = painted(rule, surface, 256, steps)
    starts = middles(surface.window, 256).reshape(-1, 2)
    end = path(rule, surface, starts, steps)
    assert np.mean(found.place.ravel() == places(end, surface)) >= 0.995
    assert np.mean(np.linalg.norm(found.end.reshape(-1, 2) - end, axis=1) <= 1e-3 * diagonal(surface)) >= 0.99
    assert found.shares[:-2].sum() > 0.9 and (found.shares[:-2] > 0).all(), "a map that says something"


@pytest.mark.parametrize(
    "rule, surface, steps", [TRUTH[k] for k in (0, 4, 8)], ids=lambda value: getattr(value, "label", "")
)
def test_steps_are_those_after_which_the_whole_path_in_float64_stays_near(
    rule: Optimizer, surface: Surface, steps: int
) -> None:
    found = painted(rule, surface, 48, steps)
    rows = path(rule, surface, middles(surface.window, 48).reshape(-1, 2), steps, keep=True)
    place = places(rows[-1], surface)
    far = np.linalg.norm(rows - known(surface)[place], axis=2) > ARRIVED * diagonal(surface)  # (steps + 1, n)
    needed = np.where(place >= 0, steps + 1 - np.argmax(far[::-1], axis=0), -1)
    needed[~far.any(0)] = 0
    assert np.mean(np.abs(found.steps_needed.ravel() - needed) <= 1) >= 0.99
    assert len(np.unique(needed)) > 20


def test_pixels_are_started_from_their_middles_and_rows_are_y_from_below() -> None:
    found = basins(SGD(), switch(Bowl()), (0.0, 4.0, 10.0, 12.0), 2, 0, [(3.0, 10.5)], count=False)
    np.testing.assert_array_equal(found.end, [[[1, 10.5], [3, 10.5]], [[1, 11.5], [3, 11.5]]])
    np.testing.assert_array_equal(found.place, [[UNDECIDED, 0], [UNDECIDED, UNDECIDED]])
    assert (
        found.place.dtype == np.int8
        and found.steps_needed.dtype == np.int16
        and found.end.dtype == np.float32
    )


def test_on_a_bowl_the_number_of_steps_is_a_logarithm() -> None:
    found = painted(SGD(lr=0.5), Bowl(), 64, 40)
    distance = np.linalg.norm(middles(Bowl.window, 64), axis=2)
    np.testing.assert_array_equal(found.place, 0)
    np.testing.assert_array_equal(
        found.steps_needed, np.maximum(0, np.ceil(np.log2(distance / (ARRIVED * diagonal(Bowl())))))
    )


def test_divergence_is_its_own_class_and_says_since_when() -> None:
    for steps in (30, 1000):  # finite but far out; far beyond float32
        found = painted(SGD(lr=2.5), Bowl(), 64, steps)
        distance = np.linalg.norm(middles(Bowl.window, 64), axis=2)
        np.testing.assert_array_equal(found.place, DIVERGED)
        left = np.floor(np.log(diagonal(Bowl()) / distance) / np.log(1.5)) + 1
        np.testing.assert_array_equal(found.steps_needed, left)
        assert np.isfinite(found.end).all() == (steps == 30)
        np.testing.assert_array_equal(found.shares, [0, 0, 1])


def test_a_loss_that_is_not_finite_is_divergence() -> None:
    found = basins(SGD(lr=0.1), Partial(lambda x: jnp.log(x[0]) * x[1]), UNIT, 8, 3, np.zeros((0, 2)))
    np.testing.assert_array_equal(found.place[:, :4], DIVERGED)  # the logarithm of a negative number
    np.testing.assert_array_equal(found.steps_needed[:, :4], 1)
    np.testing.assert_array_equal(
        found.place[:, 4:] >= UNDECIDED, np.linalg.norm(found.end[:, 4:], axis=2) <= np.hypot(2, 2)
    )
    assert np.isnan(found.end[:, :4]).any(axis=2).all()


def test_a_surface_without_a_floor_is_left_by_some_and_not_by_all() -> None:
    found = painted(Momentum(lr=0.1), McCormick(), 64, 1000)
    assert (found.shares[[0, 1, 3]] > 0.05).all() and np.isfinite(found.end).all()
    np.testing.assert_array_equal(
        found.place.ravel(), places(found.end.reshape(-1, 2).astype(float), McCormick())
    )


@pytest.mark.parametrize("steps", [5, 20, 60])
def test_a_map_of_runs_that_are_still_on_their_way_follows_the_definition(steps: int) -> None:
    found = painted(SGD(lr=0.001), Himmelblau(), 128, steps)
    np.testing.assert_array_equal(
        found.place.ravel(), places(found.end.reshape(-1, 2).astype(float), Himmelblau())
    )
    assert found.shares[-2] > 0.1


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_shares_add_up_to_one_for_every_rule(rule: type[Optimizer]) -> None:
    found = painted(rule(), SixHumpCamel(), 32, 50)
    assert (
        found.shares.shape == (8,) and found.shares.sum() == pytest.approx(1, abs=1e-12) and found.done == 1
    )
    for k, share in enumerate(found.shares):
        assert share == np.mean(found.place == (k if k < 6 else (UNDECIDED, DIVERGED)[k - 6]))
    assert ((found.steps_needed >= 0) == (found.place != UNDECIDED)).all() and found.steps_needed.max() <= 50
    assert (found.place >= DIVERGED).all() and found.place.max() < 6


@pytest.mark.parametrize(
    "surface",
    [Himmelblau(), SixHumpCamel(), StyblinskiTang(), McCormick(), Saddle(), TwoWells()],
    ids=lambda surface: surface.label,
)
def test_a_start_on_a_minimum_stays_in_its_basin(surface: Surface) -> None:
    for k, (x, y) in enumerate(known(surface)):
        for rule in (SGD(), Adam()):
            found = basins(
                rule,
                switch(surface),
                (x - 1e-3, x + 1e-3, y - 1e-3, y + 1e-3),
                1,
                300,
                known(surface),
                surface.window,
            )
            assert found.place.item() == k
            assert found.steps_needed.item() == 0 or isinstance(rule, Adam), (
                "Adam's first step is η long however small the gradient: it may leave for a while"
            )


def test_of_two_minima_within_the_tolerance_the_nearer_is_named_and_without_minima_nothing_is() -> None:
    near = [(0.0, 0.0), (0.005, 0.0), (0.01, 0.0)]
    found = basins(SGD(), switch(Bowl()), (0.004, 0.006, -0.001, 0.001), 1, 0, near, UNIT)
    assert found.place.item() == 1
    empty = basins(SGD(lr=0.5), switch(Bowl()), UNIT, 8, 20, [])
    assert (empty.place == UNDECIDED).all() and empty.minima.shape == (0, 2)
    np.testing.assert_array_equal(empty.shares, [1, 0])
    many = basins(SGD(lr=0.5), switch(Bowl()), UNIT, 4, 20, [*[(9.0, 9.0)] * (MOST_MINIMA - 1), (0.0, 0.0)])
    assert (many.place == MOST_MINIMA - 1).all() and many.shares.tolist() == [
        *[0] * (MOST_MINIMA - 1),
        1,
        0,
        0,
    ]


def test_a_closer_look_at_a_part_of_the_box_paints_the_same_colours() -> None:
    whole = painted(Adam(lr=0.1), Himmelblau(), 64)
    part = basins(
        Adam(lr=0.1),
        switch(Himmelblau()),
        (0.0, 6.0, -6.0, 0.0),
        32,
        200,
        known(Himmelblau()),
        Himmelblau.window,
    )
    assert (
        np.mean(part.place == whole.place[:32, 32:]) >= 0.99
        and np.mean(part.steps_needed == whole.steps_needed[:32, 32:]) >= 0.99
    )


def test_newton_ends_where_newton_in_numpy_ends() -> None:
    rule, surface = Newton(), Himmelblau()
    x, y = middles(surface.window, 64).reshape(-1, 2).astype(float).T
    for _ in range(60):
        _, gx, gy = BY_HAND["Himmelblau"](surface, x, y)
        a, b, d = 12 * x * x + 4 * y - 42 + rule.damping, 4 * (x + y), 12 * y * y + 4 * x - 26 + rule.damping
        det = a * d - b * b
        x, y = x - rule.lr * (d * gx - b * gy) / det, y - rule.lr * (a * gy - b * gx) / det
    found = painted(rule, surface, 64, 60)
    assert np.mean(found.place.ravel() == places(np.stack([x, y], axis=1), surface)) >= 0.99
    assert found.shares[4] > 0.2, "it also ends on saddles and on the maximum, which are no minima"


@pytest.mark.parametrize("rule", [SGD(), Adam(lr=0.1), Newton()])
def test_a_formula_that_was_typed_has_the_map_of_the_surface_that_it_is(rule: Optimizer) -> None:
    typed = Own.read("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", Himmelblau.window)
    one, other = (
        basins(rule, loss, Himmelblau.window, 64, 100, known(Himmelblau()))
        for loss in (typed, switch(Himmelblau()))
    )
    assert (
        np.mean(one.place == other.place) >= 0.99
        and np.mean(np.abs(one.steps_needed - other.steps_needed) <= 1) >= 0.97
    )


@pytest.mark.parametrize("rule", [Lion, Newton])
def test_a_map_is_the_same_through_the_switch_and_without_it(rule: type[Optimizer]) -> None:
    for surface in (KinkValley(), Ackley()):
        one, other = (
            basins(rule(), loss, surface.window, 32, 60, known(surface))
            for loss in (switch(surface), surface)
        )
        assert np.mean(one.place == other.place) >= 0.99, surface.label


def test_two_precisions_agree_on_a_calm_map_and_not_on_a_chaotic_one() -> None:
    def share(rule: Optimizer, surface: Surface) -> float:
        return agreement(rule, switch(surface), surface.window, 300, known(surface))

    assert share(SGD(lr=0.005), Himmelblau()) > 0.995
    assert share(Momentum(lr=0.01), Rastrigin()) < 0.7
    calm = painted(SGD(lr=0.005), Himmelblau(), dtype=np.float64)
    np.testing.assert_array_equal(
        calm.place.ravel(),
        places(
            path(SGD(lr=0.005), Himmelblau(), middles(Himmelblau.window, 64).reshape(-1, 2), 200),
            Himmelblau(),
        ),
    )


def test_a_map_in_blocks_is_the_map_and_its_beginnings_are_beginnings() -> None:
    side = 150  # three pieces, the last of them not full
    whole, seen, done = painted(Adam(), Himmelblau(), side, 100), [], []
    for state in in_blocks(Adam(), switch(Himmelblau()), Himmelblau.window, side, 100, known(Himmelblau())):
        seen.append(state.place.copy())
        done.append(state.done)
    assert (
        len(seen) == 1 + -(-side * side // PIECE)
        and done[0] == 0
        and done[-1] == 1
        and (np.diff(done) > 0).all()
    )
    assert (seen[0] == PENDING).all() and PENDING not in seen[-1]
    for place, share in zip(seen, done, strict=True):
        there = place.ravel() != PENDING
        assert there[: round(share * side * side)].all() and there.sum() == round(share * side * side)
        np.testing.assert_array_equal(place.ravel()[there], whole.place.ravel()[there])


def test_a_map_can_be_given_up() -> None:
    source = in_blocks(Adam(), switch(Himmelblau()), Himmelblau.window, 256, 50, known(Himmelblau()))
    assert np.isnan(next(source).shares).all()
    state = next(source)
    source.close()
    assert 0 < state.done < 1 and state.shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("rule", [Adam(), Newton()])
def test_smaller_pieces_paint_the_same_map_and_compile_nothing(
    rule: Optimizer, compilations: Callable[[], int]
) -> None:
    whole = painted(rule, Himmelblau(), 32, 60)
    compilations()
    block = module._block(rule)
    for most, pieces in ((1, 1024 // block), (1000, 2), (1024, 1), (10**9, 1)):
        *_, found = states = list(
            in_blocks(rule, switch(Himmelblau()), Himmelblau.window, 32, 60, known(Himmelblau()), most=most)
        )
        assert len(states) == 1 + max(1, pieces)
        for one, other in zip(found, whole, strict=True):
            np.testing.assert_array_equal(one, other)
    shares = list(
        agreeing(rule, switch(Himmelblau()), Himmelblau.window, 60, known(Himmelblau()), side=8, most=1)
    )
    assert shares[:-1] == [None] * (len(shares) - 1) and shares[-1] == agreement(
        rule, switch(Himmelblau()), Himmelblau.window, 60, known(Himmelblau()), side=8
    )
    assert compilations() <= 1, "float64 at most, if no test before has asked for it"


@pytest.mark.parametrize("nested", [False, True])
def test_closing_runs_no_piece_that_has_not_begun(nested: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, calls, leave = module._compiled(), [], threading.Event()

    def run(*args: Any) -> Any:
        calls.append(args)
        if len(calls) > 1:
            leave.wait(30)
        return compiled(*args)

    pool = ThreadPoolExecutor(1)
    monkeypatch.setattr(module, "_compiled", lambda: run)
    monkeypatch.setattr(module, "_SIDE_BY_SIDE", pool)
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    told = SGD(), switch(Himmelblau()), Himmelblau.window
    maps = (
        agreeing(*told, 5, known(Himmelblau()), most=1)
        if nested
        else in_blocks(*told, 64, 5, known(Himmelblau()), most=1)
    )
    next(maps)
    assert not calls
    next(maps)
    maps.close()  # one is done, one at work, four wait
    leave.set()
    pool.shutdown(wait=True)
    assert len(calls) <= 2


def test_starts_that_float32_cannot_tell_apart_are_counted() -> None:
    assert distinct(UNIT, 1024) == (1024, 1024)
    close = (999.0, 999.0001, -1.0, 1.0)  # between 512 and 1024 float32 goes in steps of 2⁻¹⁴ = 0.000061
    columns, rows = distinct(close, 1024)
    assert columns == len({float(np.float32(x)) for x in middles(close, 1024)[0, :, 0]}) == 3 and rows == 1024


def test_without_counting_the_places_are_the_same() -> None:
    counted, quick = (painted(Momentum(lr=0.01), Rastrigin(), count=count) for count in (True, False))
    # even on a chaotic map: both passes are one code
    np.testing.assert_array_equal(counted.place, quick.place)
    np.testing.assert_array_equal(counted.end, quick.end)
    assert (quick.steps_needed == -1).all() and (counted.steps_needed[counted.place >= 0] >= 0).all()


@pytest.mark.parametrize("rule", [SGD, Adam, Newton])
def test_nothing_that_can_be_moved_compiles(rule: type[Optimizer], compilations: Callable[[], int]) -> None:
    painted(rule(), Himmelblau(), 8, 2)
    compilations()
    for surface in SURFACES:
        painted(rule(lr=0.3), surface(), 16, 3)  # type: ignore[call-arg]
    for lr in (1, 0.01, np.float32(0.1), np.float64(0.1)):
        basins(rule(lr=lr), switch(Booth()), (0, 1, 2, 3), 100, 7, [(1, 3)], (-5, 5, -5, 5), count=False)  # type: ignore[call-arg]
    basins(rule(), switch(Booth()), UNIT, 33, 0, [])
    assert compilations() == 0


@pytest.mark.parametrize(
    "rule, side, steps, minima, why",
    [
        (RandomSearch(), 8, 5, [], "Random search is no map of starts"),
        (SGD(), 0, 5, [], "side=0; a map has 1 to 1024"),
        (SGD(), 1025, 5, [], "side=1025"),
        (SGD(), 8, 1001, [], "steps=1001; a run has 0 to 1000"),
        (SGD(), 8, 5, [(0, 0)] * 128, "128 minima; a map can name 127"),
    ],
)
def test_what_cannot_be_painted_is_refused_in_words(
    rule: Optimizer, side: int, steps: int, minima: Any, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        basins(rule, switch(Bowl()), UNIT, side, steps, minima)


def test_several_devices_paint_the_same_map(tmp_path: Path) -> None:
    code = f"""
import jax, numpy as np
from tests.dl_core.test_basins import painted
from dl_core.optimizers import Adam
from surfaces import Himmelblau
assert len(jax.devices()) == 8
np.save({str(tmp_path / "place.npy")!r}, painted(Adam(lr=0.1), Himmelblau(), 100, 200).place)
"""
    env = {**os.environ, "XLA_FLAGS": "--xla_force_host_platform_device_count=8"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=True)
    np.testing.assert_array_equal(
        np.load(tmp_path / "place.npy"), painted(Adam(lr=0.1), Himmelblau(), 100, 200).place
    )


def test_holes_are_where_the_loss_has_no_finite_value_whatever_becomes_of_their_starts() -> None:
    loss = Partial(lambda x: jnp.log(x[0]) + x[1] ** 2)  # its slopes are finite on both sides
    nowhere = holes(loss, UNIT, 100)
    np.testing.assert_array_equal(nowhere, middles(UNIT, 100)[..., 0] < 0)
    found = basins(SGD(lr=0.01), loss, UNIT, 100, 3, np.zeros((0, 2)))
    marked = found.marked(nowhere)
    assert (
        (marked.place[nowhere] == HOLE).all()
        and (marked.steps_needed[nowhere] == -1).all()
        and marked.holes == 0.5
        and marked.done == 1
    )
    np.testing.assert_array_equal(marked.place[~nowhere], found.place[~nowhere])
    assert marked.shares.sum() == pytest.approx(0.5) and found.holes == 0
