"""A curve that is drawn with fewer points hides no peak, and never changes its past."""

import numpy as np
import pytest

from kit.charts import POINTS as OF_LEARNING
from kit.charts import band, piece, thinned
from kit.page import Run
from pages.gradients.charts.parts import POINTS, training
from pages.gradients.training import STEPS, InTraining, Training


def series(seed: int, n: int) -> np.ndarray:
    """Noise with a few high spikes and, for some seeds, values that are not finite."""
    random = np.random.default_rng(seed)
    row = np.exp(random.normal(size=n))
    row[random.integers(0, n, 3)] *= 1000
    if seed % 3 == 2:
        row[random.integers(0, n, 4)] = random.choice([np.nan, np.inf, -np.inf], 4)
    return row


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("total", "most"), [(2000, 500), (301, 150), (151, 150), (40, 150), (997, 10)])
def test_each_piece_keeps_its_lowest_and_its_highest(seed: int, total: int, most: int) -> None:
    row = series(seed, total)
    places, drawn = thinned(row, total, most)
    size = piece(total, most)
    assert list(places) == sorted(set(places)) and np.array_equal(drawn, row[places], equal_nan=True)
    assert places[0] == 0 and places[-1] == total - 1
    for start in range(0, total, size):
        part, kept = row[start : start + size], drawn[(places >= start) & (places < start + size)]
        finite = part[np.isfinite(part)]
        if finite.size:
            assert {finite.min(), finite.max()} <= set(kept)
        assert np.isfinite(kept).all() == np.isfinite(part).all(), "where it breaks is seen"
    if np.isfinite(row).all() and total > most:
        assert len(places) <= most + 2


@pytest.mark.parametrize("seed", range(6))
def test_while_a_curve_goes_on_its_past_stays_and_its_peak_never_falls(seed: int) -> None:
    total, most = 400, 60
    row, size = series(seed, total), piece(total, most)
    highest, before = -np.inf, set()
    for n in range(1, total + 1, 7):
        places, drawn = thinned(row[:n], total, most)
        now = float(drawn[np.isfinite(drawn)].max(initial=-np.inf))
        assert now >= highest and now == row[:n][np.isfinite(row[:n])].max(initial=-np.inf)
        past = {place for place in places if 0 < place < n // size * size - size}
        assert before <= past
        highest, before = now, past


def test_no_values_are_no_points() -> None:
    for n in (0, 1):
        places, drawn = thinned(np.ones(n), 2000, 500)
        assert len(places) == len(drawn) == n


def test_peaks_of_a_training_are_drawn_to_its_end_and_the_axis_says_what_is_drawn() -> None:
    loss = np.full(STEPS, 0.5, np.float32)
    loss[[113, 702, 1501]] = 7.0, 1.1, 2.2
    for n in (200, 1000, STEPS):
        net = InTraining("relu", loss[:n], loss[:n], False)
        of_loss, of_way = training(Run(Training((net,))))
        for spec in (of_loss, of_way):
            (mark,) = spec["marks"]
            assert {7.0} <= set(np.round(mark["y"], 3)) <= {0.5, 7.0, 1.1, 2.2}
            assert len(mark["y"]) <= POINTS + 2 and f"every {piece(STEPS, POINTS)}" in spec["x"]["of"]
    assert np.allclose(sorted(value for value in mark["y"] if value > 1), [1.1, 2.2, 7.0])


def test_a_band_over_seeds_keeps_the_peaks_of_its_mean_and_of_its_sides() -> None:
    epochs = 4 * OF_LEARNING
    found = np.full((5, epochs + 1), 0.5)
    found[3, 333], found[:, 101] = 0.9, 0.1
    low, high, mean = band(found, epochs, "#123456", "test")
    assert min(low["y"]) == pytest.approx(0.1) and max(high["y"]) == pytest.approx(0.9)
    assert min(mean["y"]) == pytest.approx(0.1) and max(mean["y"]) == pytest.approx(0.58)
