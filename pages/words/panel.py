"""The panel of each part: what stands in it of a view."""

from kit.messages import _
from kit.page import Group, Labelled
from pages.words.view import Words

WORLD = (
    Group(("sentences", "width", "steps", "shared")),
    Group(("a", "b", "c"), _("Analogy")),
    Group(("negatives", "seed", "labels"), _("How")),
)

ALONG = (Group(("sentences", "width", "negatives", "seed")),)
NEARER = (Group(("shared", "sentences", "width")), Group(("negatives", "seed"), _("How")))


def update(view: Words) -> tuple[Group, ...]:
    """Of the part "One update"."""
    softmax = view["output"] == "softmax"
    drawn = ("forgets",) if softmax else ("samples",)
    shown = (
        Group(("update", "sentence", "place", "reach")),
        Group(("model", Labelled("output", kind="segment"), *drawn), _("Model")),
        Group(("order", "eta", "numbers", "seed"), _("How")),
    )
    return (*shown, Group(("samples",) if softmax else ("forgets",), shown=False))
