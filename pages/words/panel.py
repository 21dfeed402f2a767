"""The panel of each part: what stands in it of a view."""

from kit.messages import _
from kit.page import Group

TEXT = ("sentences", "shared", "seed")


WORLD = (
    Group(("sentences", "width", "shared")),
    Group(("a", "b", "c"), _("Analogy")),
    Group(("negatives", "seed", "labels"), _("How")),
)
