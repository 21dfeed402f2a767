"""What the pages on which nets learn to generalise share: the run of two settings, its curves and what they say."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from dl_core.experiments.compare import SEEDS, TEST, TRAIN, Curves, Setting, compare
from dl_core.experiments.learning import Trained, tested
from dl_core.intervals import Interval, paired
from dl_core.tables import Refused, Table, read_table, row_numbers, shares
from figures.charts import Spec
from figures.dropout import A, B, boundary, curves
from ui import ahead
from ui.ask import plain
from ui.live import Live, key_of, live, seconds_left
from ui.parts import Part, Says, say
from views.learning import Learning
from views.settings import shorten

OWN = "own table"  # of the session
GRID = 41
EPOCH = ("step", "One epoch", "Every net learns for one epoch")
ROOM = 6  # lines of sentences: one a setting, three differences, and the claim


class Own(NamedTuple):
    """What the visitor uploaded: which file, and the table in it, or why it is refused."""

    file: str
    table: Table | None
    why: str = ""


def own_table() -> Table | None:
    """The visitor's table, if one was uploaded and understood."""
    own = st.session_state.get(OWN)
    return own.table if own else None


def _read(file: Any) -> Own:
    try:
        return Own(file.file_id, read_table(file.name, file.getvalue()))
    except Refused as why:
        return Own(file.file_id, None, f"{shorten(file.name)}: {why}")


def upload() -> None:
    """Ask for a table, and say what is in it or why it is refused. What is uploaded stays in this visitor's session and is in no link."""
    file = st.file_uploader("Your table: CSV with the class in the last column, or NPZ with x and y", type=["csv", "tsv", "txt", "npz"], key="upload")
    own = st.session_state.get(OWN)
    if file is None:
        own = None
    elif own is None or own.file != file.file_id:  # once: a page runs again and again
        own = _read(file)
    st.session_state[OWN] = own
    place = st.empty()
    if own and own.why:
        place.warning(plain(own.why), icon=":material/block:")
    elif own and own.table:
        size, doubt = about(own.table)
        place.warning(plain(f"{size} {doubt}"), icon=":material/tag:") if doubt else place.caption(size)


def about(table: Table) -> tuple[str, str]:
    """What is in a table, and what its owner should know before nets learn from it, if anything."""
    rows, inputs = len(table.y), len(table.columns)
    test, validation, train = shares(rows)
    parts = f"at most {train:,} rows to learn from, {validation:,} to choose by, {test:,} for the test"
    size = f"{rows:,} rows, {inputs} input{'s' if inputs != 1 else ''}, {len(table.classes)} classes: {parts}."
    if (i := row_numbers(table)) is None:
        return size, ""
    name = "" if table.columns[i] == f"column {i + 1}" else f" (“{_short(table.columns[i])}”)"
    low, high = table.x[:, i].min(), table.x[:, i].max()
    doubt = f"Column {i + 1}{name} looks like row numbers: a different whole number in each row, from {low:,.0f} to {high:,.0f}."
    return size, f"{doubt} It is an input like the others. If the rows were sorted by class, it gives the class away: unless it was measured, leave it out."


def key(view: Learning, unseen: tuple[str, ...]) -> object:
    """What a run is a run of, the uploaded table included."""
    own = st.session_state.get(OWN) if view["data"] == "own" else None
    return key_of(view, unseen), own.file if own else None


def _training(view: Learning, settings: Sequence[Setting]) -> Iterator[list[Curves]]:
    return compare(settings, int(view["seed"]), int(view["epochs"]), seconds_left)


def make_ahead(view: Learning, settings: Sequence[Setting], unseen: tuple[str, ...]) -> None:
    """Train the nets of these settings for all who will open the page."""
    ahead.make(key(view, unseen), _training(view, settings))


def run_of(view: Learning, settings: Sequence[Setting], unseen: tuple[str, ...], command: str | None) -> Live[list[Curves]]:
    """The visitor's run of these settings."""
    run = live(key(view, unseen), lambda: _training(view, settings), command, enough=_doubled)
    if command == EPOCH[0] and run.state[0].epochs == 0:
        run.step()  # the scores before the first epoch came with this press
    return run


def buttons(run: Live[list[Curves]]) -> list[tuple[str, str, str]]:
    """Those that make sense now, in the words of this page."""
    return [EPOCH if command[0] == EPOCH[0] else command for command in run.commands]


def _doubled(before: list[Curves], now: list[Curves]) -> bool:
    """Whether there is enough for a picture: as many epochs again. So small nets, too, are seen learning; most happens at the beginning."""
    done = before[0].epochs
    return now[0].epochs >= max(2 * done, done + 1)


def progress_of(run: Live[list[Curves]], view: Learning) -> dict[str, int]:
    """Epochs done and to do."""
    return {"done": max(0, run.state[0].epochs), "total": int(view["epochs"])}


def missing(view: Learning) -> Part | None:
    """What to say while there is nothing to learn from, or None."""
    if view["data"] == "own" and own_table() is None:
        return Part([], [say("Upload a table above: it stays in your session and is in no link.")])
    return None


def signed(found: Interval) -> str:
    """A paired difference in words."""
    mean, low, high = (f"{value:+.3f}".replace("-0.000", "+0.000").replace("-", "−") for value in found)
    said = f"{mean} (95 %: {low} to {high})"
    return f"{said}, not distinguishable here" if found.low <= 0 <= found.high else said


def sentences(labels: Sequence[str], found: Sequence[Curves], running: bool = False, known: bool = False) -> Says:
    """What the curves say: each setting, their paired difference at the last epoch and with early stopping. known: whether there are pale ones."""
    if found[0].epochs < 0 and running:
        return [say("Beginning. A net of a new size or kind is compiled first, which takes some seconds, once.")]
    if found[0].epochs < 0:
        press = say("Press Train: " + ", ".join(labels) + ". Five seeds of each.")
        return [press, say("Pale: where it will lead. This server trained the same nets once when it started.")] if known else [press]
    says = [
        say(f"{label}: {one.diverged} of {SEEDS} nets diverged: no loss that is finite any more{_others(one)}.", "alarm")
        for label, one in zip(labels, found, strict=True)
        if one.diverged
    ]
    for label, one in zip(labels, found, strict=True):
        if one.diverged:
            continue
        train, test = one.accuracy[:, -1, TRAIN].mean(), one.accuracy[:, -1, TEST]
        gap = f"{one.gap[:, -1].mean():.3f}".replace("-", "−") + (", on labels that are wrong as often" if one.noise else "")
        says.append(say(f"{label}: test {test.mean():.3f} ({test.min():.3f} to {test.max():.3f}), train {train:.3f}; generalisation gap {gap}."))
    a, b = found
    if a.diverged or b.diverged:
        return says
    if not a.epochs:
        return [*says, say("Epoch 0: nothing is learned yet.")]
    last = signed(paired(b.accuracy[:, -1, TEST], a.accuracy[:, -1, TEST]))
    says.append(say(f"B − A in test accuracy after epoch {a.epochs}, five seeds, paired: {last}."))
    kept = f"A {a.stopped.mean():.3f}, B {b.stopped.mean():.3f}; B − A {signed(paired(b.stopped, a.stopped))}"
    against = f"B now against A stopped early: {signed(paired(b.accuracy[:, -1, TEST], a.stopped))}"
    more = " and ".join(f"{(one.claimed - one.stopped).mean():.3f}" for one in found)
    claimed = f"Whoever picked the epoch on the test set would claim {a.claimed.mean():.3f} and {b.claimed.mean():.3f}: {more} more than that."
    return [*says, *(say(text) for text in (f"Stopped early, {_by_what(found)}: {kept}.", f"{against}.", claimed))]


def _by_what(found: Sequence[Curves]) -> str:
    """What early stopping takes besides the training set, which a net that is trained to the end does not."""
    chooses, *learns = (int(part.n) for part in (found[0].nets[0].data.validation, *(one.nets[0].data.train for one in found)))
    from_ = f"{learns[0]}" if len(set(learns)) == 1 else " and ".join(f"{which} {n}" for which, n in zip("AB", learns, strict=True))
    return f"by {chooses} more samples{' with true labels' if any(one.noise for one in found) else ''} (training samples: {from_})"


def _others(one: Curves) -> str:
    """What the nets that have not diverged reach."""
    rest = one.accuracy[:, -1, TEST]
    rest = rest[np.isfinite(rest)]
    return f"; the others: test {rest.min():.3f} to {rest.max():.3f}" if len(rest) else ""


def rows_of(labels: Sequence[str], found: Sequence[Curves]) -> list[tuple[str, str, Curves]]:
    """(label, colour, curves) of A and B."""
    return list(zip(labels, (A, B), found, strict=True))


def learning_part(view: Learning, labels: Sequence[str], settings: Sequence[Setting], unseen: tuple[str, ...], command: str | None) -> Part:
    """The curves of two settings, live."""
    run = run_of(view, settings, unseen, command)
    known = ahead.made(run.key)
    charts = curves(rows_of(labels, run.state), int(view["epochs"]), known)
    few = _all_rows(view)
    says = [*sentences(labels, run.state, run.running, known is not None), *few]
    if run.state[0].nets and settings[0].shape.inputs == settings[0].shape.outputs == 2:
        own = own_table() if view["data"] == "own" else None
        charts = [*(_plane(label, one.nets[0], own) for label, one in zip(labels, run.state, strict=True)), *charts[:3]]
    return Part(charts, says, buttons(run), progress_of(run, view), ROOM + len(few))


def _all_rows(view: Learning) -> Says:
    """That a visitor's table has fewer rows to learn from than A or B asks for."""
    own = own_table() if view["data"] == "own" else None
    there = shares(len(own.y))[2] if own else math.inf
    who = " and ".join(which.upper() for which in ("a", "b") if view.rows(which) > there)
    return [say(f"Your table has {there} rows to learn from; there are no more for {who}.")] if who else []


def _plane(label: str, net: Trained, own: Table | None) -> Spec:
    train: Any = net.data.train
    x, y, wrong = train.x[: train.n], train.y[: train.n], net.data.wrong[: train.n]
    reach = float(np.abs(x).max()) * 1.1
    at = (np.arange(GRID) + 0.5) / GRID * 2 * reach - reach
    grid: Any = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2).astype(np.float32)
    outputs = np.asarray(tested(net.learner, net.plan, net.care, grid).outputs).astype(float)
    chance = 1 / (1 + np.exp(np.clip(outputs[:, 0] - outputs[:, 1], -700, 700)))
    if own is None:
        return boundary(label, chance.reshape(GRID, GRID), reach, (x, y, wrong))
    names = [_short(name) for name in own.columns]
    return boundary(label, chance.reshape(GRID, GRID), reach, (x, y, wrong), f"“{_short(own.classes[1])}”", (names[0], names[1]))


def _short(name: str) -> str:
    """At most 40 characters of a name in a table, of which all can be printed, or join those that can."""
    return name if len(name) <= 40 else name[:39] + "…"
