"""What the pages on races say of a surface: its formula, where it comes from, and where gaps are counted
from."""

from dl_core.params import params_of
from kit.messages import Message, _, listed
from kit.number_format import number
from surfaces import Surface
from surfaces.own import Own
from surfaces.spelling import ALLOWED


def counted_from(lowest: float | None, minima: int) -> Message:
    """Where the gaps and distances of an own formula are measured from, in a sentence. lowest: the lowest
    value that is known, None if there is no finite one; minima: how many were found."""
    if lowest is None:
        return _("The formula has no finite value anywhere that was looked: there is no gap and no distance.")
    if minima:
        return _(
            (
                "Minima are found numerically, there may be more; the gap is counted from {lowest}, the "
                "lowest value met in the box, poles left out."
            ),
            lowest=number(lowest, 4),
        )
    return _(
        (
            "No minimum was found: the gap is counted from {lowest}, the lowest value met in the box, "
            "poles left out, and there is no distance."
        ),
        lowest=number(lowest, 4),
    )


def about_surface(surface: Surface) -> Message:
    """Markdown: formula, what it is for, how many minima, symbols, source."""
    if isinstance(surface, Own):
        return _about_own(surface)
    head = _(
        "**{surface}.** {about}\n\n$$\nf(x, y) = {formula}\n$$\n\n",
        surface=_(surface.label),
        about=_(surface.about),
        formula=surface.formula,
    )
    return listed(
        [
            head,
            listed(
                [
                    *_counted(len(surface.minima()), len(surface.local_minima())),
                    *_numbers(surface),
                    _source(surface),
                ],
                " ",
            ),
        ],
        "",
    )


def _counted(best: int, others: int) -> list[Message]:
    """How many minima there are in the box, and how they are marked."""
    says = [
        _("It has one global minimum (★) in the box.")
        if best == 1
        else _("It has {best} global minima (★) in the box.", best=best)
    ]
    if others:
        says.append(
            _("There is one other minimum (○).")
            if others == 1
            else _("There are {others} other minima (○).", others=others)
        )
    return says


def _numbers(surface: Surface) -> list[Message]:
    """What its symbols mean, if it has any."""
    numbers = [
        _("${symbol}$ {about}", symbol=known.tex, about=_(known.about)) for _name, known in params_of(surface)
    ]
    return [_("Its numbers: {numbers}.", numbers=listed(numbers))] if numbers else []


def _source(surface: Surface) -> Message:
    who, year, url = surface.source.who, surface.source.year, surface.source.url
    return (
        _("*Source:* [{who}, {year}]({url})", who=who, year=year, url=url)
        if url
        else _("*Source:* {who}, {year}", who=who, year=year)
    )


def _about_own(surface: Own) -> Message:
    """The same of a formula that was typed: what was found of it, never the text itself, only what was read
    of it."""
    return _(
        "**Your own formula.**\n\n$$\nf(x, y) = {formula}\n$$\n\n*Minima found numerically* (★ the lowest, "
        "○ others): {found}\n\nA formula is made of `{allowed}`; r is the distance from (0, 0), log the "
        "natural logarithm. It is read part by part and never run as a program; slopes and curvatures are "
        "exact (automatic differentiation). Where it is not a number, not real or infinite, the map has a "
        "hole; a run may step into one, and walks on as long as its slope is a number. On a kink the slope "
        "is the mean of both sides.",
        formula=surface.formula,
        found=_(surface.found.words),
        allowed=_(ALLOWED),
    )
