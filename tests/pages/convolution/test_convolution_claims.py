"""What the page on convolution says is so: every claim of its examples and texts, computed from other sources
than the page: SciPy, loops, differences, and libraries' own rules."""

import itertools
import json
import re
from typing import Any

import jax.lax
import numpy as np
import pytest
from scipy import signal

from dl_core.digits import load
from dl_core.nets.convolution import as_matrix, convolve
from dl_core.nets.pooling import pool
from dl_core.nets.sizes import padding_of
from kit.number_format import percent
from pages.convolution import PAGE, came, pooling
from pages.convolution.backward import Back, Through
from pages.convolution.facts import Matrix, TooLarge, Window, matrix, window
from pages.convolution.pooling import measured
from pages.convolution.presets import PRESETS
from pages.convolution.view import Convolution


def facts_of(view: Convolution) -> Any:
    part = PAGE.part(view)
    assert part.facts
    return part.facts(part.seen(view))


def said_of(view: Convolution) -> str:
    part = PAGE.part(view)
    return " ".join(one["text"] for one in part.words(facts_of(view)))


def example(name: str, **texts: str) -> Convolution:
    view, complaints = PRESETS[name].view.edited(texts)
    assert complaints == []
    return view


def digit(number: int = 8) -> np.ndarray:
    return np.round(load()[0][number].reshape(8, 8) * 16)


SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


# --- one window ---------------------------------------------------------------------------------------------


def test_the_first_example_is_sobel_s_answer_to_ink_that_begins_and_ends() -> None:
    found = facts_of(example("A window, a sum"))
    np.testing.assert_array_equal(found.y[0], signal.correlate2d(digit(), SOBEL, "valid"))
    step = Convolution({"picture": "drawn", "drawn": "000ggg00" * 8})
    answer = facts_of(step).y[0]
    assert (answer[:, :2].max() > 0 and answer[:, 1:3].min() > 0) and answer[:, 4:].max() < 0
    flat = facts_of(Convolution({"picture": "drawn", "drawn": "8" * 64}))
    assert not flat.y.any()


def test_flipped_sobel_changes_its_sign_and_edges_stay() -> None:
    flipped = example("Flipped or not")
    straight = Convolution()
    np.testing.assert_array_equal(facts_of(flipped).y, -facts_of(straight).y)
    np.testing.assert_array_equal(facts_of(flipped).y[0], signal.convolve2d(digit(), SOBEL, "valid"))
    edges = example("Flipped or not", kernel="edges")
    np.testing.assert_array_equal(facts_of(edges).y, facts_of(Convolution({"kernel": "edges"})).y)


def test_a_stride_of_2_rounds_down_and_leaves_the_last_row_and_column_out() -> None:
    view = example("Rounded down")
    found = facts_of(view)
    assert found.y.shape == (1, 3, 3) and found.rounded_down
    for place in ((7, slice(None)), (slice(None), 7)):
        other = found.x.copy()
        other[(0, *place)] += 5
        assert np.array_equal(convolve(other, found.kernel, 2), found.y)
    assert "in no window: 1." in said_of(view)
    assert facts_of(example("Rounded down", padding="same")).y.shape == (1, 4, 4)
    assert facts_of(example("Rounded down", padding="same")).along[0][3:5] == (0, 1)


def test_an_uneven_padding_stands_after_or_before_and_the_outputs_differ() -> None:
    after, before = example("An uneven padding"), example("An uneven padding", padding="same_lower")
    one, other = facts_of(after), facts_of(before)
    assert one.y.shape == other.y.shape == (1, 8, 8) and not np.array_equal(one.y, other.y)
    assert (one.along[0].before, one.along[0].after) == (0, 1)
    assert (other.along[0].before, other.along[0].after) == (1, 0)


@pytest.mark.parametrize("n", range(1, 10))
@pytest.mark.parametrize("k", range(1, 6))
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (2, 1), (3, 2), (4, 1), (1, 3)])
def test_what_jax_calls_same_same_lower_and_valid(n: int, k: int, stride: int, dilation: int) -> None:
    reach = dilation * (k - 1) + 1
    for ours, theirs in (("same", "SAME"), ("same_lower", "SAME_LOWER"), ("valid", "VALID")):
        (pair,) = jax.lax.padtype_to_pads((n,), (reach,), (stride,), theirs)
        assert padding_of(ours, n, k, stride, dilation) == tuple(pair)


def test_dilated_by_2_a_kernel_of_3_reaches_over_5() -> None:
    found = facts_of(example("Nine weights reach over five places"))
    assert [one.reach for one in found.along] == [5, 5] and found.costs["convolution"].weights == 9
    assert facts_of(example("Nine weights reach over five places", dilation="3")).along[0].reach == 7
    spread = np.zeros((5, 5))
    spread[::2, ::2] = 1 / 9
    np.testing.assert_allclose(found.y[0], signal.correlate2d(digit(), spread, "valid"))


def test_four_filters_on_three_channels_have_108_weights_and_a_dense_layer_27648() -> None:
    view = example("Channels and filters")
    found = facts_of(view)
    assert found.kernel.size == found.costs["convolution"].weights == 108
    assert found.costs["dense"].weights == found.x.size * found.y.size == 27_648
    summed = sum(signal.correlate2d(found.x[c], found.kernel[2, c], "valid") for c in range(3))
    np.testing.assert_allclose(found.y[2], summed)
    assert facts_of(example("Channels and filters", filters="2")).kernel.size == 54
    assert "Weights: 108, without sharing 3,888, dense 27,648" in said_of(view)


def test_a_causal_output_is_the_mean_of_now_and_two_before() -> None:
    found = facts_of(example("A sequence"))
    row = digit()[3]
    padded = np.concatenate([[0, 0], row])
    np.testing.assert_allclose(found.y[0], [padded[i : i + 3].mean() for i in range(8)])
    for place in range(8):
        later = found.x.copy()
        later[0, place:] += 1
        after = convolve(later, found.kernel, padding=[(2, 0)])
        assert np.array_equal(after[0, :place], found.y[0, :place])
    same = facts_of(example("A sequence", padding="same"))
    later = same.x.copy()
    later[0, 5] += 1
    assert convolve(later, same.kernel, padding=[(1, 1)])[0, 4] != same.y[0, 4]


def test_a_difference_over_time_sees_what_moves_and_a_blur_does_not() -> None:
    view = example("What moves")
    found = facts_of(view)
    arrives = np.sign(found.x[0, 2] - found.x[0, 0])
    smooth = np.outer([1, 2, 1], [1, 2, 1])
    difference = signal.correlate2d(found.x[0, 2] - found.x[0, 0], smooth, "valid")
    np.testing.assert_allclose(found.y[0, 0], difference)
    assert (arrives > 0).any() and (arrives < 0).any()
    still = np.repeat(found.x[:, :1], 4, axis=1)
    assert not convolve(still, found.kernel).any()
    assert facts_of(example("What moves", kernel="blur")).y.min() >= 0


def test_the_formula_is_said_with_its_numbers_and_comes_out() -> None:
    view = Convolution({"stride": 2.0, "dilation": 2.0, "padding": "own", "before": 1.0, "after": 3.0})
    text = said_of(view)
    n, before, after, d, k, s, places = map(
        int,
        re.findall(r"⌊\((\d+) \+ (\d+) \+ (\d+) − (\d+)·\((\d+) − 1\) − 1\) / (\d+)⌋ \+ 1 = (\d+)", text)[0],
    )
    assert (n + before + after - d * (k - 1) - 1) // s + 1 == places == facts_of(view).y.shape[1] == 4


def test_a_kernel_that_does_not_fit_is_said_and_nothing_is_computed() -> None:
    view = Convolution({"size": 5.0, "dilation": 3.0})
    assert isinstance(facts_of(view), TooLarge) and "reaches over 13 places, and there are 8" in said_of(view)


# --- as a matrix --------------------------------------------------------------------------------------------


def test_the_matrix_of_the_example_has_the_numbers_that_are_said() -> None:
    view = example("The same as a matrix")
    found: Matrix = facts_of(view)
    assert found.dense.shape == (36, 64) and found.entries == 324 and (found.places < 0).sum() == 1980
    assert len(set(found.places[found.places >= 0])) == found.kernel.size == 9
    np.testing.assert_array_equal((found.dense @ found.x.ravel()).reshape(6, 6), found.y[0])
    assert "2,304 entries: 1,980 are 0 by their place, the other 324 have 9 weights" in said_of(view)


def test_entries_that_share_a_weight_have_it() -> None:
    found: Matrix = matrix(Convolution({"kernel": "random", "padding": "same", "stride": 2.0}))  # type: ignore[assignment]
    there = found.places >= 0
    assert np.array_equal(found.dense[there], found.kernel.ravel()[found.places[there]])
    assert not found.dense[~there].any()


def test_weights_that_meet_only_padding_are_not_counted() -> None:
    """A long causal kernel with a stride steps over the input: most of its weights stand nowhere."""
    view = Convolution(
        {
            "part": "matrix",
            "size": 5.0,
            "dilation": 3.0,
            "stride": 4.0,
            "padding": "causal",
            "kernel": "random",
        }
    )
    found: Matrix = facts_of(view)
    along = [{tap for p in range(2) for tap in range(5) if 0 <= 4 * p - 12 + 3 * tap < 8}] * 2
    assert [one.places for one in found.along] == [2, 2] and len(along[0]) < 5
    assert found.weights == len(along[0]) ** 2 < found.kernel.size == 25
    assert f"have {found.weights} weights" in said_of(view)
    (came_of,) = came.matrix(found, found)
    assert f"before the step {found.weights} weights" in came_of


def loss(m: np.ndarray, target: np.ndarray, x: np.ndarray) -> float:
    return float(0.5 * np.sum((m @ x - target @ x) ** 2))


def test_a_step_is_one_of_steepest_descent_and_as_long_as_lowers_the_loss_most() -> None:
    found: Matrix = facts_of(example("The same as a matrix"))
    x = found.x.ravel()
    target = as_matrix(np.eye(9)[8].reshape(1, 1, 3, 3), (8, 8)).toarray()
    for name, step in found.steps.items():
        change = step.matrix - found.dense
        slope = np.outer((found.dense - target) @ x, x)
        if name == "local":
            slope = np.where(found.places >= 0, slope, 0)
        if name == "shared":
            weights = np.array([slope[found.places == w].sum() for w in range(9)])
            slope = np.where(found.places >= 0, weights[found.places], 0)
        where = np.abs(slope) > 1e-9
        ratios = change[where] / slope[where]
        np.testing.assert_allclose(ratios, ratios[0])
        assert ratios[0] < 0 and not change[~where].any()
        here = loss(step.matrix, target, x)
        for factor in (0.99, 1.01):
            assert loss(found.dense + factor * change, target, x) >= here
        before = loss(found.dense, target, x)
        assert step.here == pytest.approx(np.sqrt(here / before), abs=1e-6)


def test_one_free_step_ends_sharing_and_fits_this_picture_alone() -> None:
    found: Matrix = facts_of(example("The same as a matrix"))
    shared, local, free = (found.steps[name] for name in ("shared", "local", "free"))
    assert shared.distinct == len(np.unique(np.round(shared.matrix[found.places >= 0], 9))) == 9
    assert free.distinct > local.distinct > 9 and free.distinct == len(np.unique(np.round(free.matrix, 9)))
    assert not local.matrix[found.places < 0].any() and free.matrix[found.places < 0].any()
    assert free.here < 1e-9 < shared.here and shared.others < free.others
    assert str(free.distinct) in said_of(example("The same as a matrix"))


# --- backward -----------------------------------------------------------------------------------------------


def test_a_single_1_puts_the_kernel_into_the_input_s_gradient() -> None:
    found: Back = facts_of(example("Backward is a convolution, too"))
    (row, column) = np.argwhere(found.grad[0])[0]
    wanted = np.zeros((8, 8))
    wanted[row : row + 3, column : column + 3] = SOBEL
    np.testing.assert_array_equal(found.slope[0], wanted)
    assert found.grad.sum() == 1 and found.apart == 0


def test_a_single_1_makes_its_window_the_kernel_s_gradient() -> None:
    found: Back = facts_of(example("The kernel's gradient"))
    (row, column) = np.argwhere(found.grad[0])[0]
    np.testing.assert_array_equal(found.slope[0], digit()[row : row + 3, column : column + 3])


@pytest.mark.parametrize("of", ["input", "kernel"])
@pytest.mark.parametrize("more", [{}, {"stride": "3", "padding": "same"}, {"dims": "1", "dilation": "2"}])
def test_the_gradient_that_is_shown_is_the_slope_of_the_loss(of: str, more: dict[str, str]) -> None:
    view, complaints = Convolution.read(
        {"part": "backward", "of": of, "kernel": "random", "gradient": "2,-1,0.5,3;1,0,0,-2", **more}
    )
    if "dims" in more:
        view = view.edited({"gradient": "2,-1,0.5,3"})[0]
    assert complaints == []
    found: Back = facts_of(view)
    moved = (
        [one.stride for one in found.along],
        [(one.before, one.after) for one in found.along],
        [one.dilation for one in found.along],
    )

    def total(x: np.ndarray, kernel: np.ndarray) -> float:
        return float((convolve(x, kernel, *moved) * found.grad).sum())

    start = [view.x, found.kernel.copy()]
    varied, h = start[0 if of == "input" else 1], 1e-4
    slope = np.zeros(varied.shape)
    for place in np.ndindex(varied.shape):
        kept = varied[place]
        varied[place] = kept + h
        above = total(*start)
        varied[place] = kept - h
        slope[place] = (above - total(*start)) / (2 * h)
        varied[place] = kept
    shown = found.slope
    if of == "input":
        shown = shown[(slice(None), *(slice(one.before, one.before + one.n) for one in found.along))]
    np.testing.assert_allclose(shown, slope.reshape(shown.shape), atol=1e-6)
    assert found.apart < 1e-9


def test_of_64_pixels_16_can_win_and_a_stride_of_1_lets_more() -> None:
    found: Through = facts_of(example("The winner takes it all"))
    assert len(found.winners) == found.y.size == 16 and np.count_nonzero(found.slope) == 1
    assert found.x.ravel()[np.flatnonzero(found.slope)[0]] == found.y.ravel()[found.grad.argmax()]
    more: Through = facts_of(example("The winner takes it all", step="1"))
    assert more.y.size == 49 > len(more.winners) > 16, "windows overlap: a pixel wins more than once"


# --- pooling ------------------------------------------------------------------------------------------------


def by_loops(images: np.ndarray, by: int, how: str, size: int, stride: int) -> np.ndarray:
    """Pooled, window by window."""
    ground = np.zeros((len(images), 8, 11))
    ground[:, :, by : by + 8] = images
    if how == "pixels":
        return ground
    rows, columns = range(0, 8 - size + 1, stride), range(0, 11 - size + 1, stride)
    of = {"max": np.max, "mean": np.mean}[how]
    return np.array(
        [[[of(one[r : r + size, c : c + size]) for c in columns] for r in rows] for one in ground]
    )


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 2), (4, 1)])
def test_how_much_changes_is_what_loops_over_some_digits_say(
    size: int, stride: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = load()[0][:40], load()[1][:40]
    monkeypatch.setattr(pooling, "load", lambda: few)
    shares, sizes = measured.__wrapped__(size, stride)
    images = np.round(few[0].reshape(-1, 8, 8) * 16)
    for how in ("pixels", "max", "mean"):
        before = by_loops(images, 0, how, size, stride)
        for by in (1, 3):
            apart = by_loops(images, by, how, size, stride) - before
            assert shares[how][by] == pytest.approx((np.abs(apart) > 0).mean())
            each = [np.linalg.norm(a) / np.linalg.norm(b) for a, b in zip(apart, before, strict=True)]
            assert sizes[how][by] == pytest.approx(np.mean(each))


def test_pooling_is_as_invariant_as_is_said() -> None:
    shares, sizes = measured(2, 2)
    see = PRESETS["Is pooling invariant?"].see
    for number in (shares["max"][1], shares["pixels"][1], sizes["max"][1], sizes["pixels"][1]):
        assert percent(number) in see
    assert shares["max"][1] > shares["pixels"][1] and sizes["max"][1] < sizes["pixels"][1]


def test_moved_by_the_stride_the_output_is_the_same_one_moved() -> None:
    view = example("Is pooling invariant?", shift="2")
    found = facts_of(view)
    assert found.is_moved and np.array_equal(found.moved_y[:, 1:], found.y[:, :-1])
    assert "the output is the same, moved by 1" in said_of(view)
    assert not facts_of(example("Is pooling invariant?")).is_moved


def test_what_edges_cut_off_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    known = measured(2, 2)  # over all digits, which is not what is asked here
    monkeypatch.setattr(pooling, "measured", lambda _size, _stride: known)
    for size, stride, shift in itertools.product((2, 3, 4), (1, 2, 3), (1, 2, 3)):
        view = Convolution({"part": "pooling", "window": size, "step": stride, "shift": shift})
        found, text = facts_of(view), said_of(view)
        assert ("moved by" in text and "the output is the same" in text) == (shift % stride == 0)
        if shift % stride:
            continue
        cells = shift // stride
        wide = np.zeros((1, 8, 11 + 2 * stride * 4))  # a ground on which no edge is near
        for by, y in ((0, found.y), (shift, found.moved_y)):
            wide[0] = 0
            wide[0, :, 4 * stride + by : 4 * stride + by + 8] = digit()
            whole = pool(wide, "max", size, stride).values[0]
            np.testing.assert_array_equal(whole[:, 4 : 4 + y.shape[1]], y)
            if not by:
                first = whole
        np.testing.assert_array_equal(whole[:, cells:], first[:, :-cells])
        seen = slice(4, 4 + found.y.shape[1])
        lost = first[:, 4 + found.y.shape[1] - cells : seen.stop].any() or whole[:, 4 : 4 + cells].any()
        assert ("At the edges" in text) == bool(lost)


# --- what is drawn ------------------------------------------------------------------------------------------


def test_the_sums_that_the_browser_makes_are_the_page_s() -> None:
    """Every cell of every output, by the windows and pairs that its picture declares."""
    for asked in (
        {},
        {"stride": 2.0, "dilation": 2.0, "padding": "same"},
        {"channels": 3.0, "filters": 2.0, "at": 50.0, "kernel": "random"},
        {"dims": "1", "flip": 1.0, "kernel": "random"},
        {"dims": "3", "padding": "same", "stride": 2.0},
        {"part": "backward", "stride": 2.0, "padding": "same"},
        {"part": "backward", "of": "kernel", "stride": 3.0, "dilation": 2.0},
        {"part": "backward", "of": "pool", "step": 1.0},
        {"part": "pooling", "pool": "mean", "window": 3.0},
        {"part": "pooling"},
    ):
        view = Convolution(asked)
        part = PAGE.part(view)
        (picture, *_others) = part.charts(facts_of(view))
        json.dumps(picture, allow_nan=False)
        grids = {one["key"]: one for block in picture["cells"]["blocks"] for one in block["grids"]}
        tables = {
            key: np.array(one["z"], float).reshape(one["rows"], one["columns"]) for key, one in grids.items()
        }
        assert picture["cells"]["totals"]
        for total in picture["cells"]["totals"]:
            shown = tables[total["y"]]
            (sy, sx), (dy, dx), (h, w) = total["stride"], total["dilation"], total["size"]
            for r, c in np.ndindex(shown.shape):
                windows = [
                    tables[x][
                        r * sy : r * sy + dy * (h - 1) + 1 : dy, c * sx : c * sx + dx * (w - 1) + 1 : dx
                    ]
                    for x, _by in total["pairs"]
                ]
                weights = [tables[by] if by else np.ones((h, w)) for _x, by in total["pairs"]]
                of = {"sum": np.sum, "max": np.max, "mean": np.mean}[total["kind"]]
                made = sum(of(a * b) for a, b in zip(windows, weights, strict=True))
                assert made == pytest.approx(shown[r, c], abs=1e-4), (asked, total["y"], r, c)


def test_the_place_that_is_kept_is_the_one_that_was_clicked() -> None:
    view = Convolution({"filters": 2.0, "at": 40.0})
    found = window(view)
    assert isinstance(found, Window) and found.at == (1, 0, 4)
    assert window(Convolution({"at": 9999.0})).at == (0, 5, 5)  # type: ignore[union-attr]
