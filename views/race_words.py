"""What the race page says: a rule in words, from its own declaration."""

from dl_core.numerals import number
from dl_core.optimizers import Optimizer
from dl_core.params import params_of
from kit.messages import Message, _
from surfaces import Surface
from surfaces.own import Own
from surfaces.spelling import ALLOWED
from views.race import Race


def caption(view: Race) -> str:
    """Which protocol the table shows."""
    if not view["race"]:
        return "Nobody races: choose a racer in the panel."
    how = {
        "own": "rates as set on each slider",
        "same": f"the same rate {number(view['lr'])} for all",
        "tuned": f"each rate the best of 61 for this surface, start, schedule,{' noise' if view['sigma'] else ''} and number of steps (lowest final loss)",
    }[view["rates"]]
    noise = f"; gradient noise σ = {number(view['sigma'])}, seed {view['seed']:.0f}" if view["sigma"] else ""
    of = f" {of_found(view.surface)} A gap below 0 is not drawn." if isinstance(view.surface, Own) else ""
    return f"Gap and distance at the step shown, arrival within {view.steps} steps; {how}{noise}.{of}"


def of_found(surface: Own) -> Message:
    """Where the gaps and distances of an own formula are measured from, in a sentence."""
    return counted_from(None if surface.found.seen is None else surface.reference, len(surface.minima()))


def counted_from(lowest: float | None, minima: int) -> Message:
    """The same. lowest: the lowest value that is known, None if there is no finite one; minima: how many were found."""
    if lowest is None:
        return _("The formula has no finite value anywhere that was looked: there is no gap and no distance.")
    if minima:
        return _("Minima are found numerically, there may be more; the gap is counted from {lowest}, the lowest value met in the box, poles left out.",
                 lowest=number(lowest, 4))  # fmt: skip
    return _(
        "No minimum was found: the gap is counted from {lowest}, the lowest value met in the box, poles left out, and there is no distance.",
        lowest=number(lowest, 4),
    )


def about_rule(cls: type[Optimizer]) -> str:
    """Markdown: formula, symbols, idea, when it helps, when it fails, source."""
    symbols = " · ".join(f"${param.tex}$ {param.about}" for _, param in params_of(cls))
    idea, helps, fails = cls.words
    cost = "" if cls.evaluations == 1 else f" One step costs as much as {cls.evaluations} gradients."
    return (
        f"**{cls.label}.** {idea}{cost}\n\n$$\n{cls.formula}\n$$\n\n"
        f"where {cls.symbols}; {symbols}.\n\n"
        f"*Helps:* {helps}  \n*Fails:* {fails}  \n*Source:* [{cls.source.who}, {cls.source.year}]({cls.source.url})"
    )


def about_surface(surface: Surface) -> str:
    """Markdown: formula, symbols, what it is for, how many minima, source."""
    if isinstance(surface, Own):
        return _about_own(surface)
    symbols = "".join(f"; ${param.tex}$ {param.about}" for _, param in params_of(surface))
    best, others = len(surface.minima()), len(surface.local_minima())
    count = f"{best} global {'minimum' if best == 1 else 'minima'} (★)" + (f", {others} other{'s' if others > 1 else ''} (○)" if others else "")
    source = f"[{surface.source.who}, {surface.source.year}]({surface.source.url})" if surface.source.url else f"{surface.source.who}, {surface.source.year}"
    return f"**{surface.label}.** {surface.about}\n\n$$\nf(x, y) = {surface.formula}\n$$\n\n{count} in the box{symbols}. *Source:* {source}"


def _about_own(surface: Own) -> Message:
    """The same of a formula that was typed: what was found of it, never the text itself, only what was read of it."""
    return _(
        "**Your own formula.**\n\n$$\nf(x, y) = {formula}\n$$\n\n*Minima found numerically* (★ the lowest, ○ others): {found}\n\n"
        "A formula is made of `{allowed}`; r is the distance from (0, 0), log the natural logarithm. It is read part by part and "
        "never run as a program; slopes and curvatures are exact (automatic differentiation). Where it is not a number, not real or infinite, the map has a "
        "hole; a run may step into one, and walks on as long as its slope is a number. On a kink the slope is the mean of both sides.",
        formula=surface.formula, found=_(surface.found.words), allowed=_(ALLOWED),
    )  # fmt: skip


PROTOCOL = """
**How to read it.** One step is one gradient (Newton's costs three, random search's one loss and no gradient). Without noise gradients are exact, and SGD is
gradient descent. The map's colour is the logarithm of the loss gap, so that a narrow valley shows; its two axes need not have the same scale. Curves are on a
log axis; a gap of 0 or less cannot be drawn there. A run *arrives* at the first step within 1 % of the box's diagonal of a global minimum; it has *diverged* if
it ends more than a diagonal away from the box's centre, or is no longer finite. Nothing is clipped: a run is drawn to its last finite point.
*Tuned* tries 61 rates over each slider's range and keeps the one with the lowest final loss inside the box, the smaller on a tie. With noise on the gradient
it does so for the very noise of this race: a rate that was lucky with it is no rate for another seed.
"""
