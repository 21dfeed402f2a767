"""Examples of the nets that learn: each a link with a claim."""

from kit.messages import _
from kit.presets import Preset
from pages.convolution.view import Convolution

PRESETS: dict[str, Preset[Convolution]] = {
    _("Digits anywhere"): Preset(
        Convolution({"part": "where"}),
        _(
            "Digits stand anywhere: the convolutional net is ahead of both dense nets, and the same net that "
            "ends in a global max is ahead of it, with the fewest weights of all."
        ),
        _("Press Train: the time that each takes is measured, too."),
        asks="press",
    ),
    _("Does it care where?"): Preset(
        Convolution({"part": "where", "learned_from": "middle"}),
        _(
            "Learned from digits in the middle alone, the convolutional net knows hardly more of other "
            "places than the dense one. With a global max at its end it does: the last layer decides."
        ),
        _("Press Train; then let them learn from digits everywhere."),
        {"learned_from": "everywhere"},
    ),
    _("Pixels shuffled"): Preset(
        Convolution({"part": "order"}),
        _(
            "On digits in the middle of their frames the convolutional net has no advantage beyond chance; "
            "with their pixels in another order it falls behind. The dense net does not care."
        ),
        _("Press Train; then choose signals."),
        {"data": "signals"},
    ),
    _("Signals, in order and not"): Preset(
        Convolution({"part": "order", "data": "signals"}),
        _(
            "Shapes that may lie anywhere in a signal: in their order the convolutional net is far ahead, in "
            "another order it is behind the dense net."
        ),
        _("Press Train."),
        asks="press",
    ),
    _("Filters that learn nothing"): Preset(
        Convolution({"part": "filters"}),
        _("Random filters that are never trained, and a dense layer after them: hardly worse."),
        _("Press Train; then choose two convolutions, anywhere."),
        {"nets": "anywhere"},
    ),
    _("Inside a net"): Preset(
        Convolution({"part": "inside"}),
        _("Every map of a small net, untrained and trained, and one unit as a sum over channels."),
        _("Press Train, and watch the maps. Then move the digit: Rows above, Columns left."),
        {"down": None, "right": None},
    ),
}
