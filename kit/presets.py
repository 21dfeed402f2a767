"""Presets: views with a name, each a link that teaches one thing; and what a page still says of one while a
visitor tries what it asks for."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from kit.settings import View

V = TypeVar("V", bound=View)
NEAR = 3  # settings in which a view may differ from a preset whose words still help


class Preset(NamedTuple, Generic[V]):
    """A view with what to see in it and one thing to try. tries: the settings that this is about, and the
    text of the value to try; None: any other than the view's. asks: what it asks for instead where it is
    about no setting: to "press" a button or to "look"."""

    view: V
    see: str
    attempt: str
    tries: Mapping[str, str | None] = MappingProxyType({})
    asks: Literal["", "press", "look"] = ""


class Tried(NamedTuple):
    """The preset that a view was changed from by what there is to try in it. reached: whether the view is
    what was to be tried."""

    name: str
    reached: bool


def bare(view: View, ways: Iterable[str]) -> dict[str, object]:
    """What of a view differs from the defaults, leaving aside some ways to look at it."""
    return {name: value for name, value in view.asked.items() if name not in ways}


def preset_of(presets: Mapping[str, Preset[Any]], view: View) -> str | None:
    """The name of the preset that `view` is, or would be if it were looked at in no other way (`View.ways`,
    `View.shown`); None if there is none."""
    return exactly(presets, view) or _same(presets, view, (*view.shown, *view.ways))


def exactly(presets: Mapping[str, Preset[Any]], view: View) -> str | None:
    """The name of the preset whose experiment `view` is."""
    return _same(presets, view, view.shown)


def _same(presets: Mapping[str, Preset[Any]], view: View, ways: Iterable[str]) -> str | None:
    here = bare(view, ways)
    return next((name for name, preset in presets.items() if bare(preset.view, ways) == here), None)


def goal_of(preset: Preset[V], view: View) -> V:
    """What a preset asks to try; where any value will do, at that of a view."""
    texts = {
        name: view.known[name].spell(view[name]) if text is None else text
        for name, text in preset.tries.items()
    }
    return preset.view.edited(texts)[0]


def looks_of(preset: Preset[Any]) -> dict[str, str | None]:
    """Where what a preset asks to try is only how it is looked at (`View.shown`): the texts of these settings
    when it is reached, None for a default. Empty where it is more than that."""
    if not preset.tries.keys() <= set(preset.view.shown):
        return {}
    goal = goal_of(preset, preset.view).query()
    return {name: goal.get(name) for name in preset.tries}


def tried_in(presets: Mapping[str, Preset[Any]], view: View) -> Tried | None:
    """The preset from which a view differs in nothing but what there is to try in it, and in the fewest
    settings, first one whose value to try is reached; None if there is none."""
    found = [one for name, preset in presets.items() if (one := _tried(name, preset, view))]
    return min(found, key=lambda one: (one[0], not one[1].reached))[1] if found else None


def _tried(name: str, preset: Preset[Any], view: View) -> tuple[int, Tried] | None:
    ways = {*view.shown, *view.ways} - set(preset.tries)
    start, here = bare(preset.view, ways), bare(view, ways)
    apart = _apart(start, here)
    if not apart & preset.tries.keys():
        return None
    goal = bare(goal_of(preset, view), ways)
    if not apart <= preset.tries.keys() | _apart(start, goal):
        return None
    return len(apart), Tried(name, here == goal)


def _apart(one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    """The settings in which two views differ."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def nearest(presets: Mapping[str, Preset[Any]], view: View) -> str | None:
    """The preset of the same part that differs from a view in the fewest settings, if these are at most
    NEAR."""
    ways = {*view.shown, *view.ways}
    apart = {
        name: len(_apart(bare(preset.view, ways), bare(view, ways)))
        for name, preset in presets.items()
        if "part" not in view.known or preset.view["part"] == view["part"]
    }
    name = min(apart, key=lambda name: apart[name], default="")
    return name if name and apart[name] <= NEAR else None
