"""Settings: what a page can be asked, one by one, and how each is spelled in a link.

A view is the full set of values. The address holds those that differ from their defaults; an edit in the control panel is a piece of an address,
so links and sliders are checked by the same few lines.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Self

from dl_core.params import Param

VERSION = "2"
BEFORE = "1"  # links of this version are read, too: `View.renamed`
LONGEST = 400  # characters of one value in a link
MOST = 8  # complaints about one link

Value = float | str | tuple[str, ...]


def slug(owned: Any) -> str:
    """The name in links of a rule, schedule or surface (class or value)."""
    return (owned if isinstance(owned, type) else type(owned)).__name__.lower()


class Refused(ValueError):
    """A value that a setting does not take; the message says why, as the end of a sentence, or as a whole one (ending in a full stop). kept: what of it a
    link may still ask for, if anything."""

    def __init__(self, why: str, kept: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.kept = kept


@dataclass(frozen=True)
class Number:
    """One number in a closed range. When a hand moves it, each setting that it `bounds` and puts out of range falls back to its default."""

    param: Param
    label: str
    bounds: tuple[str, ...] = ()

    @property
    def default(self) -> float:
        return self.param.default

    def read(self, text: str) -> float:
        """The number that `text` spells. Raises Refused unless it is finite and in range."""
        try:
            value = float(text)
        except ValueError:
            raise Refused("is not a number") from None
        if not math.isfinite(value):
            raise Refused("is not a finite number")
        if self.param.check(value):
            kind = "whole number" if self.param.step else "number"
            raise Refused(f"is not a {kind} from {self.param.low:g} to {self.param.high:g}")
        return value

    def spell(self, value: Any) -> str:
        """Shortest text that reads back as the same number."""
        return repr(float(value)).removesuffix(".0")


@dataclass(frozen=True)
class OneOf:
    """One of several named options (name in links → label). A change by hand drops what `clears` names, which belonged to the old choice."""

    options: Mapping[str, str]
    default: str
    label: str
    about: str = ""
    clears: tuple[str, ...] = ()

    def read(self, text: str) -> str:
        """The option called `text`. Raises Refused for an unknown one."""
        if text not in self.options:
            raise Refused(f"is none of {', '.join(self.options)}")
        return text

    def spell(self, value: Any) -> str:
        """The option's name."""
        return str(value)


@dataclass(frozen=True)
class SomeOf:
    """Any number of named options, in the order of the options. colours, tips: of the rows that the panel draws, by name."""

    options: Mapping[str, str]
    default: tuple[str, ...]
    label: str
    about: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    tips: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str) -> tuple[str, ...]:
        """The options that `text` lists, separated by commas; "none" for none. Raises Refused if any is unknown."""
        asked = {name for name in text.split(",") if name not in ("", "none")}
        found = tuple(name for name in self.options if name in asked)
        if unknown := sorted(asked - set(self.options)):
            raise Refused(f"names {shorten(', '.join(unknown))}, which is none of {', '.join(self.options)}", found)
        return found

    def spell(self, value: Any) -> str:
        """The names, separated by commas."""
        return ",".join(value) or "none"


@dataclass(frozen=True)
class Text:
    """What a visitor types. check: raises ValueError, with a whole sentence, for a text that is not taken. examples: texts to try."""

    default: str
    label: str
    check: Callable[[str], object]
    about: str = ""
    examples: tuple[str, ...] = ()

    def read(self, text: str) -> str:
        """The text without spaces around it. Raises Refused."""
        try:
            self.check(text)
        except ValueError as why:
            raise Refused(str(why)) from None
        return text.strip(" ")

    def spell(self, value: Any) -> str:
        """The text itself."""
        return str(value)


Setting = Number | OneOf | SomeOf | Text


def shorten(text: str) -> str:
    """At most 40 printable characters of a stranger's text, for quoting it in a sentence."""
    printable = "".join(c if c.isprintable() else "·" for c in text)
    return printable if len(printable) <= 40 else printable[:39] + "…"


def _complaint(label: str, text: str, why: Refused, then: str) -> str:
    """One refusal as a sentence or two, ending with what happens instead."""
    sentence = str(why)
    return f"{sentence} {label}: {then}." if sentence.endswith(".") else f"{label} “{shorten(text)}” {sentence}: {then}."


@dataclass(frozen=True)
class View:
    """A page's whole state. `asked`: the settings that differ from their default, by name; everything else is its default. ways: the names of settings
    that change nothing but how the rest is looked at. brought: what the visitor has brought along in a file and no link holds (`kit.page.Brought`), if the
    page asks for it. renamed: what links of the version BEFORE call a setting → its name now."""

    ways: ClassVar[tuple[str, ...]] = ()
    renamed: ClassVar[Mapping[str, str]] = {}

    asked: Mapping[str, Value] = field(default_factory=dict)
    known: Mapping[str, Setting] = field(init=False, repr=False, compare=False)
    brought: Any = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = self.settings(self.asked)
        kept = {name: value for name, value in self.asked.items() if value != known[name].default}
        object.__setattr__(self, "asked", MappingProxyType(kept))
        object.__setattr__(self, "known", MappingProxyType(dict(known)))

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """Every setting by name; a range may depend on what is asked (the start lies in the chosen surface's box)."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> Any:
        return self.asked[name] if name in self.asked else self.known[name].default

    def query(self) -> dict[str, str]:
        """The view as the parameters of a link: its version and all that differs from the defaults; nothing at all for the default view."""
        spelled = {name: setting.spell(self.asked[name]) for name, setting in self.known.items() if name in self.asked}
        return {"v": VERSION, **spelled} if spelled else {}

    def edited(self, changes: Mapping[str, str]) -> tuple[Self, list[str]]:
        """The view after some settings were changed by hand, and a sentence for each that was refused."""
        query, complaints = self.query(), []
        for name, text in changes.items():
            setting = self.known.get(name)
            try:
                if setting is None:
                    raise Refused("is not on this page")
                setting.read(text if isinstance(setting, Text) else text[: LONGEST + 1])
            except Refused as why:
                complaints.append(_complaint(setting.label if setting else "A setting", text, why, "it stays as it was"))
                continue
            for dropped in setting.clears if isinstance(setting, OneOf) else ():
                query.pop(dropped, None)
            query[name] = text
        view, more = self.read(self._within_bounds(query, changes))
        return view, [*complaints, *more][:MOST]

    def _within_bounds(self, query: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
        """The query without what the changed numbers bound and have put out of range."""
        known, kept = self.settings(query), dict(query)
        for name in changes:
            setting = known.get(name)
            for bound in setting.bounds if isinstance(setting, Number) else ():
                try:
                    known[bound].read(kept.get(bound, ""))
                except Refused:
                    kept.pop(bound, None)
        return kept

    def refusals(self, changes: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """What was typed and is not taken, by name: the text and why, for saying it beside the field."""
        found = {}
        for name, text in changes.items():
            setting = self.known.get(name)
            try:
                if isinstance(setting, Text):
                    setting.read(text)
            except Refused as why:
                found[name] = {"text": text, "why": str(why)}
        return found

    @classmethod
    def read(cls, query: Mapping[str, str]) -> tuple[Self, list[str]]:
        """The view that a link asks for, and a sentence for each part of it that fell back to its default. Never raises: links come from strangers."""
        complaints: list[str] = []
        replaced: dict[str, int] = {}  # where the complaint of a setting is that has its default instead
        asked: dict[str, Value] = {}
        if query.get("v") == BEFORE:
            query = {cls.renamed.get(name, name): text for name, text in query.items()}
        elif query.get("v", VERSION) != VERSION:
            complaints.append(f"The link is of another version ({shorten(query['v'])}; this is {VERSION}): what it spells differently is left out.")
        known = cls.settings({name: text for name, text in query.items() if len(text) <= LONGEST})
        for name, text in query.items():
            if name == "v":
                continue
            if name not in known:
                complaints.append(f"The link sets “{shorten(name)}”, which this page does not have: left out.")
                continue
            setting = known[name]
            try:
                if len(text) > LONGEST and not isinstance(setting, Text):
                    raise Refused(f"is longer than {LONGEST} characters")
                asked[name] = setting.read(text)
            except Refused as why:
                if why.kept:
                    asked[name] = why.kept
                else:
                    replaced[name] = len(complaints)
                then = "the others are used" if why.kept else f"{setting.spell(setting.default)} is used instead"
                complaints.append(_complaint(setting.label, text, why, then))
        view = cls(asked)
        for name, i in replaced.items():
            if view.unused(name):
                complaints[i] = f"{complaints[i].removesuffix('.')}, {view.unused(name)}."
        return view, complaints[:MOST]

    def unused(self, name: str) -> str:
        """When a setting counts that this view leaves aside, as the end of a sentence; empty: it counts."""
        return ""
