"""Where the nets of the parts lead that open with nothing trained, from runs that were kept: see
`kit.learning.facts.kept` for the part that compares two settings."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import numpy as np

from dl_core.experiments import bias_variance as bv
from kit.kept import Arrays, built, flat
from pages.regularization.facts import Averaging, Choice, Family, Nets
from pages.regularization.view import Regularization

Found = Choice | Nets | Averaging
FILE = Path(__file__).parent / "kept.npz"  # `python -m scripts.keep` makes it
VIEWS = {  # by part: the views whose runs are kept
    "choose": (Regularization(), Regularization({"variant": "seeds"})),
    "biasvar": (Regularization({"model": "nets"}),),
    "average": (Regularization(),),
}
KINDS = {"choose": Choice, "average": Averaging}
PARTS = ("bias2", "variance", "brier")


def _name(part: str, view: Regularization) -> str:
    name = f"{part} {view['seed']:.0f}"
    return f"{name} {view['variant']}" if part == "choose" else name


def choose(view: Regularization) -> Found | None:
    """Of the part on choosing; None if the view's run is not kept. So are the others."""
    return _kept("choose", view)


def biasvar(view: Regularization) -> Found | None:
    """Of the nets of bias and variance."""
    return _kept("biasvar", view)


def average(view: Regularization) -> Found | None:
    """Of averaging."""
    return _kept("average", view)


@cache
def _file() -> Arrays:
    with np.load(FILE, allow_pickle=False) as file:
        return dict(file)


def _kept(part: str, view: Regularization) -> Found | None:
    name, arrays = _name(part, view), _file()
    if not any(one.partition(".")[0] == name for one in arrays):
        return None
    if part != "biasvar":
        found: Found = built(KINDS[part], name, arrays)
        return found
    rows = arrays[f"{name}.families"].astype(float)  # (families, PARTS, 2)
    families = {
        place: Family(one.label, *(tuple(pair) for pair in row.tolist()))
        for place, (one, row) in enumerate(zip(bv.FAMILIES, rows, strict=True))
    }
    return Nets(families, 1.0)


def keep(runs: Iterable[tuple[str, Regularization, Found]]) -> None:
    """Write the file: the last facts of runs, by part and view."""
    arrays = {name: values for run in runs for name, values in _arrays(*run)}
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type]


def _arrays(part: str, view: Regularization, found: Found) -> Iterator[tuple[str, np.ndarray]]:
    name = _name(part, view)
    if isinstance(found, Nets):
        rows = [[getattr(found.families[place], of) for of in PARTS] for place in sorted(found.families)]
        yield f"{name}.families", np.array(rows, np.float32)
    else:
        yield from flat(found, name)
