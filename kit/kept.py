"""Runs that stay with the app, so that a page opens on where its examples lead: their last facts in one file
of the page, and how these are shown, pale."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from kit.charts import Spec, over_pale
from kit.messages import _
from kit.page import Progress, Run, Sentence, say
from kit.presets import Preset
from kit.settings import View

Arrays = Mapping[str, NDArray[Any]]
PLAIN = (bool, int, float, str)
PALE = _("Pale: where it led when this example was made.")


@dataclass(frozen=True)
class Shelf:
    """The last facts of runs of a page's parts. path: the file, which `python -m scripts.keep` makes; kinds:
    of each part's facts, named tuples of numbers, texts, arrays, and dicts and tuples of such; views: by
    part, those whose runs are kept; as_kept: by part, from the last facts to what is kept of them, if that is
    not all."""

    path: Path
    kinds: Mapping[str, Any]
    views: Mapping[str, tuple[View, ...]]
    as_kept: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    def facts(self, part: str, view: View) -> Any:
        """The last facts of a run; None if it is not kept. view: with nothing in it but what the run
        reads."""
        name, arrays = _name(part, view), arrays_of(self.path)
        return _built(self.kinds[part], name, arrays) if _below(name, arrays) else None

    def keep(self, runs: Iterable[tuple[str, View, Any]]) -> None:
        """Write the file. runs: part, view with nothing in it but what the run reads, and its last facts."""
        arrays: dict[str, NDArray[Any]] = {}
        for part, view, found in runs:
            short = self.as_kept.get(part)
            arrays |= _flat(short(found) if short else found, _name(part, view))
        np.savez_compressed(self.path, **arrays)  # type: ignore[arg-type]


def of_examples(presets: Mapping[str, Preset[Any]], *parts: str) -> dict[str, tuple[View, ...]]:
    """The views of the examples that show these parts, by part."""
    return {part: tuple(one.view for one in presets.values() if one.view["part"] == part) for part in parts}


def _name(part: str, view: View) -> str:
    """What the run of a part is kept by: all that it reads."""
    return f"{part}?{urlencode(sorted(view.query().items()))}"


@cache
def arrays_of(path: Path) -> Arrays:
    """All that a file holds, read once."""
    with np.load(path, allow_pickle=False) as file:
        return dict(file)


def _flat(found: Any, name: str) -> dict[str, NDArray[Any]]:
    """All that facts hold, by names "name/field/key"; of None nothing. Arrays of half precision stay so."""
    if hasattr(found, "_asdict"):
        found = found._asdict()
    elif isinstance(found, tuple) and not all(isinstance(one, PLAIN) for one in found):
        found = dict(enumerate(found))
    if isinstance(found, Mapping):
        pieces = (_flat(one, f"{name}/{key}") for key, one in found.items())
        return {below: values for piece in pieces for below, values in piece.items()}
    values = np.asarray(found)
    return {} if found is None else {name: values.astype(np.float32) if values.dtype == float else values}


def _built(kind: Any, name: str, arrays: Arrays) -> Any:
    """The reverse of `_flat`, of what has this kind."""
    if hasattr(kind, "_fields"):
        hints = get_type_hints(kind).items()
        return kind(**{field: _built(of, f"{name}/{field}", arrays) for field, of in hints})
    origin, of = get_origin(kind), get_args(kind)
    if origin in (dict, Mapping):
        return {of[0](key): _built(of[1], f"{name}/{key}", arrays) for key in _below(name, arrays)}
    if origin is tuple and name in arrays:
        return tuple(arrays[name].tolist())
    if origin is tuple:
        return tuple(_built(of[0], f"{name}/{key}", arrays) for key in _below(name, arrays))
    if name not in arrays:
        return None
    values = arrays[name]
    return kind(values) if kind in PLAIN else values.astype(float) if values.dtype.kind == "f" else values


def _below(name: str, arrays: Arrays) -> list[str]:
    """The next pieces of all names that begin with one, in the order of the file."""
    start = f"{name}/"
    pieces = (one.removeprefix(start).partition("/")[0] for one in arrays if one.startswith(start))
    return list(dict.fromkeys(pieces))


def on_its_end(
    draw: Callable[[Any], list[Spec]], progress: Callable[[Any], Progress | None], run: Run
) -> list[Spec]:
    """A run as `draw` draws its facts, on where it led, as long as it is not there itself; that alone as long
    as it has not begun. progress: of the part."""
    done = progress(run.facts)
    if run.ahead is None or done is None or done.done == done.total:
        return draw(run.facts)
    return over_pale(draw(run.facts) if done.done else [], draw(run.ahead), PALE)


def leads(run: Run) -> list[Sentence]:
    """That what is pale was kept."""
    if run.ahead is None:
        return []
    return [say(_("Pale: where it led when this example was made. Train makes it again."))]
