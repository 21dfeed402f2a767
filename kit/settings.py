"""Settings: what a page can be asked, one by one, and how each is spelled in a link.

A view is the full set of values. The address holds those that differ from their defaults; an edit in the
control panel is a piece of an address, so links and sliders are checked by the same few lines.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, Self, cast

from dl_core.params import Param
from kit.messages import Message, _, listed

VERSION = "2"
BEFORE = "1"  # links of this version are read, too: `View.renamed`
LONGEST = 400  # characters of one value in a link
# Streamlit's own parameters, of a page that stands in a frame: no setting has such a name
FRAMING = ("embed", "embed_options")
MOST = 8  # complaints about one link

Value = float | str | tuple[str, ...]


def slug(owned: Any) -> str:
    """The name in links of a rule, schedule or surface (class or value)."""
    return (owned if isinstance(owned, type) else type(owned)).__name__.lower()


class Refused(ValueError):
    """A value that a setting does not take. message: a whole sentence that says which setting, what was given
    and what is allowed. kept: what of it a link may still ask for, if anything."""

    def __init__(self, message: Message, kept: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.kept = message, kept


@dataclass(frozen=True)
class Number:
    """One number in a closed range. When a hand moves it, each setting that it `bounds` and puts out of range
    falls back to its default."""

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
            raise Refused(_("{setting} “{given}” is not a number.", **self._given(text))) from None
        if not math.isfinite(value):
            raise Refused(_("{setting} “{given}” is not a finite number.", **self._given(text)))
        if self.param.check(value):
            given = self._given(text) | {"low": f"{self.param.low:g}", "high": f"{self.param.high:g}"}
            if self.param.step:
                raise Refused(_("{setting} “{given}” is not a whole number from {low} to {high}.", **given))
            raise Refused(_("{setting} “{given}” is not a number from {low} to {high}.", **given))
        return value

    def _given(self, text: str) -> dict[str, str]:
        return {"setting": self.label, "given": shorten(text)}

    def spell(self, value: Any) -> str:
        """Shortest text that reads back as the same number."""
        return repr(float(value)).removesuffix(".0")


@dataclass(frozen=True)
class OneOf:
    """One of several named options (name in links → label). A change by hand drops what `clears` names, which
    belonged to the old choice."""

    options: Mapping[str, str]
    default: str
    label: str
    about: str = ""
    clears: tuple[str, ...] = ()

    def read(self, text: str) -> str:
        """The option called `text`. Raises Refused for an unknown one."""
        if text not in self.options:
            raise Refused(
                _(
                    "{setting} “{given}” is none of {options}.",
                    setting=self.label,
                    given=shorten(text),
                    options=", ".join(self.options),
                )
            )
        return text

    def spell(self, value: Any) -> str:
        """The option's name."""
        return str(value)


@dataclass(frozen=True)
class SomeOf:
    """Any number of named options, in the order of the options. colours, tips: of the rows that the panel
    draws, by name."""

    options: Mapping[str, str]
    default: tuple[str, ...]
    label: str
    about: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    tips: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str) -> tuple[str, ...]:
        """The options that `text` lists, separated by commas; "none" for none. Raises Refused if any is
        unknown."""
        asked = {name for name in text.split(",") if name not in ("", "none")}
        found = tuple(name for name in self.options if name in asked)
        if unknown := sorted(asked - set(self.options)):
            given = {
                "setting": self.label,
                "unknown": shorten(", ".join(unknown)),
                "options": ", ".join(self.options),
            }
            raise Refused(_("{setting}: “{unknown}” is none of {options}.", **given), found)
        return found

    def spell(self, value: Any) -> str:
        """The names, separated by commas."""
        return ",".join(value) or "none"


@dataclass(frozen=True)
class Text:
    """What a visitor types. check: raises ValueError for a text that is not taken, with the sentence as its
    `message`. examples: texts to try."""

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
            raise Refused(getattr(why, "message", _(str(why)))) from None
        return text.strip(" ")

    def spell(self, value: Any) -> str:
        """The text itself."""
        return str(value)


def of_rates(rates: str, changes: Mapping[str, str]) -> Message | None:
    """What follows where rates that are computed become those of the sliders, since one of them was moved.
    rates: how they were chosen."""
    if rates == "own" or changes.get("rates") != "own" or not any(name.endswith(".lr") for name in changes):
        return None
    return _("You moved one of the tuned rates: all have become your own, at the values that they had.")


Setting = Number | OneOf | SomeOf | Text


def shorten(text: str) -> str:
    """At most 40 printable characters of a stranger's text, for quoting it in a sentence."""
    printable = "".join(c if c.isprintable() else "·" for c in text)
    return printable if len(printable) <= 40 else printable[:39] + "…"


@dataclass(frozen=True)
class View:
    """A page's whole state. `asked`: the settings that differ from their default, by name; everything else is
    its default. ways: the names of settings that change nothing but how the rest is looked at. shown: of
    those that no part's facts read: the browser writes them into the address itself, and all the others are
    the experiment. governing: of those on which the others depend (their ranges, say), if the same ones need
    not be built again for every view; None: for every view. brought: what the visitor has brought along in a
    file and no link holds (`kit.page.Brought`), if the page asks for it. renamed: what links of the version
    BEFORE call a setting → its name now."""

    ways: ClassVar[tuple[str, ...]] = ()
    shown: ClassVar[tuple[str, ...]] = ()
    governing: ClassVar[tuple[str, ...] | None] = None
    renamed: ClassVar[Mapping[str, str]] = {}

    asked: Mapping[str, Value] = field(default_factory=dict)
    known: Mapping[str, Setting] = field(init=False, repr=False, compare=False)
    brought: Any = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = self._settings(self.asked)
        kept = {name: value for name, value in self.asked.items() if value != known[name].default}
        object.__setattr__(self, "asked", MappingProxyType(kept))
        object.__setattr__(self, "known", MappingProxyType(known))

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """Every setting by name; a range may depend on what is asked (the start lies in the chosen surface's
        box)."""
        raise NotImplementedError

    @classmethod
    def _settings(cls, asked: Mapping[str, Any]) -> dict[str, Setting]:
        """`settings`; the same object for the same governing values, as few or many are asked."""
        if cls.governing is None:
            return dict(cls.settings(asked))
        return _built(cast(Any, cls), tuple((name, asked[name]) for name in cls.governing if name in asked))

    def __getitem__(self, name: str) -> Any:
        return self.asked[name] if name in self.asked else self.known[name].default

    def query(self) -> dict[str, str]:
        """The view as the parameters of a link: its version and all that differs from the defaults; nothing
        at all for the default view."""
        spelled = {
            name: setting.spell(self.asked[name])
            for name, setting in self.known.items()
            if name in self.asked
        }
        return {"v": VERSION, **spelled} if spelled else {}

    def experiment(self) -> dict[str, str]:
        """The parameters of a link to the same experiment, however it is looked at."""
        return self.experiment_in(self.query())

    @classmethod
    def experiment_in(cls, query: Mapping[str, str]) -> dict[str, str]:
        """What of a link's parameters is the experiment."""
        kept = {name: text for name, text in query.items() if name not in cls.shown}
        return kept if kept.keys() - {"v"} else {}

    def shown_as(self, shown: Mapping[str, str]) -> Self:
        """The same experiment, looked at as these texts say, by setting; what they do not name or what is not
        taken is as usual."""
        looks = {name: text for name, text in shown.items() if name in self.shown}
        return self.read({**self.experiment(), **looks})[0]

    def edited(self, changes: Mapping[str, str]) -> tuple[Self, list[Message]]:
        """The view after some settings were changed by hand, and a sentence or two for each that was
        refused."""
        query = self.query()
        complaints: list[Message] = []
        for name, text in changes.items():
            setting = self.known.get(name)
            if setting is None:
                complaints.append(_("The setting “{name}” is not on this page.", name=shorten(name)))
                continue
            try:
                setting.read(text if isinstance(setting, Text) else text[: LONGEST + 1])
            except Refused as why:
                complaints.append(
                    listed([why.message, _("{setting} stays as it was.", setting=setting.label)], " ")
                )
                continue
            for dropped in setting.clears if isinstance(setting, OneOf) else ():
                query.pop(dropped, None)
            query[name] = text
        view, more = self.read(self._within_bounds(query, changes))
        return view, [*complaints, *more][:MOST]

    def _within_bounds(self, query: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
        """The query without what the changed numbers bound and have put out of range."""
        known, kept = self._settings(query), dict(query)
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
                found[name] = {"text": text, "why": why.message}
        return found

    @classmethod
    def read(cls, query: Mapping[str, str]) -> tuple[Self, list[Message]]:
        """The view that a link asks for, and a sentence or more for each part of it that fell back to its
        default. Never raises: links come from strangers."""
        complaints: list[Message] = []
        replaced: dict[str, int] = {}  # where the complaint of a setting is that has its default instead
        asked: dict[str, Value] = {}
        if query.get("v") == BEFORE:
            query = {cls.renamed.get(name, name): text for name, text in query.items()}
        elif query.get("v", VERSION) != VERSION:
            given = {"version": shorten(query["v"]), "this": VERSION}
            complaints.append(
                _(
                    (
                        "The link is of another version ({version}; this is {this}): what it spells "
                        "differently is left out."
                    ),
                    **given,
                )
            )
        known = cls._settings({name: text for name, text in query.items() if len(text) <= LONGEST})
        for name, text in query.items():
            if name == "v" or name.lower() in FRAMING:
                continue
            if name not in known:
                complaints.append(
                    _("The link sets “{name}”, which this page does not have: left out.", name=shorten(name))
                )
                continue
            setting = known[name]
            try:
                if len(text) > LONGEST and not isinstance(setting, Text):
                    raise Refused(
                        _(
                            "{setting} “{given}” is longer than {most} characters.",
                            setting=setting.label,
                            given=shorten(text),
                            most=LONGEST,
                        )
                    )
                asked[name] = setting.read(text)
            except Refused as why:
                if why.kept:
                    asked[name], then = why.kept, _("The others are used.")
                else:
                    replaced[name] = len(complaints)
                    default = setting.spell(setting.default)
                    then = (
                        _("{setting}: {default} is used instead.", setting=setting.label, default=default)
                        if default
                        else _("{setting}: none is used.", setting=setting.label)
                    )
                complaints.append(listed([why.message, then], " "))
        view = cls(asked)
        for name, i in replaced.items():
            if counts := view.unused(name):
                complaints[i] = listed([complaints[i], counts], " ")
        return view, complaints[:MOST]

    def follows(self, changes: Mapping[str, str]) -> Message | None:
        """What a hand's changes of this view bring along that it may not expect, as a sentence."""
        return None

    def unused(self, name: str) -> Message | None:
        """When a setting counts that this view leaves aside, as a sentence; None: it counts."""
        return None


@lru_cache(maxsize=512)
def _built(cls: Any, governing: tuple[tuple[str, Any], ...]) -> dict[str, Setting]:
    """The settings of a view of this kind; nothing may be changed in it."""
    return dict(cls.settings(dict(governing)))
