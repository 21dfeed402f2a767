"""Convolution against SciPy's, its matrix entry by entry, both gradients and pooling by definition, its
sizes by counting, and its refusals."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from dl_core.nets.convolution import as_matrix, convolve, entries, input_gradient, kernel_gradient
from dl_core.nets.pooling import KINDS, pool, pooled_gradient
from dl_core.nets.sizes import Axis, axes, costs, padding_of
from tests.strangers import many
from tests.strangers.convolutions import Case, cases


@many(150)
@given(st.data())
def test_one_channel_is_scipy_s_correlate_and_flipped_its_convolve(data: st.DataObject) -> None:
    dims = data.draw(st.integers(1, 3))
    k = [data.draw(st.integers(1, 4)) for _ in range(dims)]
    n = [data.draw(st.integers(one, one + 5)) for one in k]
    dice = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x, kernel = dice.normal(size=n), dice.normal(size=k)
    for name in ("valid", "full"):
        padding = [padding_of(name, *pair) for pair in zip(n, k, strict=True)]
        ours = [convolve(x[None], kernel[None, None], 1, padding, flip=flip)[0] for flip in (False, True)]
        np.testing.assert_allclose(ours[0], signal.correlate(x, kernel, name), atol=1e-12)
        np.testing.assert_allclose(ours[1], signal.convolve(x, kernel, name), atol=1e-12)


def by_scipy(case: Case, kernel: Any) -> Any:
    """Channel by channel; the kernel's dilation as zeros between its weights, the stride by leaving out."""
    around = np.pad(case.x, [(0, 0), *case.padding])
    reach = [d * (k - 1) + 1 for d, k in zip(case.dilation, kernel.shape[2:], strict=True)]
    spread = np.zeros((*kernel.shape[:2], *reach))
    spread[(..., *(slice(None, None, d) for d in case.dilation))] = kernel
    every = tuple(slice(None, None, s) for s in case.stride)

    def one(own: Any) -> Any:
        return sum(signal.correlate(x, k, "valid", "direct")[every] for x, k in zip(around, own, strict=True))

    return np.array([one(own) for own in spread])


@many(100)
@given(cases(), st.booleans())
def test_outputs_and_matrix_are_scipy_s_however_the_kernel_is_moved(case: Case, flip: bool) -> None:
    turned = np.flip(case.kernel, tuple(range(2, case.kernel.ndim))) if flip else case.kernel
    exact = by_scipy(case, turned)
    np.testing.assert_allclose(convolve(*case, flip=flip), exact, atol=1e-12)
    matrix = as_matrix(case.kernel, case.x.shape[1:], *case.moved, flip=flip)
    np.testing.assert_allclose(matrix @ case.x.ravel(), exact.ravel(), atol=1e-12)


@many(100)
@given(cases(), st.booleans())
def test_both_gradients_are_those_of_the_output_s_every_number(case: Case, flip: bool) -> None:
    """The output is linear in both: its slope along one number is its output for 1 there and 0 elsewhere."""
    y = convolve(*case, flip=flip)
    grad = np.random.default_rng(0).normal(size=y.shape)
    wanted = np.zeros(case.x.shape), np.zeros(case.kernel.shape)
    for which, slope in enumerate(wanted):
        for place in np.ndindex(slope.shape):
            one = np.zeros(slope.shape)
            one[place] = 1
            both = (one, case.kernel) if which == 0 else (case.x, one)
            slope[place] = (grad * convolve(*both, *case.moved, flip=flip)).sum()
    x = input_gradient(grad, case.kernel, case.x.shape[1:], *case.moved, flip=flip)
    kernel = kernel_gradient(case.x, grad, case.kernel.shape[2:], *case.moved, flip=flip)
    for found, exact in zip((x, kernel), wanted, strict=True):
        np.testing.assert_allclose(found, exact, atol=1e-12)


@many(100)
@given(st.data())
def test_channels_add_up_and_filters_stand_side_by_side(data: st.DataObject) -> None:
    channels, filters, stride = (data.draw(st.integers(1, 3)) for _ in range(3))
    dice = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x, kernel = dice.normal(size=(channels, 6, 7)), dice.normal(size=(filters, channels, 3, 2))
    found = convolve(x, kernel, stride)
    for f in range(filters):
        each = sum(signal.correlate(x[c], kernel[f, c], "valid") for c in range(channels))
        np.testing.assert_allclose(found[f], np.asarray(each)[::stride, ::stride], atol=1e-12)


@many(300)
@given(
    *(st.integers(1, 12), st.integers(1, 5), st.integers(1, 5), *(st.integers(0, 5),) * 2, st.integers(1, 3))
)
def test_the_formula_counts_the_places_where_the_kernel_fits(
    n: int, k: int, stride: int, before: int, after: int, dilation: int
) -> None:
    one = Axis(n, k, stride, before, after, dilation)
    places = [at for at in range(one.padded) if at + one.reach <= one.padded][::stride]
    assert max(one.places, 0) == len(places)
    if places:
        assert one.left_over == one.padded - (places[-1] + one.reach)


@many(200)
@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
def test_the_named_paddings_do_what_their_names_say(n: int, k: int, stride: int, dilation: int) -> None:
    for name, odd in (("same", 1), ("same_lower", -1)):
        before, after = padding_of(name, n, k, stride, dilation)
        assert Axis(n, k, stride, before, after, dilation).places == -(-n // stride)
        assert odd * (after - before) in (0, 1)
    before, after = padding_of("full", n, k, stride, dilation)
    assert Axis(n, k, 1, before, after, dilation).places == n + dilation * (k - 1)
    before, after = padding_of("causal", n, k, stride, dilation)
    assert after == 0 and Axis(n, k, 1, before, after, dilation).places == n
    assert padding_of("valid", n, k, stride, dilation) == (0, 0)


def test_a_causal_output_knows_nothing_of_what_comes_later() -> None:
    x, kernel = np.zeros((1, 9)), np.ones((1, 1, 3))
    x[0, 4] = 1
    found = convolve(x, kernel, padding=[padding_of("causal", 9, 3, 1, 2)], dilation=2)
    assert found.shape == (1, 9) and not found[0, :4].any() and found[0, 4] == 1


def test_the_matrix_of_a_digit_and_a_small_kernel_is_mostly_zeros_by_place() -> None:
    kernel = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    matrix = as_matrix(kernel, (8, 8))
    assert matrix.shape == (36, 64) and matrix.nnz == 324 and len(set(matrix.data)) == 9
    dense = matrix.toarray()
    for row in range(36):
        top, left = divmod(row, 6)
        picture = dense[row].reshape(8, 8)
        np.testing.assert_array_equal(picture[top : top + 3, left : left + 3], kernel[0, 0])


@pytest.mark.parametrize("flip", [False, True])
def test_entries_name_the_weight_that_stands_there(flip: bool) -> None:
    kernel = np.random.default_rng(0).normal(size=(2, 3, 2, 3))
    along = axes((5, 6), (2, 3), 2, [(1, 0), (2, 1)], (2, 1))
    rows, columns, weights = entries(3, 2, along, flip=flip)
    dense = as_matrix(kernel, (5, 6), 2, [(1, 0), (2, 1)], (2, 1), flip=flip).toarray()
    np.testing.assert_array_equal(dense[rows, columns], kernel.ravel()[weights])
    assert np.count_nonzero(dense) == len(rows)


def test_weights_are_shared_by_the_convolution_alone_and_products_are_not() -> None:
    found = costs(1, 1, axes((8, 8), (3, 3)))
    assert [one.weights for one in found.values()] == [9, 324, 2304]
    assert [one.multiply_adds for one in found.values()] == [324, 324, 2304]
    assert [one.bytes for one in found.values()] == [36, 1296, 9216]
    found = costs(3, 4, axes((8, 8), (3, 3), 2, 1))
    assert [one.weights for one in found.values()] == [108, 108 * 16, 192 * 64]


def test_a_stride_that_does_not_divide_rounds_down() -> None:
    (one,) = axes((7,), (2,), 2)
    assert (one.places, one.left_over) == (3, 1)
    x = np.zeros((1, 7))
    x[0, 6] = 1  # no window reaches it
    assert not convolve(x, np.ones((1, 1, 2)), 2).any()
    assert input_gradient(np.ones((1, 3)), np.ones((1, 1, 2)), (7,), 2)[0, 6] == 0


def test_the_first_of_several_largest_wins() -> None:
    x = np.array([[[1.0, 1.0], [1.0, 0.0]]])
    assert pool(x, "max", 2).winners.item() == 0
    assert pooled_gradient(x, [[[5.0]]], "max", 2).tolist() == [[[5.0, 0.0], [0.0, 0.0]]]
    assert pooled_gradient(x, [[[4.0]]], "mean", 2).tolist() == [[[1.0, 1.0], [1.0, 1.0]]]


@many(100)
@given(st.data())
def test_pooling_is_what_loops_over_its_windows_say(data: st.DataObject) -> None:
    """Windows that overlap or leave gaps, with padding, and numbers that are often the same."""
    dims, kind = data.draw(st.integers(1, 2)), data.draw(st.sampled_from(KINDS))
    size, stride = ([data.draw(st.integers(1, 4)) for _ in range(dims)] for _ in range(2))
    pads = [data.draw(st.integers(0, one // 2)) for one in size]
    n = [data.draw(st.integers(one, one + 4)) for one in size]
    dice = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    x = dice.integers(-3, 1, (2, *n)).astype(float)
    found = pool(x, kind, size, stride, pads)
    grad, slope = dice.normal(size=found.values.shape), np.zeros(x.shape)
    for channel, *place in np.ndindex(found.values.shape):
        starts = [p * s - pad for p, s, pad in zip(place, stride, pads, strict=True)]
        corner = [(start + at for start, at in zip(starts, tap, strict=True)) for tap in np.ndindex(*size)]
        inside = [
            (channel, *at)
            for at in map(tuple, corner)
            if all(0 <= one < most for one, most in zip(at, n, strict=True))
        ]
        values = [x[at] for at in inside]
        exact = max(values) if kind == "max" else sum(values) / np.prod(size)
        assert found.values[(channel, *place)] == pytest.approx(exact)
        own = grad[(channel, *place)]
        for at in inside if kind == "mean" else [inside[values.index(exact)]]:
            slope[at] += own if kind == "max" else own / np.prod(size)
    np.testing.assert_allclose(pooled_gradient(x, grad, kind, size, stride, pads), slope, atol=1e-12)


def test_pooling_takes_a_size_for_all_axes_from_numpy_too_and_its_stride_is_the_window_s() -> None:
    x = np.arange(32.0).reshape(1, 4, 8)
    wanted = pool(x, "max", 2)
    assert wanted.values.tolist() == [[[9, 11, 13, 15], [25, 27, 29, 31]]]
    np.testing.assert_array_equal(pool(x, "max", np.int64(2)).values, wanted.values)  # type: ignore[arg-type]


def test_sums_of_small_whole_numbers_do_not_run_over() -> None:
    x, kernel = np.full((1, 5), 200, np.uint8), np.ones((1, 1, 3), np.uint8)
    assert convolve(x, kernel).tolist() == [[600, 600, 600]]
    assert (as_matrix(kernel, (5,)) @ x.ravel()).tolist() == [600, 600, 600]
    assert convolve(x > 0, kernel > 0).tolist() == [[3, 3, 3]]
    assert convolve(x.astype(np.float32), kernel.astype(np.float32)).dtype == np.float32


def test_what_does_not_fit_is_refused_with_what_was_given_and_what_to_do() -> None:
    x, kernel = np.zeros((1, 5, 5)), np.zeros((1, 1, 3, 3))
    for bad, said in (
        (lambda: convolve(x, np.zeros((1, 2, 3, 3))), "the same channels"),
        (lambda: convolve(x, np.zeros((3, 3))), "give x as"),
        (lambda: convolve(np.zeros((1, 2, 2)), kernel), "does not fit into 2 places"),
        (lambda: convolve(x, kernel, 0), "from 1"),
        (lambda: convolve(x, kernel, (1, 2, 3)), "2 axes"),
        (lambda: convolve(x, kernel, 1, -1), "number from 0"),
        (lambda: convolve(x, kernel, 1, [(1, 2, 3), (0, 0)]), "(before, after)"),
        (lambda: as_matrix(kernel, (5,)), "same 1 to 3 axes"),
        (lambda: input_gradient(np.zeros((1, 2, 2)), kernel, (5, 5)), "the output has (1, 3, 3)"),
        (lambda: convolve(x, kernel, 2.0), "stride=2.0: give a whole number"),
        (lambda: convolve(x, kernel, 1, 0, [1, 1.5]), "dilation=[1, 1.5]: give a whole number"),
        (lambda: convolve(x, kernel, 1, 0.5), "whole number from 0"),
        (lambda: convolve(x, kernel, 1, [(0.5, 0), (0, 0)]), "whole number from 0"),
        (lambda: convolve(x, np.zeros((1, 1, 0, 3))), "a place at least"),
        (lambda: kernel_gradient(x, np.zeros((1, 9, 9)), (3, 3)), "the output has (1, 3, 3)"),
        (lambda: kernel_gradient(x, np.zeros((2, 2, 2)), (3, 3)), "the output has (2, 3, 3)"),
        (lambda: kernel_gradient(x, np.zeros((3, 3)), (3, 3)), "the output has"),
        (lambda: pool(x, "max", 2, padding=2), "at most half"),
        (lambda: pooled_gradient(x, np.zeros((1, 9, 9)), "max", 2, padding=[(0, 2), (0, 0)]), "at most half"),
        (lambda: pool(x, "max", 0), "size=0: give a whole number from 1"),
        (lambda: pool(x, "median", 2), "max, mean"),  # type: ignore[arg-type]
        (lambda: padding_of("half", 5, 3), "valid, same"),
    ):
        with pytest.raises(ValueError) as why:
            bad()
        assert said in str(why.value)
