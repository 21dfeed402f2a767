"""Numbers as people read them."""

import numpy as np
import pytest

from kit.number_format import number, percent


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 2, "0"),
        (0.2236, 2, "0.22"),
        (1.0285, 3, "1.03"),
        (-3.249, 3, "−3.25"),
        (1.42e-6, 2, "1.4·10⁻⁶"),
        (1e-5, 2, "10⁻⁵"),
        (-7.2e24, 2, "−7.2·10²⁴"),
        (0.00123, 2, "0.0012"),
        (0.000996, 2, "0.001"),
        (9999.0, 2, "10⁴"),
        (9400.0, 2, "9400"),
        (-0.0, 3, "0"),
        (-1e-5, 2, "−10⁻⁵"),
        (9999.7, 3, "10⁴"),
        (9994.0, 3, "9990"),
        (1.23456789, 8, "1.2345679"),
        (123.4, 1, "100"),
        (np.inf, 2, "∞"),
        (-np.inf, 2, "−∞"),
        (np.nan, 2, "nan"),
    ],
)
def test_a_number_in_a_sentence_is_spelled_as_one_writes_it(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [(0.914, 0, "91 %"), (0.914, 1, "91.4 %"), (np.float32(0.5), 2, "50.00 %"), (1, 0, "100 %")],
)
def test_a_share_is_written_with_a_space(share: float, places: int, text: str) -> None:
    assert percent(share, places) == text
