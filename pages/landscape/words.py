"""What the page says of its facts: whole sentences, in one place."""

from collections.abc import Sequence

from dl_core.experiments.landscape import RATES, STEPS
from kit.messages import Message, _, listed
from kit.number_format import number
from kit.page import Meanwhile, Sentence, say
from pages.landscape.facts import InTraining, Lost, Seen, Shown, Wrong
from pages.landscape.view import ENDS

FEW = 5  # rules whose numbers a sentence names one by one
CLOSE = 1.05  # a factor below which two losses are said to be the same


def words(facts: Seen | Meanwhile) -> list[Sentence]:
    """What the charts say, with the numbers; the rules that diverged, which are in no chart, first."""
    if isinstance(facts, Meanwhile):
        return [say(_training(facts)), *(words(facts.before)[1:] if facts.before else [])]
    if not facts.rules:
        return [say(_("Choose a rule."))]
    says = [say(diverged(one), "alarm") for one in facts.lost]
    if facts.shown is None:
        few = _("Nothing is left to draw: lower the learning rates.")
        if facts.kind == "ends":
            few = _("Three ends make a plane: choose {ends} rules that train.", ends=ENDS)
        return [*says, say(few)]
    shown = facts.shown
    return [
        *says,
        say(_ends(shown)),
        say(_held(shown)),
        say(furthest(shown.wrong)),
        say(_means(shown, facts.average_last)),
    ]


def _training(facts: Meanwhile) -> Message:
    """How far the training is, and of what the charts are meanwhile."""
    found: InTraining = facts.found
    given = {"done": found.done, "rules": found.rules}
    if facts.before:
        if facts.held:
            return _("Let go, and the nets are trained. Charts and numbers are still of the nets before.")
        if facts.running:
            return _(
                "Training: {done} of {rules} rules. Charts and numbers are still of the nets before.", **given
            )
        return _(
            "Training: {done} of {rules} rules, stopped. Charts and numbers are still of the nets before.",
            **given,
        )
    if facts.held:
        return _("Let go, and the nets are trained.")
    return (
        _("Training: {done} of {rules} rules.", **given)
        if facts.running
        else _("Training: {done} of {rules} rules, stopped.", **given)
    )


def came(before: Seen | None, now: Seen) -> list[Message]:
    """What came of another view: which nets end elsewhere, and what another plane holds of all paths; where
    the example's nets are not known, or none of them is shown, where the nets end."""
    if now.shown is None:
        return []
    if before is None or before.shown is None:
        return [_ends(now.shown), _held(now.shown)]
    then = {one.label: one.loss[-1] for one in before.shown.rules}
    says = [
        _(
            "{rule} ends at a loss of {now} instead of {before}.",
            rule=_(one.label),
            now=number(one.loss[-1]),
            before=number(then[one.label]),
        )
        for one in now.shown.rules
        if one.label in then and one.loss[-1] != then[one.label]
    ]
    here = {one.label for one in now.shown.rules}
    says += [_("{rule} diverges now.", rule=_(label)) for label in then if label not in here]
    says += [
        _("{rule} does not diverge any more.", rule=_(one.label))
        for one in now.shown.rules
        if one.label not in then
    ]
    lost = {one.label: one for one in before.lost}
    says += [
        _(
            "{rule} diverges as before, to a loss of {now} instead of {before}.",
            rule=_(one.label),
            now=number(one.last),
            before=number(lost[one.label].last),
        )
        for one in now.lost
        if one.label in lost and one.last != lost[one.label].last
    ]
    held = {"now": percent(now.shown.share), "before": percent(before.shown.share)}
    if held["now"] != held["before"]:
        says += [_("The plane holds {now} of the variance of all paths instead of {before}.", **held)]
    return says


def diverged(one: Lost) -> Message:
    """That a rule diverged, and how it is known."""
    given = {
        "rule": _(one.label),
        "rate": number(one.rate),
        "first": number(one.first),
        "last": number(one.last),
    }
    if one.how == "higher":
        return _(
            (
                "{rule} diverged at rate {rate}: its loss went from {first} to {last}. It is in no plane "
                "and in no chart."
            ),
            **given,
        )
    if one.how == "overflow":
        return _(
            (
                "{rule} diverged at rate {rate}: its numbers left float32 after a loss of {last}. It is "
                "in no plane and in no chart."
            ),
            **given,
        )
    return _(
        "{rule} diverged at rate {rate}: its loss was never finite. It is in no plane and in no chart.",
        **given,
    )


def _ends(shown: Shown) -> Message:
    """The losses at the end; of many rules the lowest and the highest."""
    given = {"steps": STEPS, "first": number(shown.rules[0].loss[0])}
    edge = [_(one.label) for one in shown.rules if one.at_edge]
    if edge:
        given |= {"rules": listed(edge, ", "), "tried": RATES}
    if len(shown.rules) <= FEW:
        ends = [
            _(
                "{rule} {loss} (rate {rate})",
                rule=_(one.label),
                loss=number(one.loss[-1]),
                rate=number(one.rate),
            )
            for one in shown.rules
        ]
        given |= {"ends": listed(ends, ", ")}
        if edge:
            return _(
                (
                    "Loss after {steps} steps (at first {first}): {ends}. The largest of the {tried} "
                    "rates tried is the best for: {rules}."
                ),
                **given,
            )
        return _("Loss after {steps} steps (at first {first}): {ends}.", **given)
    low, *_others, high = sorted(shown.rules, key=lambda one: float(one.loss[-1]))
    for name, one in (("lowest", low), ("highest", high)):
        given |= {name: _(one.label), f"{name}_loss": number(one.loss[-1]), f"{name}_rate": number(one.rate)}
    if edge:
        return _(
            "Loss after {steps} steps (at first {first}): from {lowest} {lowest_loss} (rate "
            "{lowest_rate}) to {highest} {highest_loss} (rate {highest_rate}). "
            "The largest of the {tried} rates tried is the best for: {rules}.",
            **given,
        )
    return _(
        (
            "Loss after {steps} steps (at first {first}): from {lowest} {lowest_loss} (rate "
            "{lowest_rate}) to {highest} {highest_loss} (rate {highest_rate})."
        ),
        **given,
    )


def _held(shown: Shown) -> Message:
    """How much the plane holds, and whether a plane of random walks holds as much."""
    own = shown.rules[shown.of] if shown.kind == "one" else None
    share, walk = (own.share, own.walk) if own else (shown.share, shown.walk)
    given = {"weights": shown.weights, "share": percent(share), "walk": percent(walk)}
    chance = "all" if walk >= share else "most" if walk > share / 2 else "less"
    if own:
        given |= {"rule": _(own.label)}
        return {
            "all": _(
                "2 of {weights} directions hold {share} of the variance of {rule}'s own path; of random "
                "walks they would hold {walk}: a high share "
                "proves little.",
                **given,
            ),
            "most": _(
                "2 of {weights} directions hold {share} of the variance of {rule}'s own path; of random "
                "walks they would hold {walk}: chance alone gives most of the share.",
                **given,
            ),
            "less": _(
                "2 of {weights} directions hold {share} of the variance of {rule}'s own path; of random "
                "walks they would hold {walk}: more than chance would give.",
                **given,
            ),
        }[chance]
    if shown.kind == "random":
        return _(
            "2 of {weights} directions hold {share} of the variance of the paths; of random walks they "
            "would hold {walk}: the map shows a neighbourhood, not the training.",
            **given,
        )
    return {
        "all": _(
            (
                "2 of {weights} directions hold {share} of the variance of the paths; of random walks they "
                "would hold {walk}: a high share proves little."
            ),
            **given,
        ),
        "most": _(
            "2 of {weights} directions hold {share} of the variance of the paths; of random walks they "
            "would hold {walk}: chance alone gives most of "
            "the share.",
            **given,
        ),
        "less": _(
            "2 of {weights} directions hold {share} of the variance of the paths; of random walks they "
            "would hold {walk}: more than chance would "
            "give.",
            **given,
        ),
    }[chance]


def percent(share: float) -> str:
    """A share in words: below 10 % with two digits."""
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{number(100 * share, 2)} %"


def furthest(wrong: Wrong) -> Message:
    """Where the map is furthest from the truth at an end."""
    if wrong.in_plane:
        return _(
            "All ends lie in this plane: there the map's loss is the nets' own. In between the paths "
            "leave it: see the dashed lines."
        )
    if wrong.factor < CLOSE:
        return _("At the ends the map's loss is the nets' own to within 5 %.")
    given = {
        "rule": _(wrong.label),
        "drawn": number(wrong.drawn),
        "true": number(wrong.true),
        "factor": number(wrong.factor),
    }
    return _(
        (
            "Where the map draws {rule}'s end, the loss is {drawn}; the net's own is {true}: a factor of "
            "{factor}."
        ),
        **given,
    )


def _means(shown: Shown, last: float) -> Message:
    """The losses of the tail averages, and of which rules they are lower than at the last step."""
    lower = [_(one.label) for one in shown.rules if one.mean_loss < one.loss[-1]]
    given = {"share": percent(last), "lower": listed(lower, ", ")}
    if len(shown.rules) > FEW:
        if lower:
            return _(
                (
                    "Mean of the last {share} of the steps, true loss: ringed; lower than at the last "
                    "step for: {lower}."
                ),
                **given,
            )
        return _(
            (
                "Mean of the last {share} of the steps, true loss: ringed; for no rule lower than at the "
                "last step."
            ),
            **given,
        )
    given |= {"means": _losses([(one.label, one.mean_loss) for one in shown.rules])}
    if lower:
        return _(
            (
                "Mean of the last {share} of the steps, true loss: {means}; lower than at the last step "
                "for: {lower}."
            ),
            **given,
        )
    return _(
        "Mean of the last {share} of the steps, true loss: {means}; for no rule lower than at the last step.",
        **given,
    )


def _losses(rows: Sequence[tuple[str, float]]) -> Message:
    return listed([_("{rule} {loss}", rule=_(label), loss=number(loss)) for label, loss in rows], ", ")
