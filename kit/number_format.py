"""Numbers as people read them."""

import math
from typing import SupportsFloat

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PLAIN = (-3, 4)  # powers of ten that need no power: from 0.001 to below 10,000


def power_of_ten(exponent: int) -> str:
    """10⁻⁴."""
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def number(value: SupportsFloat, digits: int = 3) -> str:
    """A number in a sentence, with at most as many significant digits: 0.22, 34, −1.4·10⁻⁶, 10⁻⁴, 0, ∞,
    nan."""
    value = float(value)
    sign, size = "−" if value < 0 else "", abs(value)
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else f"{sign}∞"
    rounded = f"{size:.{digits - 1}e}"
    mantissa, exponent = rounded.split("e")
    low, high = PLAIN
    if size == 0 or low <= int(exponent) < high:
        return f"{sign}{float(rounded):.{max(digits, high)}g}"
    before = "" if float(mantissa) == 1 else f"{float(mantissa):.{digits}g}·"
    return sign + before + power_of_ten(int(exponent))


def percent(share: SupportsFloat, places: int = 0) -> str:
    """A share in a sentence: 34 %, with so many decimal places."""
    return f"{100 * float(share):.{places}f} %"


_SYMBOLS = {
    r"\eta": "η",
    r"\mu": "μ",
    r"\rho": "ρ",
    r"\beta_1": "β₁",
    r"\beta_2": "β₂",
    r"\varepsilon": "ε",
    r"\lambda": "λ",
    r"\sigma": "σ",
    r"\kappa": "κ",
    r"\lambda'": "λ′",
    r"\beta": "β",
    r"\theta": "θ",
    r"\gamma": "γ",
    "x_0": "x₀",
    "y_0": "y₀",
    "t_0": "t₀",
    r"\ell": "ℓ",
}


def symbol(tex: str) -> str:
    """A symbol of LaTeX as plain text; one that is not known as it is."""
    return _SYMBOLS.get(tex, tex)
