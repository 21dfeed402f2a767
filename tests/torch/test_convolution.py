"""Convolution, its matrix, both its gradients and pooling against PyTorch, on shapes drawn at random."""

from typing import Any

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from dl_core.nets.convolution import as_matrix, convolve, input_gradient, kernel_gradient
from dl_core.nets.pooling import KINDS, pool, pooled_gradient
from dl_core.nets.sizes import axes, padding_of
from tests.strangers import many
from tests.strangers.convolutions import Case, cases

F = torch.nn.functional
CLOSE = {"rtol": 1e-5, "atol": 1e-5}


def torchs(case: Case, x: Any, kernel: Any) -> Any:
    """PyTorch's output; uneven paddings are put around the input first."""
    sides = [side for pair in reversed(case.padding) for side in pair]
    run = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}[len(case.stride)]
    return run(F.pad(x[None], sides), kernel, stride=case.stride, dilation=case.dilation)[0]


@many(150)
@given(cases())
def test_outputs_matrix_and_both_gradients_are_pytorch_s(case: Case) -> None:
    x, kernel = (torch.tensor(one, requires_grad=True) for one in case[:2])
    y = torchs(case, x, kernel)
    slope = torch.tensor(np.random.default_rng(0).normal(size=tuple(y.shape)))
    y.backward(slope)
    moved = case.moved
    ours = convolve(case.x, case.kernel, *moved)
    np.testing.assert_allclose(ours, y.detach(), **CLOSE)
    matrix = as_matrix(case.kernel, case.x.shape[1:], *moved)
    np.testing.assert_allclose(matrix @ case.x.ravel(), y.detach().ravel(), **CLOSE)
    back = input_gradient(slope.numpy(), case.kernel, case.x.shape[1:], *moved)
    np.testing.assert_allclose(back, x.grad, **CLOSE)
    np.testing.assert_allclose(
        kernel_gradient(case.x, slope.numpy(), case.kernel.shape[2:], *moved), kernel.grad, **CLOSE
    )


@many(100)
@given(cases())
def test_a_flipped_kernel_has_the_gradients_of_a_flipped_kernel(case: Case) -> None:
    x, kernel = (torch.tensor(one, requires_grad=True) for one in case[:2])
    y = torchs(case, x, torch.flip(kernel, list(range(2, kernel.ndim))))
    slope = torch.tensor(np.random.default_rng(0).normal(size=tuple(y.shape)))
    y.backward(slope)
    moved = case.moved
    np.testing.assert_allclose(convolve(case.x, case.kernel, *moved, flip=True), y.detach(), **CLOSE)
    matrix = as_matrix(case.kernel, case.x.shape[1:], *moved, flip=True)
    np.testing.assert_allclose(matrix @ case.x.ravel(), y.detach().ravel(), **CLOSE)
    back = input_gradient(slope.numpy(), case.kernel, case.x.shape[1:], *moved, flip=True)
    np.testing.assert_allclose(back, x.grad, **CLOSE)
    slopes = kernel_gradient(case.x, slope.numpy(), case.kernel.shape[2:], *moved, flip=True)
    np.testing.assert_allclose(slopes, kernel.grad, **CLOSE)


@many(100)
@given(cases())
def test_the_output_s_size_is_pytorch_s(case: Case) -> None:
    y = torchs(case, torch.tensor(case.x), torch.tensor(case.kernel))
    moved = case.moved
    along = axes(case.x.shape[1:], case.kernel.shape[2:], *moved)
    assert tuple(one.places for one in along) == tuple(y.shape[1:])


@many(100)
@given(st.integers(1, 20), st.integers(1, 5), st.integers(1, 3))
def test_same_is_what_pytorch_calls_same(n: int, k: int, dilation: int) -> None:
    dice = np.random.default_rng(n + 100 * k)
    x, kernel = dice.normal(size=(1, n)), dice.normal(size=(1, 1, k))
    theirs = F.conv1d(torch.tensor(x[None]), torch.tensor(kernel), padding="same", dilation=dilation)[0]
    ours = convolve(x, kernel, padding=[padding_of("same", n, k, 1, dilation)], dilation=dilation)
    np.testing.assert_allclose(ours, theirs, **CLOSE)


@many(150)
@given(st.data())
def test_pooling_and_its_gradient_are_pytorch_s(data: st.DataObject) -> None:
    dims, kind = data.draw(st.integers(1, 3)), data.draw(st.sampled_from(KINDS))
    size = [data.draw(st.integers(1, 4)) for _ in range(dims)]
    stride = [data.draw(st.integers(1, 4)) for _ in range(dims)]
    padding = [data.draw(st.integers(0, one // 2)) for one in size]  # PyTorch takes no more
    n = [data.draw(st.integers(one, one + 6)) for one in size]
    dice = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    few = data.draw(st.booleans())  # few different values: most windows have several that are largest
    raw = dice.integers(0, 3, (2, *n)).astype(float) if few else dice.normal(size=(2, *n))
    x = torch.tensor(raw, requires_grad=True)
    name = f"{'max' if kind == 'max' else 'avg'}_pool{dims}d"
    y = getattr(F, name)(x[None], size, stride, padding)[0]
    slope = torch.tensor(dice.normal(size=tuple(y.shape)))
    y.backward(slope)
    np.testing.assert_allclose(pool(raw, kind, size, stride, padding).values, y.detach(), **CLOSE)
    ours = pooled_gradient(raw, slope.numpy(), kind, size, stride, padding)
    np.testing.assert_allclose(ours, x.grad, **CLOSE)


@many(60)
@given(cases(), st.data())
def test_steps_of_a_layer_that_learns_are_pytorch_s(case: Case, data: st.DataObject) -> None:
    """A convolution and a ReLU towards a target, by steepest descent in the kernel and in the input."""
    rate = data.draw(st.sampled_from((0.003, 0.01)))
    x, kernel = (torch.tensor(one, requires_grad=True) for one in case[:2])
    ours = [one.copy() for one in case[:2]]
    target = np.random.default_rng(1).normal(size=tuple(torchs(case, x, kernel).shape))
    stepper = torch.optim.SGD([x, kernel], lr=rate)
    for _step in range(5):
        stepper.zero_grad()
        (torch.relu(torchs(case, x, kernel)) - torch.tensor(target)).square().mean().backward()
        stepper.step()
        y = convolve(*ours, *case.moved)
        slope = np.where(y > 0, 2 * (y - target) / y.size, 0)
        slopes = (
            input_gradient(slope, ours[1], case.x.shape[1:], *case.moved),
            kernel_gradient(ours[0], slope, case.kernel.shape[2:], *case.moved),
        )
        ours = [one - rate * way for one, way in zip(ours, slopes, strict=True)]
    for own, theirs in zip(ours, (x, kernel), strict=True):
        np.testing.assert_allclose(own, theirs.detach(), **CLOSE)
