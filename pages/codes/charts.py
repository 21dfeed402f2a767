"""How the planes of codes are drawn."""

from kit import codes
from kit.charts import Spec, axis, chart, heat
from kit.messages import _
from kit.theme import DIGITS
from pages.codes.facts import OnePlane, Plane
from pages.codes.ways import TITLES

FAR = 2.5  # the largest distance that has a colour of its own


def plane(facts: Plane) -> list[Spec]:
    """The three planes of codes, on axes of one scale."""
    return [_plane(facts, name, one) for name, one in facts.planes.items()]


def _plane(facts: Plane, name: str, one: OnePlane) -> Spec:
    marks = []
    if one.ground is not None:
        marks.append(heat(one.ground, _("distance"), 0.5, FAR))
    for digit, colour in enumerate(DIGITS):
        x, y = one.codes[facts.classes == digit].T
        marks.append(codes.numerals(x, y, str(digit), colour))
    about = _(
        "Each numeral is one of {count} test digits, at its code. Point anywhere: the picture below is what "
        "the decoder makes of that place. Drag the ring, or click a numeral to choose it. By keys: Tab to "
        "the plane, arrows, Enter.",
        count=len(facts.classes),
    )
    digit = int(facts.view["digit"])
    label = _("a digit: {digit}", digit=int(facts.classes[digit]))
    layers, activation = one.method.decoder
    looks = codes.plane(
        name, codes.decoder(layers, activation), one.ring, one.codes, facts.original, label, ("digit", "spot")
    )
    ends = (-facts.reach, facts.reach)
    first, second = axis("z₁", *ends), axis("z₂", *ends)
    return chart(name, TITLES[name], about, first, second, marks, codes=looks)
