"""What the examples of the page on codes claim, computed here over seeds."""

from functools import cache

import numpy as np
import pytest

from pages.codes import PAGE
from pages.codes.nets import Nets
from pages.codes.presets import PRESETS
from pages.codes.view import Codes

SEEDS = (0, 1, 2)


@cache
def trained(part: str, query: tuple[tuple[str, float], ...]) -> Nets:
    one = PAGE.named(part)
    assert one.steps
    *_before, last = one.steps(one.worked_on(Codes({"part": part, **dict(query)})))
    return last


def facts_of(name: str, seed: int, **changes: float):
    view = Codes({**PRESETS[name].view.asked, "seed": float(seed), **changes})
    part = PAGE.part(view)
    read = {one: float(view[one]) for one in part.worked_on(view).known if isinstance(view[one], float)}
    return part.joined(part.seen(view), trained(part.name, tuple(read.items())), False)


@pytest.mark.parametrize("seed", SEEDS)
def test_through_two_numbers_both_nets_beat_pca_and_the_plain_ones_codes_reach_farthest(seed: int) -> None:
    found = facts_of("Three planes of codes", seed)
    pca, plain, variational = (found.planes[name] for name in ("pca", "plain", "variational"))
    assert max(plain.error, variational.error) < 0.75 * pca.error
    reach = [np.abs(one.codes).max() for one in (pca, variational, plain)]
    assert reach == sorted(reach), "PCA's own lengths, near N(0, 1), and any scale"
    assert variational.error < 1.02 * plain.error, "on test digits no higher"


def test_the_variational_codes_of_the_plane_lie_about_as_n_0_1() -> None:
    for seed in SEEDS:
        codes = facts_of("Three planes of codes", seed).planes["variational"].codes
        assert (codes.std(axis=0) > 0.7).all() and (codes.std(axis=0) < 1.5).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_around_the_codes_nets_stay_near_digits_and_far_outside_they_do_not(seed: int) -> None:
    found = facts_of("What lies between the codes", seed)
    middles = found.reach * (2 * (np.arange(28) + 0.5) / 28 - 1)
    for name in ("plain", "variational"):
        one = found.planes[name]
        assert one.ground is not None
        at = np.abs(one.codes[:, None, :] - middles[:, None]).argmin(axis=1)
        inside = one.ground[at[:, 1], at[:, 0]]
        assert np.median(inside) < 1.0
    rim = [
        np.r_[one.ground[[0, -1]].ravel(), one.ground[:, [0, -1]].ravel()] for one in found.planes.values()
    ]
    pca, plain, _variational = (np.median(one) for one in rim)
    assert pca > 2.5 and plain > 1.2 and pca > plain


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_times_the_variance_and_a_tenth_of_beta_give_the_same_net(seed: int) -> None:
    found = facts_of("One product, one net", seed)
    own, twin = found.nets.variational, found.nets.twin
    assert twin.test == pytest.approx(own.test, rel=0.02)
    assert twin.kl.sum(axis=1) == pytest.approx(own.kl.sum(axis=1), rel=0.02, abs=0.01)


def test_ten_times_the_variance_is_beta_times_ten() -> None:
    wide = facts_of("One product, one net", 0, variance=0.5)
    strong = facts_of("One product, one net", 0, beta=10.0)
    assert wide.product == pytest.approx(strong.product) == pytest.approx(1.0)
    assert wide.divergence == pytest.approx(strong.divergence, rel=0.02)
    assert wide.nets.variational.test[-1] == pytest.approx(strong.nets.variational.test[-1], rel=0.02)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_kl_that_counts_too_much_kills_every_number_and_a_fortieth_of_it_none(seed: int) -> None:
    dead = facts_of("All numbers dead", seed)
    assert dead.dead == 8 and dead.divergence < 0.01
    assert dead.nets.variational.test[-1] > 4.5, "as far as the mean digit is"
    assert dead.moves < 0.05, "whatever it draws, it decodes the same picture"
    alive = facts_of("All numbers dead", seed, beta=0.1)
    assert alive.dead == 0 and alive.divergence > 7


@pytest.mark.parametrize("seed", SEEDS)
def test_much_of_the_garbage_in_gaps_is_scale_and_width(seed: int) -> None:
    def middles(kind: str, **changes: float) -> dict[str, float]:
        found = facts_of("Are gaps garbage?", seed, **changes).found[kind]
        return {name: float(np.median(one.apart)) for name, one in found.items()}

    standard, fitted = middles("standard"), middles("fitted")
    assert standard["plain"] > 1.4 * standard["variational"]
    assert fitted["plain"] < 0.75 * standard["plain"]
    assert fitted["plain"] < 1.3 * fitted["variational"]
    narrow = middles("fitted", width=2.0)
    assert narrow["plain"] == pytest.approx(narrow["variational"], rel=0.1), "with two numbers hardly any"


@pytest.mark.parametrize("seed", SEEDS)
def test_decoded_middles_are_nearer_to_digits_than_mixed_pixels(seed: int) -> None:
    walks = facts_of("From one digit to another", seed).walks
    assert max(walks[name].middles for name in ("plain", "variational")) < 0.95 * walks["pixels"].middles
    assert all(0.7 < one.purity < 0.9 for one in walks.values()), "mixtures are not always digits"
