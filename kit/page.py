"""What a page is: a view, and parts that compute, draw and phrase what is seen of it. Everything else about a page is read off its declaration."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from figures.charts import Spec
from views.presets import Preset
from views.settings import View

V = TypeVar("V", bound=View)
Sentence = dict[str, str]
Calls = tuple[Callable[[], object], ...]
LEADS = "changes"  # of a sentence: the settings that its link changes, as a query


class Labelled(NamedTuple):
    """A setting under another label than its own, or as another kind of control ("segment": a choice with all options in sight)."""

    setting: str
    label: str = ""
    kind: str = ""


class Span(NamedTuple):
    """Two numbers in one row, from and to."""

    low: str
    high: str
    label: str


class Row(NamedTuple):
    """An option of a `Checklist`. slider: the number beside it, if any; more: the numbers that open below it."""

    option: str
    colour: str
    about: str
    slider: str = ""
    more: tuple[str, ...] = ()


def _nothing(view: Any) -> dict[str, Any]:
    return {}


class Checklist(NamedTuple):
    """A list to tick, whose rows own settings of their own.

    in_use: of a view, where sliders stand that do not stand at their settings (name → number): numbers that are computed. Who moves one of them sets all of
    them to where they stand, and what `takes` says.
    """

    setting: str
    rows: tuple[Row, ...]
    in_use: Callable[[Any], Mapping[str, float]] = _nothing
    takes: Callable[[Any], Mapping[str, str]] = _nothing


Control = str | Labelled | Span | Checklist


def names_of(control: Control) -> tuple[str, ...]:
    """The names of all settings that a control of the panel shows."""
    match control:
        case Labelled(setting=setting):
            return (setting,)
        case Span(low=low, high=high):
            return low, high
        case Checklist(setting=setting, rows=rows):
            return setting, *(name for row in rows for name in (row.slider, *row.more) if name)
        case _:
            return (control,)


class Group(NamedTuple):
    """Settings that stand together in the panel, by name or as another control, under a title. folds: shown when opened; opened: from the beginning."""

    settings: tuple[Control, ...]
    title: str = ""
    folds: bool = False
    opened: bool = False


class Progress(NamedTuple):
    """How much is done of how much."""

    done: int
    total: int


def say(text: str, tone: str = "") -> Sentence:
    """A sentence; tone "alarm" stands out."""
    return {"text": text, "tone": tone}


def leads(text: str, changes: Mapping[str, str]) -> Sentence:
    """A sentence that is a link to the same page with these settings changed."""
    return say(text) | {LEADS: urlencode(changes)}


class Command(NamedTuple):
    """A button: its name in messages, its label, its tooltip."""

    name: str
    label: str
    about: str


class Measure(NamedTuple):
    """What the server measures when a button is pressed, one visitor's measurement at a time: times, say, which no link can hold and which are others when
    taken again. run: knows no view and no session. label, about: of the button."""

    run: Callable[[], Any]
    label: str
    about: str


class Measured(NamedTuple):
    """What the charts and words of a part that measures are made of: the facts of its view; the visitor's last measurement and the one before, None where
    there is none."""

    facts: Any
    last: Any = None
    before: Any = None


def _unsaid(facts: Any, running: bool) -> list[Sentence]:
    return []


def _always(view: Any) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Part(Generic[V]):
    """One part of a page.

    panel: the settings that it reads, as the panel groups them, or a function of the view that says so: no other setting reaches it. A run is known by
    them, too.
    facts: of a view, pure: arrays and numbers, no sentence, no drawing. charts and words: of facts, pure.
    steps: the same facts bit by bit, for what takes long: a generator of values that can be pickled, which knows no session. instant: whether a view needs no
    steps. begins: whether the steps begin by themselves, unasked. progress: of facts; "One step" goes on until there is more of it. status: what is said of a
    run besides `words`: of facts, and whether it is running.
    measure: what a button measures; charts and words are then of a `Measured`, and the facts of what does not need the button.
    how: Markdown below the charts, of a view, paragraph by paragraph.
    warm: the first calls of the programs with which it opens; later: of those that its settings reach; pressed: of those that its buttons begin, made only
    when somebody has opened the page.
    room: lines kept free for sentences that are still to come; a number, or of facts.
    """

    name: str
    panel: tuple[Group, ...] | Callable[[V], tuple[Group, ...]]
    charts: Callable[[Any], list[Spec]]
    words: Callable[[Any], list[Sentence]]
    how: Callable[[V], Sequence[str]]
    facts: Callable[[V], Any] | None = None
    steps: Callable[[V], Iterator[Any]] | None = None
    instant: Callable[[V], bool] = _always
    begins: bool = False
    progress: Callable[[Any], Progress | None] = lambda facts: None
    status: Callable[[Any, bool], list[Sentence]] = _unsaid
    measure: Measure | None = None
    warm: Calls = ()
    later: Calls = ()
    pressed: Calls = ()
    room: int | Callable[[Any], int] = 0

    def groups(self, view: V) -> tuple[Group, ...]:
        """The groups of its panel."""
        return self.panel(view) if callable(self.panel) else self.panel

    def reads(self, view: V) -> frozenset[str]:
        """The names of all settings that it depends on."""
        return frozenset(name for group in self.groups(view) for control in group.settings for name in names_of(control))

    def seen(self, view: V) -> V:
        """The view with nothing in it but what the part reads: any other setting is a KeyError."""
        narrowed, reads = copy(view), self.reads(view)
        for place in ("asked", "known"):
            object.__setattr__(narrowed, place, {name: value for name, value in getattr(view, place).items() if name in reads})
        return narrowed

    def at_once(self, view: V) -> bool:
        """Whether all that it shows follows from the view, without a run or a measurement."""
        return self.facts is not None and self.measure is None and self.instant(self.seen(view))

    def further(self, before: Any, now: Any) -> bool:
        """Whether there is a step more to see in facts than in those before."""
        done = self.progress(now)
        return now is not before if done is None else done != self.progress(before)

    def key(self, view: V) -> Hashable:
        """What a run of the view is a run of."""
        return type(view).__name__, self.name, frozenset(self.seen(view).query().items())


class Seldom(NamedTuple):
    """Programs that few views need. They are made when somebody asks for such a view, which waits for them, and for the page even where a moving hand is
    answered. stage: their name in the warm-up; needs: whether a view does; why: what is said meanwhile, with places for how many are "done" of the "total"."""

    stage: str
    needs: Callable[[Any], bool]
    warm: Calls
    why: str


@dataclass(frozen=True, kw_only=True)
class Page(Generic[V]):
    """A page. name: its address below the root. about: what its link says when asked; invites: what home says of it; chapter: pages of one chapter stand
    together in the menu. changed: what is said of a view that no example is near to. seldom: programs that few of its views need."""

    name: str
    title: str
    icon: str
    about: str
    invites: str
    chapter: str
    view: type[V]
    parts: tuple[Part[V], ...]
    presets: Mapping[str, Preset[V]]
    changed: Preset[V]
    seldom: Seldom | None = None

    def waits(self, view: V) -> bool:
        """Whether a view needs the programs that few need."""
        return self.seldom is not None and self.seldom.needs(view)

    def part(self, view: V) -> Part[V]:
        """The part that a view looks at."""
        return self.parts[0] if "part" not in view.known else next(part for part in self.parts if part.name == view["part"])

    @property
    def opening(self) -> Calls:
        """The first calls of what the page opens with: its first part."""
        return self.parts[0].warm

    @property
    def others(self) -> Calls:
        """The first calls of all else that a hand can reach."""
        return (*self.parts[0].later, *(call for part in self.parts[1:] for call in (*part.warm, *part.later)))

    @property
    def pressed(self) -> Calls:
        """The first calls of what its buttons begin."""
        return tuple(call for part in self.parts for call in part.pressed)
