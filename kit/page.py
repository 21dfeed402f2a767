"""What a page is: a view, and parts that compute, draw and phrase what is seen of it. Everything else about a page is read off its declaration."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from figures.charts import Spec
from views.presets import Preset
from views.settings import View

V = TypeVar("V", bound=View)
Sentence = dict[str, str]
Calls = tuple[Callable[[], object], ...]


class Group(NamedTuple):
    """Settings that stand together in the panel, by name, under a title. folds: shown when opened; opened: from the beginning."""

    settings: tuple[str, ...]
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

    panel: the settings that it reads, as the panel groups them; no other setting reaches it. A run is known by them, too.
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
    panel: tuple[Group, ...]
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

    @property
    def reads(self) -> tuple[str, ...]:
        """The names of all settings that it depends on."""
        return tuple(name for group in self.panel for name in group.settings)

    def seen(self, view: V) -> V:
        """The view with nothing in it but what the part reads: any other setting is a KeyError."""
        narrowed = copy(view)
        for place in ("asked", "known"):
            object.__setattr__(narrowed, place, {name: value for name, value in getattr(view, place).items() if name in self.reads})
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


@dataclass(frozen=True, kw_only=True)
class Page(Generic[V]):
    """A page. name: its address below the root. about: what its link says when asked; invites: what home says of it; chapter: pages of one chapter stand
    together in the menu. changed: what is said of a view that no example is near to."""

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
