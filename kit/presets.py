"""Presets: views with a name, each a link that teaches one thing."""

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from kit.settings import View

V = TypeVar("V", bound=View)


class Preset(NamedTuple, Generic[V]):
    """A view with what to see in it and one thing to try."""

    view: V
    see: str
    attempt: str


def preset_of(presets: Mapping[str, Preset[Any]], view: View) -> str | None:
    """The name of the preset that `view` is, or would be if it were looked at in no other way (`View.ways`);
    None if there is none."""

    def bare(one: View, ways: tuple[str, ...]) -> Mapping[str, object]:
        return {name: value for name, value in one.asked.items() if name not in ways}

    same = (
        name
        for ways in ((), view.ways)
        for name, preset in presets.items()
        if bare(preset.view, ways) == bare(view, ways)
    )
    return next(same, None)
