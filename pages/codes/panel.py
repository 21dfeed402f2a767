"""The panel of each part."""

from kit.messages import _
from kit.page import Group

LEARNING = ("beta", "variance", "steps", "seed")
NETS = _("Nets")

PLANE = (Group(("ground", "digit")), Group(LEARNING, NETS), Group(("spot",), shown=False))
VARIATIONAL = (Group(("beta", "variance", "width", "digit")), Group(("steps", "seed"), NETS, folds=True))
GAPS = (Group(("width", *LEARNING)),)
WALK = (Group(("digit", "other", "path")), Group(("width", *LEARNING), NETS))
# what the nets read, of each part
OF_TWO = (Group(LEARNING),)
OF_MORE = (Group(("width", *LEARNING)),)
