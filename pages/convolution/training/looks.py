"""What the nets are called, and their colours."""

from kit.messages import Message, _
from kit.theme import COLOURS

ORANGE, GOLD, BLUE, GREEN = (COLOURS[name][0] for name in ("SGD", "Adam", "Momentum", "Nesterov"))
LABELS: dict[str, Message] = {
    "dense": _("dense"),
    "wide": _("wide dense"),
    "conv": _("convolutional"),
    "global": _("convolutional, global max"),
    "dense shuffled": _("dense, shuffled"),
    "conv shuffled": _("convolutional, shuffled"),
    "trained": _("filters trained"),
    "frozen": _("filters random"),
}
SHORT: dict[str, Message] = LABELS | {
    "wide": _("wide"),
    "conv": _("conv."),
    "global": _("global max"),
    "dense shuffled": _("shuffled"),
    "conv shuffled": _("shuffled"),
    "trained": _("trained"),
    "frozen": _("random"),
}
LOOKS = {
    "dense": ORANGE,
    "wide": GOLD,
    "conv": BLUE,
    "global": GREEN,
    "dense shuffled": ORANGE,
    "conv shuffled": BLUE,
    "trained": BLUE,
    "frozen": GOLD,
}
