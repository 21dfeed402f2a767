"""How to read the page, in Markdown: what stands below its picture, and in the parts beside and below."""

from dl_core.optimizers import Optimizer
from dl_core.params import params_of
from kit.messages import Message, _, listed
from kit.race.settings import Race
from kit.race.words import about_surface
from pages.race.facts import rule_of

PROTOCOL = _("""
**How to read it.** One step is one gradient (Newton's costs three, random search's one loss and no gradient).
Without noise gradients are exact, and SGD is gradient descent. The map's colour is the logarithm of the loss
gap, so that a narrow valley shows; its two axes need not have the same scale. Curves are on a log axis; a gap
of 0 or less cannot be drawn there. A run *arrives* at the first step within 1 % of the box's diagonal of a
global minimum; it has *diverged* if it ends more than a diagonal away from the box's centre, or is no longer
finite. Nothing is clipped: a run is drawn to its last finite point. *Tuned* tries 61 rates over each slider's
range and keeps the one with the lowest final loss inside the box, the smaller on a tie. With noise on the
gradient it does so with the same noise as in this race: the best rate for one seed need not be the best for
another.
""")

WHY = _("""
### Why the gradient at all?

Both start at loss 1 on the bowl ½‖x‖² and may ask for the loss, or its gradient, equally often. With 300
evaluations, as set at first, the gradient gets to 3.5·10⁻²⁸ in any dimension; random search to 5·10⁻⁷ in one,
to 0.07 in ten, and nowhere in a hundred. Half of all directions lead down, in any dimension. But the chance
that a proposal of fixed width is lower shrinks, and so does what it gains: at the start that chance is 0.47
in two dimensions, 0.26 in ten and 6·10⁻¹² in a hundred. A network has millions.
""")


def race(view: Race) -> list[str]:
    """The surface, and how to read it all."""
    return [_("### The surface"), "\n", about_surface(view.surface), "\n", PROTOCOL]


def rule(view: Race) -> list[str]:
    """A rule in words."""
    return [about_rule(rule_of(view))]


def bowl(view: Race) -> list[str]:
    """What the race in many dimensions shows."""
    return [WHY]


def about_rule(cls: type[Optimizer]) -> Message:
    """Formula, symbols, idea, when it helps, when it fails, source."""
    numbers = listed(
        [_("${symbol}$ {about}", symbol=param.tex, about=_(param.about)) for _name, param in params_of(cls)],
        " · ",
    )
    idea, helps, fails = map(_, cls.words)
    given = {
        "rule": _(cls.label),
        "idea": idea,
        "formula": cls.formula,
        "symbols": _(cls.symbols),
        "numbers": numbers,
        "helps": helps,
        "fails": fails,
        "who": cls.source.who,
        "year": cls.source.year,
        "url": cls.source.url,
    }
    if cls.evaluations == 1:
        return _(
            "**{rule}.** {idea}\n\n$$\n{formula}\n$$\n\nwhere {symbols}; {numbers}.\n\n*Helps:* {helps}  "
            "\n*Fails:* {fails}  \n*Source:* [{who}, {year}]({url})",
            **given,
        )
    return _(
        "**{rule}.** {idea} One step costs as much as {cost} gradients.\n\n$$\n{formula}\n$$\n\nwhere "
        "{symbols}; {numbers}.\n\n*Helps:* {helps}  \n"
        "*Fails:* {fails}  \n*Source:* [{who}, {year}]({url})",
        **given,
        cost=cls.evaluations,
    )
