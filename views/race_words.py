"""What the race page says: a rule in words, from its own declaration."""

from dl_core.numerals import number
from dl_core.optimizers import Optimizer
from dl_core.params import params_of
from kit.race_settings import Race
from kit.race_words import about_surface, counted_from, of_found
from surfaces.own import Own

__all__ = ["PROTOCOL", "about_rule", "about_surface", "caption", "counted_from", "of_found"]


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


PROTOCOL = """
**How to read it.** One step is one gradient (Newton's costs three, random search's one loss and no gradient). Without noise gradients are exact, and SGD is
gradient descent. The map's colour is the logarithm of the loss gap, so that a narrow valley shows; its two axes need not have the same scale. Curves are on a
log axis; a gap of 0 or less cannot be drawn there. A run *arrives* at the first step within 1 % of the box's diagonal of a global minimum; it has *diverged* if
it ends more than a diagonal away from the box's centre, or is no longer finite. Nothing is clipped: a run is drawn to its last finite point.
*Tuned* tries 61 rates over each slider's range and keeps the one with the lowest final loss inside the box, the smaller on a tie. With noise on the gradient
it does so for the very noise of this race: a rate that was lucky with it is no rate for another seed.
"""
