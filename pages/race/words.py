"""What the page says of its facts: whole sentences, and the names in its table, in one place."""

from dl_core.experiments.dimensions import DimensionRace
from dl_core.experiments.microscope import KINDS
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Sentence, say
from kit.race.words import counted_from
from pages.race.facts import Racer, Races, Scripted
from pages.race.view import CURVES

SMALLEST = 0.0005  # a share below it would be said as 0.0 %

TABS: tuple[tuple[str, Message, Message, dict[str, Message]], ...] = (
    ("gap", CURVES["gap"], _("loss minus the lowest loss of the surface"), {}),
    ("slope", CURVES["slope"], _("length of the gradient"), {}),
    ("distance", CURVES["distance"], _("to the nearest global minimum"), {}),
    (
        "rate",
        CURVES["rate"],
        _("what the rule multiplies the gradient (or its average) by: x solid, y dashed"),
        {"legend": _("solid: x, dashed: y")},
    ),
)

RATES = {
    "own": _("Each rule has the rate of its own slider."),
    "tuned": _(
        "Each rate is the best of 61 for this surface, start, schedule and number of steps: the one "
        "with the lowest final loss."
    ),
}
TUNED_WITH_NOISE = _(
    "Each rate is the best of 61 for this surface, start, schedule, noise and number of steps: the "
    "one with the lowest final loss."
)

GROUND = {
    "bowl": _(
        "Both curvatures are positive: to second order a bowl, and the Newton step goes to its bottom."
    ),
    "indefinite": _(
        "One curvature is positive, one negative: the Hessian is indefinite. This is a saddle point "
        "only if ∇f = 0 here. The Newton step goes to where the "
        "slope would be 0, which is no minimum."
    ),
    "dome": _(
        "Both curvatures are negative: to second order a dome, and the Newton step goes up to its top."
    ),
    "trough": _("One curvature is 0: the Hessian has no inverse, so there is no Newton step."),
    "plane": _("No curvature at all: the Hessian has no inverse, so there is no Newton step."),
    "lost": _("The Hessian here is not finite."),
}
assert tuple(GROUND) == KINDS

FEW = 4  # racers whose gaps a sentence names one by one


def race(facts: Races) -> list[Sentence]:
    """What the table shows: at which step, with which rates and noise, and from where gaps are counted."""
    if not facts.racers:
        return [say(_("Nobody races: choose a racer in the panel.")), *_holes(facts.ground.holes)]
    noise = facts.course.noise
    shows = _(
        "Gap and distance are those at the step shown, arrivals those within {steps} steps.",
        steps=facts.course.steps,
    )
    says = [say(shows), say(_rates(facts))]
    if noise.sigma:
        says.append(
            say(
                _(
                    "The gradient has noise: σ = {sigma}, seed {seed}.",
                    sigma=number(noise.sigma),
                    seed=f"{noise.seed:.0f}",
                )
            )
        )
    if facts.source:
        says += [say(counted_from(*facts.source)), say(_("A gap below 0 is not drawn."))]
    return [*says, *_holes(facts.ground.holes)]


def _rates(facts: Races) -> Message:
    if facts.rates == "same":
        return _("All have the same rate, {rate}.", rate=number(facts.lr))
    return TUNED_WITH_NOISE if facts.rates == "tuned" and facts.course.noise.sigma else RATES[facts.rates]


def _holes(share: float) -> list[Sentence]:
    """What the grey of a map means, if there is any."""
    if not share:
        return []
    if share == 1:
        return [say(_("The whole map is a hole, grey: there the loss has no finite real value."))]
    if share < SMALLEST:
        return [say(_("Holes in the map (under 0.1 %), grey: there the loss has no finite real value."))]
    return [
        say(
            _(
                "Holes in the map ({share}), grey: there the loss has no finite real value.",
                share=percent(share, 1),
            )
        )
    ]


def came(before: Races, now: Races) -> list[Message]:
    """What came of another view: whose arrival has changed, and how."""
    then = {racer.rule: racer.run.track.arrived for racer in before.racers}
    says = [
        _changed(_(racer.rule.label), then[racer.rule], racer.run.track.arrived)
        for racer in now.racers
        if racer.rule in then and then[racer.rule] != racer.run.track.arrived
    ]
    if says or len(now.racers) > FEW:
        return says or [_("Every racer arrives when it did before, or not, as before.")]
    if now.looked != before.looked:
        return _first_steps(now)
    return [
        _(
            "Every racer arrives when it did before, or not, as before. The loss gap at the end is now {now} "
            "instead of {before}.",
            **{name: listed(_last_gaps(found), ", ") for name, found in (("now", now), ("before", before))},
        )
    ]


def _first_steps(now: Races) -> list[Message]:
    """Where each racer's first step leads: what the microscope shows of one."""
    return [
        _(
            "The first step of {rule} leads to ({x}, {y}).",
            rule=_(racer.rule.label),
            x=number(racer.run.descent.x[1, 0]),
            y=number(racer.run.descent.x[1, 1]),
        )
        for racer in now.racers
    ]


def _last_gaps(found: Races) -> list[Message]:
    return [
        _("{rule} {gap}", rule=_(racer.rule.label), gap=number(racer.run.track.gap[-1], 2))
        for racer in found.racers
    ]


def _changed(rule: str, before: int | None, now: int | None) -> Message:
    given = {"rule": rule, "before": before, "now": now}
    if now is None:
        return _("{rule} does not arrive any more; it arrived at step {before}.", **given)
    if before is None:
        return _("{rule} arrives at step {now}; it did not arrive before.", **given)
    return _("{rule} arrives at step {now} instead of {before}.", **given)


def bowl(facts: DimensionRace) -> list[Sentence]:
    """Nothing: the text above the curves says it."""
    return []


def came_of_bowl(before: DimensionRace, now: DimensionRace) -> list[Message]:
    """How low both come in another number of dimensions, or after another number of evaluations."""
    ends = {
        f"{rule}{when}": number(found[-1], 2)
        for when, facts in (("", now), ("_before", before))
        for rule, found in (("search", facts.search), ("gradient", facts.gradient))
    }
    return [
        _(
            "In many dimensions random search now ends at a loss of {search} instead of {search_before}, "
            "gradient descent at {gradient} instead of {gradient_before}.",
            **ends,
        )
    ]


def refused(facts: Scripted) -> list[Sentence]:
    """Why there is no script."""
    return [say(sentence) for sentence in facts.refused.sentences] if facts.refused else []


# --- the table ----------------------------------------------------------------------------------------------


def note(racer: Racer) -> str:
    """What there is to say of a run besides its numbers."""
    lost, bound = racer.run.track.lost, racer.bound and number(racer.bound)
    if racer.hole is not None:
        return _("in a hole from step {step}", step=racer.hole)
    if racer.in_hole:
        return _("in a hole for {steps} of its steps", steps=racer.in_hole)
    if racer.below:
        return _("ends below the lowest value known")
    if lost is not None and bound:
        return _("diverged at step {step}, stable below {bound}", step=lost, bound=bound)
    if lost is not None:
        return _("diverged at step {step}", step=lost)
    return _("stable below {bound}", bound=bound) if bound else ""


def about_note(racer: Racer) -> str:
    """What that means."""
    if racer.in_hole:
        return _("A hole is where the loss has no finite real value.")
    if racer.below:
        return _(
            "Its gap is below 0 and is not drawn: the lowest value known is only the lowest that was found."
        )
    if racer.run.track.lost is not None:
        return _(
            "It ends more than a diagonal of the map away from the middle of the map, or is not "
            "finite any more."
        )
    return (
        _(
            "On this surface theory says that the rule is stable at any smaller learning rate, and at "
            "no larger one."
        )
        if racer.bound
        else ""
    )


def arrival(step: int | None) -> str:
    """When a run arrives."""
    return "–" if step is None else _("step {step}", step=step)
