"""What is said of the nets that learn: whole sentences, in one place."""

from collections.abc import Sequence

import numpy as np

from dl_core.experiments.convnets import SEEDS, Learned
from dl_core.experiments.places import STEPS
from dl_core.intervals import paired
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Run, Sentence, say
from pages.convolution.training.charts import LABELS
from pages.convolution.training.facts import Compared, kept_of
from pages.convolution.training.inside import Inside, Unit

ROOM = 6
TEST = 1  # place in an accuracy


def where(run: Run) -> list[Sentence]:
    """Who is ahead of whom, and where the convolutional net is right."""
    text = (
        _("Press Train: four nets, five seeds of each, learn from digits in the middle alone.")
        if run.facts.about == "middle"
        else _("Press Train: four nets, five seeds of each, learn from digits anywhere.")
    )
    told = _told(run, text, (("global", "conv"), ("conv", "dense"), ("wide", "dense")))
    found = run.facts.found
    if run.facts.done >= 0:
        told.append(say(_takes(run.facts)))
    if run.facts.done > 0 and run.facts.about == "middle" and len(found["global"].places):
        even, odd = by_parity(found["global"].places)
        told.append(
            say(
                _(
                    "A global max does not see where its largest number was, but the poolings before it do: "
                    "digits moved by an even number of pixels both ways {even}, by an odd one in one or both "
                    "{odd}, for a pooling of 2×2 then sees other neighbours.",
                    even=percent(even),
                    odd=percent(odd),
                )
            )
        )
    return told


def by_parity(places: np.ndarray) -> tuple[float, float]:
    """Mean accuracy where the digit is moved from the middle by an even number of pixels along both axes,
    and where it is not."""
    away = np.arange(STEPS) - STEPS // 2
    is_even = (away[:, None] % 2 == 0) & (away[None] % 2 == 0)
    grid = places.reshape(STEPS, STEPS)
    return float(grid[is_even].mean()), float(grid[~is_even].mean())


def order(run: Run) -> list[Sentence]:
    """Which net needs the order."""
    text = _("Press Train: a dense and a convolutional net, five seeds of each, on data in two orders.")
    pairs = (
        ("conv", "dense"),
        ("conv shuffled", "dense shuffled"),
        ("dense", "dense shuffled"),
        ("conv", "conv shuffled"),
    )
    return _told(run, text, pairs)


def filters(run: Run) -> list[Sentence]:
    """What training the filters is worth, and how far they have moved."""
    text = _("Press Train: five nets whose filters learn, and the same five whose filters stay random.")
    told = _told(run, text, (("trained", "frozen"),))
    one = run.facts.found["trained"]
    if run.facts.done > 0:
        before, now = one.before[0].weight, one.now[0].weight
        moved = float(np.linalg.norm(now - before) / np.linalg.norm(before))
        told.append(
            say(
                _(
                    "Training has changed the first layer's filters by {share} of their own size (root of "
                    "the sum of squares; first seed).",
                    share=percent(moved),
                )
            )
        )
    return told


def _told(run: Run, press: str, pairs: Sequence[tuple[str, str]]) -> list[Sentence]:
    """What to press; or what each net reaches, and the paired differences of these."""
    facts: Compared = run.facts
    if facts.done < 0 and run.running:
        return [say(_("Beginning. A new kind of net is compiled first, which takes some seconds, once."))]
    if facts.done < 0:
        leads = [] if kept_of(run) is None else [say(_("Pale: from a training that was kept."))]
        return [say(press), *leads]
    reached = say(
        _(
            "Test accuracy, mean of {seeds} seeds: {nets}.",
            seeds=SEEDS,
            nets=listed([_reached(LABELS[name], one) for name, one in facts.found.items()]),
        )
    )
    if not facts.done:
        return [reached, say(_("Epoch 0: nothing is learned yet."))]
    return [reached, *(say(_between(facts, *pair)) for pair in pairs)]


def _reached(label: Message, found: Learned) -> Message:
    train, test = found.accuracy[:, -1].mean(axis=0)
    return _("{net} {test} (training {train})", net=label, test=percent(test, 1), train=percent(train, 1))


def _takes(facts: Compared) -> Message:
    """What each net takes, in numbers."""
    rows = []
    for name, one in facts.costs.items():
        took = facts.found[name].took
        given = {"net": LABELS[name], "weights": f"{one.weights:,}", "products": f"{one.multiply_adds:,}"}
        rows.append(
            _("{net} {weights} · {products} · {time} ms", **given, time=number(1e3 * took, 2))
            if np.isfinite(took)
            else _("{net} {weights} · {products}", **given)
        )
    return _(
        "Weights · multiply-adds an image · time of an epoch on this server: {nets}.", nets=listed(rows, "; ")
    )


def _points(difference: float) -> str:
    return f"{100 * difference:.1f}".replace("-0.0", "0.0").replace("-", "−")


def _between(facts: Compared, a: str, b: str) -> Message:
    """The paired difference of two nets' test accuracies, and whether it is more than the seeds'."""
    one, other = (facts.found[name].accuracy[:, -1, 1] for name in (a, b))
    found = paired(one, other)
    given = {
        "a": LABELS[a],
        "b": LABELS[b],
        "seeds": SEEDS,
        "mean": _points(found.mean),
        "low": _points(found.low),
        "high": _points(found.high),
    }
    if found.low <= 0 <= found.high:
        return _(
            "{a} against {b}: {mean} percentage points, 95 % interval {low} to {high}: not more than the "
            "spread of {seeds} seeds.",
            **given,
        )
    if found.mean > 0:
        return _(
            "{a} against {b}: {mean} percentage points more, 95 % interval {low} to {high} over {seeds} "
            "seeds.",
            **given,
        )
    given |= {"mean": _points(-found.mean), "low": _points(-found.high), "high": _points(-found.low)}
    return _(
        "{a} against {b}: {mean} percentage points fewer, 95 % interval {low} to {high} over {seeds} seeds.",
        **given,
    )


# --- inside the net -----------------------------------------------------------------------------------------


def inside(facts: Inside) -> list[Sentence]:
    """What the net says of the image, and how the unit at hand comes about."""
    return [say(_net(facts)), say(_said(facts)), say(_unit(facts.unit))]


def _net(facts: Inside) -> Message:
    if facts.done >= 0:
        return _(
            "The net of the first seed after epoch {epoch} of {epochs}: test accuracy anywhere {accuracy}.",
            epoch=facts.done,
            epochs=facts.epochs,
            accuracy=percent(facts.accuracy, 1),
        )
    if facts.is_kept:
        return _(
            "A net that was trained earlier and kept. After Train the same net learns here, while you look."
        )
    return _("The net at its initial weights. After Train it learns here, while you look.")


def _said(facts: Inside) -> Message:
    before, now = facts.before.chances, facts.now.chances
    return _(
        "It says {digit} with {share}; untrained it said {before} with {before_share}.",
        digit=int(now.argmax()),
        share=percent(now.max()),
        before=int(before.argmax()),
        before_share=percent(before.max()),
    )


def _unit(unit: Unit) -> Message:
    given = {
        "layer": unit.layer + 1,
        "channel": unit.channel + 1,
        "row": unit.at[0] + 1,
        "column": unit.at[1] + 1,
        "many": len(unit.sums),
        "sums": " + ".join(number(one) for one in unit.sums).replace("+ −", "− "),
        "sum": number(unit.sums.sum()),
        "bias": number(unit.bias),
        "value": number(unit.value),
        "after": number(max(0.0, unit.value)),
    }
    if len(unit.sums) == 1:
        return _(
            "Layer {layer}, channel {channel}, row {row}, column {column}: the nine products add up to "
            "{sum}; with the bias {bias} that is {value}, of which ReLU leaves {after}.",
            **given,
        )
    return _(
        "Layer {layer}, channel {channel}, row {row}, column {column}: the sums of the {many} channels, "
        "{sums}, add up to {sum}; with the bias {bias} that is {value}, of which ReLU leaves {after}.",
        **given,
    )


# --- what came of a try -------------------------------------------------------------------------------------


def came(before: Compared | None, now: Compared) -> list[Message]:
    """Test accuracy of each net with the spread of its seeds, as far as the training has come, and in the
    example's own after as many epochs, if that is known."""
    nets = [
        _(
            "{net} {mean} ({low} to {high})",
            net=LABELS[name],
            mean=percent(np.mean(last), 1),
            low=percent(np.min(last), 1),
            high=percent(np.max(last), 1),
        )
        for name, one in now.found.items()
        for last in [one.accuracy[:, -1, TEST]]
    ]
    says = [
        _(
            "Test accuracy after epoch {epoch}, mean of {seeds} seeds (lowest to highest): {nets}.",
            epoch=now.done,
            seeds=SEEDS,
            nets=listed(nets, "; "),
        )
    ]
    if before is None:
        return says
    epoch = min(now.done, before.done)
    means = [
        _("{net} {mean}", net=LABELS[name], mean=percent(np.mean(one.accuracy[:, epoch, TEST]), 1))
        for name, one in before.found.items()
    ]
    said = _(
        "In the example, after epoch {epoch}, the mean is: {nets}.", epoch=epoch, nets=listed(means, "; ")
    )
    return [*says, said]


def came_inside(before: Inside | None, now: Inside) -> list[Message]:
    """What the net says of the image."""
    return [_said(now)]
