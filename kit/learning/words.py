"""What is said of the training of two settings, and of a visitor's table: whole sentences, in one place."""

from collections.abc import Sequence

import numpy as np

from dl_core.experiments.compare import SEEDS, TEST, TRAIN, Curves
from dl_core.intervals import Interval, paired
from kit.learning.charts import LETTERS, Label, labels
from kit.learning.facts import NoTable, Training
from kit.messages import Message, _, listed
from kit.number_format import percent
from kit.page import Run, Sentence, say
from kit.tables import NO_TABLE, Table, doubts, shares, table_upload

ROOM = 6  # lines of sentences: one a setting, three differences, and the claim


def training(label: Label, run: Run | NoTable) -> list[Sentence]:
    """What the curves say: each setting, their paired difference at the last epoch and with early stopping.
    label: of a setting, as for the charts."""
    if isinstance(run, NoTable):
        return [say(NO_TABLE)]
    return [*_curves(labels(label, run.facts), run), *_all_rows(run.facts)]


def room(run: Run | NoTable) -> int:
    """Lines that the sentences will need."""
    return ROOM + len(_all_rows(run.facts)) if isinstance(run, Run) else 0


def not_taken_apart(run: Run | NoTable) -> list[Sentence]:
    """What is said while there are no nets to take apart."""
    if isinstance(run, NoTable):
        return [say(NO_TABLE)]
    if run.running:
        return [say(_("The nets are taken apart when the training stands still."))]
    return [say(_("Press Train first: the nets are at their initial weights."))]


def _curves(names: Sequence[str], run: Run) -> list[Sentence]:
    facts: Training = run.facts
    if facts.done < 0 and run.running:
        return [
            say(
                _("Beginning. A net of a new size or kind is compiled first, which takes some seconds, once.")
            )
        ]
    if facts.done < 0:
        says = [say(_("Press Train: {a}, {b}. Five seeds of each.", a=names[0], b=names[1]))]
        if run.ahead is None:
            return says
        return [
            *says,
            say(
                _("Pale: where it led when this example was made. Train makes it again, with its nets.")
                if run.is_kept
                else _("Pale: where it will lead. This server trained the same nets once.")
            ),
        ]
    both = list(zip(names, facts.curves, strict=True))
    says = [say(_diverged(label, one), "alarm") for label, one in both if one.diverged]
    says += [say(_reached(label, one)) for label, one in both if not one.diverged]
    if any(one.diverged for one in facts.curves):
        return says
    if not facts.done:
        return [*says, say(_("Epoch 0: nothing is learned yet."))]
    return [*says, *map(say, _compared(*facts.curves))]


def _share(value: float) -> str:
    """A share as the axes spell it, with one decimal place."""
    return percent(value, 1).replace("-", "−")


def _points(difference: float) -> str:
    """The difference of two shares, in percentage points."""
    return f"{100 * difference:.1f}".replace("-0.0", "0.0").replace("-", "−")


def _diverged(label: str, one: Curves) -> str:
    """How many nets of a setting have diverged, and what the others reach."""
    rest = one.accuracy[:, -1, TEST]
    rest = rest[np.isfinite(rest)]
    given = {"setting": label, "count": one.diverged, "seeds": SEEDS}
    if not len(rest):
        return _("{setting}: {count} of {seeds} nets diverged: no loss that is finite any more.", **given)
    given |= {"low": _share(rest.min()), "high": _share(rest.max())}
    return _(
        (
            "{setting}: {count} of {seeds} nets diverged: no loss that is finite any more; the others: "
            "test {low} to {high}."
        ),
        **given,
    )


def _reached(label: str, one: Curves) -> str:
    """What the nets of a setting reach."""
    train, test, gap = one.accuracy[:, -1, TRAIN].mean(), one.accuracy[:, -1, TEST], one.gap[:, -1].mean()
    given = {
        "setting": label,
        "test": _share(test.mean()),
        "low": _share(test.min()),
        "high": _share(test.max()),
        "train": _share(train),
        "gap": _share(gap),
    }
    if one.noise:
        return _(
            (
                "{setting}: test {test} ({low} to {high}), train {train}; generalisation gap {gap}, on "
                "labels that are wrong as often."
            ),
            **given,
        )
    return _("{setting}: test {test} ({low} to {high}), train {train}; generalisation gap {gap}.", **given)


def _compared(a: Curves, b: Curves) -> list[str]:
    """B minus A: at the last epoch, both stopped early, B now against A stopped early; and what choosing by
    the test set would claim."""
    at_end = paired(b.accuracy[:, -1, TEST], a.accuracy[:, -1, TEST])
    last = _judged(
        _(
            "B − A in test accuracy after epoch {epoch}, in percentage points with its 95 % interval, five "
            "seeds, paired: {mean} ({low} to {high}).",
            epoch=a.epochs,
            **in_points(at_end),
        ),
        at_end,
    )
    now = paired(b.accuracy[:, -1, TEST], a.stopped)
    against = _judged(
        _("B now against A stopped early: {mean} points ({low} to {high}).", **in_points(now)), now
    )
    more = {
        "more_a": _points((a.claimed - a.stopped).mean()),
        "more_b": _points((b.claimed - b.stopped).mean()),
    }
    claimed = _(
        (
            "Whoever picked the epoch on the test set would claim {a} and {b}: {more_a} and {more_b} "
            "percentage points more than that."
        ),
        a=_share(a.claimed.mean()),
        b=_share(b.claimed.mean()),
        **more,
    )
    return [last, _stopped(a, b), against, claimed]


def _stopped(a: Curves, b: Curves) -> str:
    """Both stopped early; and what that takes besides the training set, which a net that is trained to the
    end does not."""
    n_a, n_b = (int(one.nets[0].data.train.n) for one in (a, b))
    difference = paired(b.stopped, a.stopped)
    given = {
        "chosen": int(a.nets[0].data.validation.n),
        "n_a": n_a,
        "n_b": n_b,
        "a": _share(a.stopped.mean()),
        "b": _share(b.stopped.mean()),
        **in_points(difference),
    }
    return _judged(_(STOPPED[bool(a.noise or b.noise), n_a == n_b], **given), difference)


# by whether labels are noisy, and whether A and B learn from as many samples
STOPPED = {
    (True, True): _(
        "Stopped early, by {chosen} more samples with true labels (training samples: {n_a}): A {a}, B {b}; "
        "B − A {mean} points ({low} to {high})."
    ),
    (True, False): _(
        "Stopped early, by {chosen} more samples with true labels (training samples: A {n_a} and B {n_b}): "
        "A {a}, B {b}; B − A {mean} points ({low} to {high})."
    ),
    (False, True): _(
        "Stopped early, by {chosen} more samples (training samples: {n_a}): A {a}, B {b}; "
        "B − A {mean} points ({low} to {high})."
    ),
    (False, False): _(
        "Stopped early, by {chosen} more samples (training samples: A {n_a} and B {n_b}): A {a}, B {b}; "
        "B − A {mean} points ({low} to {high})."
    ),
}


def in_points(found: Interval) -> dict[str, str]:
    """The mean, low and high end of a paired difference of shares, in percentage points, with their signs."""
    spelled = (f"{100 * value:+.1f}".replace("-0.0", "+0.0").replace("-", "−") for value in found)
    return dict(zip(("mean", "low", "high"), spelled, strict=True))


def _judged(sentence: str, found: Interval) -> str:
    """The sentence that tells a difference, and a second one where that cannot be told from none."""
    if not found.low <= 0 <= found.high:
        return sentence
    return listed([sentence, _("This may be chance.")], " ")


def came(before: Training | None, now: Training) -> list[Message]:
    """Test accuracies of both settings with the spread of their seeds, as far as the run has come, and in the
    example's own run after as many epochs, if that is known."""
    says = [
        _(
            "Test accuracy after epoch {epoch}, mean of {seeds} seeds (lowest to highest): {nets}.",
            epoch=now.done,
            nets=listed([_spread(*one) for one in zip(LETTERS, now.curves, strict=True)], ", "),
            seeds=SEEDS,
        )
    ]
    if before is None:
        return says
    epoch = min(now.done, before.done)
    means = [float(one.accuracy[:, epoch, TEST].mean()) for one in before.curves]
    nets = [
        _("{setting} {mean}", setting=letter, mean=_share(mean))
        if np.isfinite(mean)
        else _("{setting} not finite", setting=letter)
        for letter, mean in zip(LETTERS, means, strict=True)
    ]
    return [
        *says,
        _("In the example, after epoch {epoch}, the mean is: {nets}.", epoch=epoch, nets=listed(nets, ", ")),
    ]


def _spread(letter: str, one: Curves) -> Message:
    """Mean, lowest and highest test accuracy of a setting's nets, or how many have diverged."""
    right = one.accuracy[:, -1, TEST]
    if one.diverged:
        return _(
            "{count} of {seeds} nets of {setting} diverged", setting=letter, count=one.diverged, seeds=SEEDS
        )
    given = {"mean": _share(right.mean()), "low": _share(right.min()), "high": _share(right.max())}
    return _("{setting} {mean} ({low} to {high})", setting=letter, **given)


def _all_rows(facts: Training) -> list[Sentence]:
    """That a visitor's table has fewer rows to learn from than A or B asks for."""
    if facts.there is None:
        return []
    short = [setting for setting, asked in zip("AB", facts.rows, strict=True) if asked > facts.there]
    if len(short) == 2:
        return [
            say(
                _(
                    "Your table has {rows} rows to learn from; there are no more for A and B.",
                    rows=facts.there,
                )
            )
        ]
    return [
        say(
            _(
                "Your table has {rows} rows to learn from; there are no more for {setting}.",
                rows=facts.there,
                setting=one,
            )
        )
        for one in short
    ]


# --- a visitor's table --------------------------------------------------------------------------------------


def about_table(file: str, table: Table) -> list[Sentence]:
    """What is in a table, and what its owner should know before nets learn from it, if anything."""
    rows, inputs = len(table.y), len(table.columns)
    test, validation, train = (f"{share:,}" for share in shares(rows))
    given = {
        "file": file,
        "rows": f"{rows:,}",
        "inputs": inputs,
        "classes": len(table.classes),
        "train": train,
        "validation": validation,
        "test": test,
    }
    size = _(
        "{file}: {rows} rows, {inputs} inputs, {classes} classes: at most {train} rows to learn from, "
        "{validation} to choose by, {test} for the test.",
        **given,
    )
    if inputs == 1:
        size = _(
            "{file}: {rows} rows, 1 input, {classes} classes: at most {train} rows to learn from, "
            "{validation} to choose by, {test} for the test.",
            **given,
        )
    return [say(size), *doubts(table)]


TABLE = table_upload("data", "own", about_table)
