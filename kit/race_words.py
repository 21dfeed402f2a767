"""What the pages on races say of a surface: its formula, where it comes from, and where gaps are counted from."""

from dl_core.numerals import number
from dl_core.params import params_of
from kit.messages import Message, _
from surfaces import Surface
from surfaces.own import Own
from surfaces.spelling import ALLOWED


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
