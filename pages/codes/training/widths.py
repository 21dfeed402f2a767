"""Nets of many widths, and nets for noisy digits, as facts; and where they led when that was kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dl_core.experiments import code_widths, denoising
from dl_core.experiments.autoencoders import ROOMY, STEPS, Recipe, digits_apart, train_all
from dl_core.experiments.code_widths import Widths
from dl_core.experiments.denoising import Denoised, Linear
from kit.kept import Shelf
from kit.page import Progress
from pages.codes.view import Codes


class Noisy(NamedTuple):
    """Nets that learned from noisy digits and from clean ones. found: what they make of test digits; linear:
    what needs no net; width: of their codes; noise: its standard deviation."""

    found: Denoised
    linear: Linear
    width: int
    noise: float


def widths(view: Codes) -> Iterator[Widths]:
    """Nets of all widths."""
    return code_widths.by_width(int(view["seed"]))


def noisy(view: Codes) -> Iterator[Noisy]:
    """Nets of one width, of both kinds."""
    width, noise, seed = int(view["code"]), view["input_noise"], int(view["seed"])
    linear = denoising.linear(width, noise, seed)
    for found in denoising.denoise(width, noise, seed):
        yield Noisy(found, linear, width, noise)


def done(facts: Widths | Noisy) -> int:
    """Steps; -1: the nets have not begun."""
    steps = (facts.found if isinstance(facts, Noisy) else facts).steps
    return int(steps[-1]) if len(steps) else -1


def progress(facts: Widths | Noisy) -> Progress:
    """Steps done and to do."""
    return Progress(max(0, done(facts)), STEPS)


def doubled(before: Widths | Noisy, now: Widths | Noisy) -> bool:
    """Whether there is enough for a picture: as many steps again."""
    return done(now) >= max(2 * done(before), done(before) + 1)


SHELF = Shelf(
    Path(__file__).parent / "kept.npz",
    {"width": Widths, "denoise": Noisy},
    {
        "width": (Codes({"part": "width"}),),
        "denoise": (Codes({"part": "denoise"}), Codes({"part": "denoise", "code": "64"})),
    },
)


def first_call() -> object:
    """The program of all these nets."""
    return [None for _found in train_all([Recipe(ROOMY, 1)], *digits_apart(), 1)]
