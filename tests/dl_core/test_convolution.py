"""Convolution against SciPy's, its matrix entry by entry, its sizes by counting, and its refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from dl_core.nets.convolution import as_matrix, convolve, entries, input_gradient, kernel_gradient
from dl_core.nets.pooling import pool, pooled_gradient
from dl_core.nets.sizes import Axis, axes, costs, padding_of
from tests.strangers import many


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
        (lambda: kernel_gradient(x, np.zeros((1, 9, 9)), (3, 3)), "does not fit"),
        (lambda: pool(x, "median", 2), "max, mean"),  # type: ignore[arg-type]
        (lambda: padding_of("half", 5, 3), "valid, same"),
    ):
        with pytest.raises(ValueError) as why:
            bad()
        assert said in str(why.value)
