"""Colours are told apart: by everybody, or by their marker."""

import itertools

import numpy as np
import pytest

from dl_core.optimizers import RACERS
from kit import theme
from kit.theme import COLOURS, SPARE, colour

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
SIGHTS = {  # Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    """CIELAB of "#rrggbb" as somebody sees it."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = SIGHTS[sight] @ np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )
    share = TO_XYZ @ np.clip(linear, 0, 1) / [0.9505, 1, 1.089]
    x, y, z = np.where(share > (6 / 29) ** 3, np.cbrt(share), share * (29 / 6) ** 2 / 3 + 4 / 29)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """How far apart two colours look; 1 is just seen side by side."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    seventh = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    grow = 1 + (1 - np.sqrt(seventh / (seventh + 25**7))) / 2
    c1, c2 = np.hypot(grow * a1, b1), np.hypot(grow * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, grow * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    light, chroma, hue = (l1 + l2) / 2, (c1 + c2) / 2, h1 + turn / 2
    wave = 1 + sum(
        k * np.cos(np.radians(n * hue + shift))
        for k, n, shift in ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    )
    by_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * wave)
    blue = (
        -2
        * np.sqrt(chroma**7 / (chroma**7 + 25**7))
        * np.sin(np.radians(60 * np.exp(-(((hue % 360 - 275) / 25) ** 2))))
    )
    return float(np.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + blue * by_chroma * by_hue))


def test_the_distance_is_that_of_the_paper() -> None:  # Sharma, Wu & Dalal 2005, pairs 1, 7 and 17
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_rules_are_told_apart_by_colour_or_by_marker(sight: str) -> None:
    for (one, (a, marker)), (other, (b, same)) in itertools.combinations(COLOURS.items(), 2):
        apart = ciede2000(lab(a, sight), lab(b, sight))
        assert apart >= 17 or sight != "normal", f"{one} and {other}: {apart:.1f}"
        assert apart >= 10 or marker != same, f"{one} and {other}, both {marker}: {apart:.1f}"


def test_a_spare_colour_is_told_from_every_rule_and_every_other() -> None:
    for (a, marker), (b, same) in [
        *itertools.combinations(SPARE, 2),
        *itertools.product(SPARE, COLOURS.values()),
    ]:
        apart = ciede2000(lab(a, "normal"), lab(b, "normal"))
        assert apart >= 12 and (apart >= 15 or marker != same), f"{a} and {b}: {apart:.1f}"


def luminance(shade: str) -> float:
    channels = np.array([int(shade[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return float(
        np.where(channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        @ [0.2126, 0.7152, 0.0722]
    )


@pytest.mark.parametrize("paper", ["#ffffff", "#10161f"])
@pytest.mark.parametrize("cls", RACERS)
def test_every_rule_stands_out_from_the_paper(cls: type, paper: str) -> None:
    light, dark = sorted((luminance(colour(cls.label)), luminance(paper)), reverse=True)  # type: ignore[attr-defined]
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_no_two_rules_share_colour_and_marker() -> None:
    assert set(COLOURS) <= {cls.label for cls in RACERS}
    assert len({(colour(cls.label), theme.marker(cls.label)) for cls in RACERS}) == len(RACERS)
