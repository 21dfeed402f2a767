"""What a page is: a view, and parts that compute, draw and phrase what is seen of it. Everything else about a
page is read off its declaration."""

import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from kit.charts import Spec
from kit.messages import _
from kit.player import Scene
from kit.presets import Preset
from kit.settings import View

V = TypeVar("V", bound=View)
Sentence = dict[str, str]
Calls = tuple[Callable[[], object], ...]
LEADS = "changes"  # of a sentence: the settings that its link changes, as a query
ELSEWHERE = (
    "page"  # of a sentence: the page that it leads to, if to another; LEADS is then the query of its view
)


# when whoever pulls `steps` shows the next picture, on the clock of time.monotonic()
DUE = ContextVar("due", default=0.0)


def seconds_left() -> float:
    """Of the time that whoever pulls `steps` gives, for a piece of work that can be made longer or shorter;
    below 0: none."""
    return DUE.get() - time.monotonic()


class Labelled(NamedTuple):
    """A setting under another label than its own, or as another kind of control ("segment": a choice with all
    options in sight). spoken: what a screen reader calls it, where the label alone would be that of
    several."""

    setting: str
    label: str = ""
    kind: str = ""
    spoken: str = ""


class Span(NamedTuple):
    """Two numbers in one row, from and to."""

    low: str
    high: str
    label: str


class Row(NamedTuple):
    """An option of a `Checklist`. slider: the number beside it, if any; more: the numbers that open below
    it."""

    option: str
    colour: str
    about: str
    slider: str = ""
    more: tuple[str, ...] = ()


def _nothing(view: Any) -> dict[str, Any]:
    return {}


class Checklist(NamedTuple):
    """A list to tick, whose rows own settings of their own.

    in_use: of a view, where sliders stand that do not stand at their settings (name → number): numbers that
    are computed. Who moves one of them sets all of them to where they stand, and what `takes` says.
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
    """Settings that stand together in the panel, by name or as another control, under a title. folds: shown
    when opened; opened: from the beginning; shown: False for settings that are read, and stand in the panel
    of another part or in none."""

    settings: tuple[Control, ...]
    title: str = ""
    folds: bool = False
    opened: bool = False
    shown: bool = True


def _names(groups: Sequence[Group]) -> frozenset[str]:
    return frozenset(name for group in groups for control in group.settings for name in names_of(control))


def _narrowed(view: V, names: frozenset[str]) -> V:
    """The view with no other settings."""
    narrowed = copy(view)
    for place in ("asked", "known"):
        object.__setattr__(
            narrowed, place, {name: value for name, value in getattr(view, place).items() if name in names}
        )
    return narrowed


class Progress(NamedTuple):
    """How much is done of how much."""

    done: int
    total: int


def say(text: str, tone: str = "") -> Sentence:
    """A sentence; tone "alarm" stands out."""
    return {"text": text, "tone": tone}


def plainly(*texts: str) -> Callable[[Any], Sequence[str]]:
    """Markdown that is the same for every view, as a part's `how`."""
    return lambda view: texts


def leads(text: str, changes: Mapping[str, str]) -> Sentence:
    """A sentence that is a link to the same page with these settings changed."""
    return say(text) | {LEADS: urlencode(changes)}


def leads_to(page: str, text: str, query: Mapping[str, str]) -> Sentence:
    """A sentence that is a link to another page, by its name, with the query of a view of it."""
    return say(text) | {ELSEWHERE: page, LEADS: urlencode(query)}


class Command(NamedTuple):
    """A button: its name in messages, its label, its tooltip."""

    name: str
    label: str
    about: str


EPOCH = Command("step", _("One epoch"), _("Every net learns for one epoch"))


class Measure(NamedTuple):
    """What the server measures when a button is pressed, one visitor's measurement at a time: times, say,
    which no link can hold and which are others when taken again. run: knows no view and no session. label,
    about: of the button."""

    run: Callable[[], Any]
    label: str
    about: str


class Measured(NamedTuple):
    """What the charts and words of a part that measures are made of: the facts of its view; the visitor's
    last measurement and the one before, None where there is none."""

    facts: Any
    last: Any = None
    before: Any = None


class Meanwhile(NamedTuple):
    """What charts and words of a part with `is_empty` are made of while its steps have found nothing to draw.
    found: the facts so far; before: those that the visitor saw last, None if there are none; running: whether
    the work goes on; held: whether a hand is still moving, so that it has not begun."""

    found: Any
    before: Any = None
    running: bool = True
    held: bool = False


class Run(NamedTuple):
    """What the charts and words of a part with runs that are made `ahead` are made of. facts: of the
    visitor's run so far; running: whether it goes on; ahead: the last facts of the same run where the server
    has made it, or, is_kept, where they were kept, else None."""

    facts: Any
    running: bool = False
    ahead: Any = None
    is_kept: bool = False


class After(NamedTuple):
    """What is made of another part's run. part: its name; steps: of the view, of that run's facts, and
    whether they are those that the server made ahead: the facts of the part that comes after, bit by bit.
    They begin by themselves when that run stands still; as long as it goes on, or has not begun, charts and
    words are of its `Run`."""

    part: str
    steps: Callable[[Any, Any, bool], Iterator[Any]]


@dataclass(frozen=True)
class Brought:
    """What a visitor has brought along in a file. digest: of the file, which runs are known by; name: as its
    owner calls it; value: what was read."""

    digest: str
    name: str = field(compare=False)
    value: Any = field(compare=False, repr=False)


class Upload(NamedTuple):
    """A file that a visitor may bring along, which stays in the visitor's session and is in no link. Where
    `setting` is `option`, the page asks for it, and the views of parts that read the setting hold it
    (`View.brought`). name: pages share what was brought by this name. label: of the field; endings: of the
    files; read: of a file's name and bytes, raises ValueError with a `message`; about: what is said of it, of
    its name and of what was read; pasted: the label of a field into which its text can be pasted instead, if
    there is one."""

    name: str
    setting: str
    option: str
    label: str
    endings: tuple[str, ...]
    read: Callable[[str, bytes], Any]
    about: Callable[[str, Any], list[Sentence]]
    pasted: str = ""


def never(before: Any, now: Any) -> bool:
    """There is never enough for a picture before its time."""
    return False


def _unsaid(facts: Any, running: bool) -> list[Sentence]:
    return []


def _as_found(view: Any, found: Any, under_way: bool) -> Any:
    return found


def _undrawn(facts: Any) -> list[Spec]:
    return []


def _always(view: Any) -> bool:
    return True


def _unknown(view: Any) -> tuple[Any, ...]:
    return ()


def _unkept(view: Any, state: Any) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Part(Generic[V]):
    """One part of a page. Its facts are pure: arrays and numbers, no sentence, no drawing; charts, words,
    scene and code are made of them, pure too. Where there are steps instead, they are made of what these have
    found."""

    name: str
    # the settings that it reads, as the panel groups them, or a function of the view that says so: no other
    # setting reaches it, and a run is known by them
    panel: tuple[Group, ...] | Callable[[V], tuple[Group, ...]]
    words: Callable[[Any], list[Sentence]]
    # Markdown below the charts, paragraph by paragraph
    how: Callable[[V], Sequence[str]]
    charts: Callable[[Any], list[Spec]] = _undrawn
    # lines kept free for sentences that are still to come; a number, or of facts
    room: int | Callable[[Any], int] = 0

    # --- the player instead of charts; words then stand under its table
    scene: Callable[[Any], Scene] | None = None
    # how its picture is looked at: what the player calls it → the setting, one of `View.shown`
    looks: Mapping[str, str] = field(default_factory=dict)
    # the facts as CSV, to be saved
    table: Callable[[Any], str] | None = None
    # a program text to be copied, in pieces: those that are messages are said in the visitor's language
    code: Callable[[Any], Sequence[str]] | None = None

    # --- what came of a try: of the facts of an example and of what it asks to try, sentences; where they
    # take a run, of where that stands, and None for an example whose run nobody knows
    came: Callable[[Any, Any], Sequence[str]] | None = None
    # of both views, what `came` is made of where the facts take steps; None where that would take long, too
    briefly: Callable[[V, V], tuple[Any, Any] | None] | None = None

    # --- at once
    facts: Callable[[V], Any] | None = None
    # whether a view needs no steps
    instant: Callable[[V], bool] = _always
    # what a button measures; charts and words are then of a `Measured`, and the facts of what needs no button
    measure: Measure | None = None

    # --- bit by bit, for what takes long: a generator of values that can be pickled, which knows no session
    # and is pulled in another process; its first state takes no time
    steps: Callable[..., Iterator[Any]] | None = None
    # what the steps take besides the view: what this process knows already
    known: Callable[[V], tuple[Any, ...]] = _unknown
    # keeps, for all visitors, what a state of the steps holds
    learned: Callable[[V, Any], None] = _unkept
    # the groups of the settings that the steps read, where those are fewer than the part reads
    work: tuple[Group, ...] | Callable[[V], tuple[Group, ...]] | None = None
    # parts with the same name of a run share it: their steps and their `work` are the same
    run: str = ""
    # the first state of the steps, where it shows something: a moving hand is answered with it at once, as
    # long as the visitor's own run has not begun
    opens: Callable[[V], Any] | None = None
    # of the view, what the steps have found so far, and whether more is to come: the facts
    joined: Callable[[V, Any, bool], Any] = _as_found
    # whether the steps begin by themselves, unasked; seconds of work before the first picture
    begins: bool = False
    head_start: float = 0.0
    # how far they are; "One step" goes on until there is more of it; what that button is called here
    progress: Callable[[Any], Progress | None] = lambda facts: None
    step: Command | None = None
    # of what was found when the last picture was made and now, whether the next is due before its time
    enough: Callable[[Any, Any], bool] = never
    # what is said of a run besides `words`: of facts, and whether it is running
    status: Callable[[Any, bool], list[Sentence]] = _unsaid
    # a first state of the steps that is quick enough for a moving hand
    glance: Callable[[V], Any] | None = None
    # whether there is nothing to draw yet: charts and words are then of a `Meanwhile`, with what was shown
    # before
    is_empty: Callable[[Any], bool] | None = None
    # the buttons to stop and to go on keep their place while there is nothing to press
    steady: bool = False
    # how many runs that have ended are kept for all visitors
    keeps: int = 0
    # views whose runs are made to their ends, for all visitors, when somebody has opened the page; the last
    # facts of a view's run that stay with the app, or None. With either, charts and words are of a `Run`
    ahead: tuple[V, ...] = ()
    kept: Callable[[V], Any] | None = None
    # steps that are made of another part's run
    after: After | None = None

    # --- first calls of its programs: those with which it opens; those that its settings reach; those that
    # its buttons begin, made only when somebody has opened the page
    warm: Calls = ()
    later: Calls = ()
    pressed: Calls = ()

    def groups(self, view: V) -> tuple[Group, ...]:
        """The groups of its panel."""
        return self.panel(view) if callable(self.panel) else self.panel

    def reads(self, view: V) -> frozenset[str]:
        """The names of all settings that it depends on."""
        return _names(self.groups(view))

    def seen(self, view: V) -> V:
        """The view with nothing in it but what the part reads: any other setting is a KeyError."""
        return _narrowed(view, self.reads(view))

    def worked_on(self, view: V) -> V:
        """The view with nothing in it but what the steps read."""
        groups = (
            self.groups(view) if self.work is None else self.work(view) if callable(self.work) else self.work
        )
        return _narrowed(view, _names(groups))

    def at_once(self, view: V) -> bool:
        """Whether all that it shows follows from the view, without a run or a measurement."""
        return self.facts is not None and self.measure is None and self.instant(self.seen(view))

    def further(self, before: Any, now: Any) -> bool:
        """Whether there is a step more to see in facts than in those before."""
        done = self.progress(now)
        return now is not before if done is None else done != self.progress(before)

    def key(self, view: V) -> Hashable:
        """What a run is known by: the part or its `run`, the settings that its steps read, and what the
        visitor has brought along."""
        work = self.worked_on(view)
        return type(view).__name__, self.run or self.name, frozenset(work.query().items()), work.brought


class Seldom(NamedTuple):
    """Programs that few views need. They are made when somebody asks for such a view, which waits for them
    (warm; later: what its settings reach; pressed: as of a part). stage: their name in the warm-up; needs:
    whether a view does; why: what is said meanwhile, with places for how many are "done" of the "total".
    at_hand: whether a moving hand is answered at once on such a view, too, when they are all made; else it
    waits for the page."""

    stage: str
    needs: Callable[[Any], bool]
    warm: Calls
    why: str
    later: Calls = ()
    pressed: Calls = ()
    at_hand: bool = False


@dataclass(frozen=True, kw_only=True)
class Page(Generic[V]):
    """A page. name: its address below the root. about: what its link says when asked; invites: what home says
    of it; chapter: pages of one chapter stand together in the menu. changed: what is said of a view that no
    example is near to. seldom: programs that few of its views need. upload: a file that a visitor may bring
    along. beside: parts with a panel of their own that stand beside the text on how to read the page; below:
    such parts below it, over the whole width. Each shows its text, and then its scene or its code; what a
    hand does there runs nothing else."""

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
    beside: tuple[Part[V], ...] = ()
    below: tuple[Part[V], ...] = ()
    upload: Upload | None = None

    def asks_for_a_file(self, view: V) -> bool:
        """Whether a view is one of what the visitor brings along."""
        return self.upload is not None and view[self.upload.setting] == self.upload.option

    def takes_a_file(self, view: V) -> bool:
        """Whether what is shown of a view depends on it, and so on the visitor's session."""
        return (
            self.upload is not None
            and self.asks_for_a_file(view)
            and self.upload.setting in self.part(view).reads(view)
        )

    def with_file(self, view: V, brought: Brought | None) -> V:
        """The view with what the visitor has brought along, if it takes that."""
        return replace(view, brought=brought) if self.takes_a_file(view) else view

    def named(self, name: str) -> Part[V]:
        """The part of this name."""
        return next(part for part in self.parts if part.name == name)

    def waits(self, view: V) -> bool:
        """Whether a view needs the programs that few need."""
        return self.seldom is not None and self.seldom.needs(view)

    def part(self, view: V) -> Part[V]:
        """The part that a view looks at."""
        return self.parts[0] if "part" not in view.known else self.named(view["part"])

    @property
    def opening(self) -> Calls:
        """The first calls of what the page opens with: its first part, and those that stand beside and
        below."""
        return tuple(call for part in self._in_sight for call in part.warm)

    @property
    def others(self) -> Calls:
        """The first calls of all else that a hand can reach."""
        later = (call for part in self._in_sight for call in part.later)
        return (*later, *(call for part in self.parts[1:] for call in (*part.warm, *part.later)))

    @property
    def pressed(self) -> Calls:
        """The first calls of what its buttons begin."""
        return tuple(call for part in self.parts for call in part.pressed)

    @property
    def _in_sight(self) -> tuple[Part[V], ...]:
        return self.parts[0], *self.beside, *self.below
