"""The panel of each part."""

from kit.messages import _
from kit.page import Group

NETS = ("beta", "variance", "steps", "seed")
PLANE = (Group(("ground", "digit")), Group(NETS, _("Nets")), Group(("spot",), shown=False))
