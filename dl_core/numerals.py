"""Numbers as people read them."""

import math
from typing import SupportsFloat

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PLAIN = (-3, 4)  # powers of ten that need no power: from 0.001 to below 10,000


def number(value: SupportsFloat, digits: int = 3) -> str:
    """A number in a sentence, with at most as many significant digits: 0.22, 34, −1.4·10⁻⁶, 10⁻⁴, 0, ∞, nan."""
    value = float(value)
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "∞" if value > 0 else "−∞"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    low, high = PLAIN
    if value == 0 or low <= int(exponent) < high:
        return f"{float(f'{value:.{digits}g}'):g}".replace("-", "−")
    mantissa = f"{float(mantissa):g}".replace("-", "−")
    return ("" if mantissa == "1" else f"{mantissa}·") + f"10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
