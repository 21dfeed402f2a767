"""What the words and presets of the page on initial weights claim, computed."""

import numpy as np
import pytest

from dl_core.experiments.signal import Net, Signal, follow, whole
from dl_core.initializers import initial, initializer
from kit.number_format import number
from pages.init.how import HIST, SIGNAL
from pages.init.presets import PRESETS


def signal(scheme: str, name: str, frame: str = "whole") -> Signal:
    return whole(follow(Net(scheme, name, 5, 100, 1000), 1.0, ("post",), frame))


def test_the_pooled_deviation_of_xaviers_sigmoid_falls_and_the_one_within_a_unit_vanishes_as_said() -> None:
    post = signal("xavier", "sigmoid").post
    first, second, last = (number(float(post.pooled[layer]), 2) for layer in (0, 1, 4))
    text = " ".join(SIGNAL.split())
    assert f"is {first} in the first, {second} in the second and {last} in the last" in text
    assert f"falls from {number(float(post.within[0]), 2)} to {number(float(post.within[4]), 1)}" in text
    see = PRESETS["What Xavier hides"].see
    assert (
        f"is {first} in layer 1 and still {last} in layer 5" in see
        and f"only {number(float(post.within[4]), 1)} in layer 5" in see
    )


def test_the_books_frame_drops_nothing_of_a_sigmoid_and_a_part_of_relu() -> None:
    schemes = ("unit", "small", "xavier", "he")
    outside = {
        name: max(float(signal(scheme, name, "book").histograms["post"].outside.max()) for scheme in schemes)
        for name in ("sigmoid", "relu")
    }
    assert outside["sigmoid"] == 0 and outside["relu"] > 0.1
    assert "of a sigmoid nothing lies outside, of ReLU a part does" in HIST


@pytest.mark.parametrize(("fan_in", "fan_out"), [(100, 100), (50, 100), (100, 50)])
def test_an_orthogonal_layer_keeps_all_lengths_unless_it_narrows(fan_in: int, fan_out: int) -> None:
    w = initial("orthogonal", fan_in, fan_out, 0, 1).T.astype(float)  # (out, in), as in z = W a
    narrows = fan_out < fan_in
    inner = w @ w.T if narrows else w.T @ w
    np.testing.assert_allclose(inner, np.eye(len(inner)), atol=1e-5)
    a = np.random.default_rng(0).standard_normal((500, fan_in))
    kept = np.linalg.norm(a @ w.T, axis=1) / np.linalg.norm(a, axis=1)
    assert (kept.max() < 0.95) if narrows else np.allclose(kept, 1, atol=1e-5)
    scheme = initializer("orthogonal")
    assert "if it narrows" in scheme.formula and "one that narrows drops a part" in scheme.about
