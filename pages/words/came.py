"""What came of what an example asks to try: whole sentences with the numbers before and now."""

from kit.messages import Message, _
from kit.number_format import number, percent
from pages.words.nearer import SEEDS, Nearer
from pages.words.nearer_words import wins
from pages.words.update import Update
from pages.words.world import World


def world(before: World, now: World) -> list[Message]:
    """Analogies, and how near the closed form is."""
    right = [int(one.scores.plain.sum()) for one in (before, now)]
    apart = [number(one.vectors.losses[-1] - one.lowest, 2) for one in (before, now)]
    shown = [percent(one.plane.shares.sum()) for one in (before, now)]
    return [
        _(
            "{now} of {many} analogies are right instead of {before}; the loss is {apart} above the lowest "
            "instead of {apart_before}; the map shows {shown} of the variance instead of {shown_before}.",
            now=right[1],
            before=right[0],
            many=len(now.scores.plain),
            apart=apart[1],
            apart_before=apart[0],
            shown=shown[1],
            shown_before=shown[0],
        )
    ]


def update(before: Update, now: Update) -> list[Message]:
    """What the slopes sum up to, how many rows there are, and the largest number."""
    sums = [number(round(one.error_sum, 9)) for one in (before, now)]
    return [
        _(
            "The slopes now sum up to {sum} instead of {sum_before}, over {rows} rows instead of "
            "{rows_before}. The largest number is {largest} instead of {largest_before}.",
            sum=sums[1],
            sum_before=sums[0],
            rows=len(now.course.step.word),
            rows_before=len(before.course.step.word),
            largest=number(now.course.largest[-1]),
            largest_before=number(before.course.largest[-1]),
        )
    ]


def nearer(before: Nearer | None, now: Nearer) -> list[Message]:
    """Of how many seeds man is nearer to woman."""
    if before is None:
        return [_("Man is nearer to woman in {now} of {seeds} seeds.", now=wins(now), seeds=SEEDS)]
    return [
        _(
            "Man is nearer to woman in {now} of {seeds} seeds instead of {before}.",
            now=wins(now),
            before=wins(before),
            seeds=SEEDS,
        )
    ]
