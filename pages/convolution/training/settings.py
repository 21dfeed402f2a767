"""What can be asked of the nets that learn."""

from collections.abc import Mapping

from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import Number, OneOf, Setting

PARTS = {
    "where": _("When is it better?"),
    "order": _("Pixels in another order"),
    "filters": _("Random filters"),
    "inside": _("Inside the net"),
}
MOST_EPOCHS = 60


@params
class Learning:
    """How long nets learn, and what is looked at inside of one."""

    epochs: float = param(
        default=20.0,
        low=1.0,
        high=float(MOST_EPOCHS),
        step=1.0,
        about=_("times through all training samples, in a new order each time"),
        label=_("Epochs"),
    )
    down: float = param(
        default=4.0,
        low=0.0,
        high=8.0,
        step=1.0,
        about=_("rows above the digit on its ground of 16×16; 4: in the middle"),
        label=_("Rows above"),
    )
    right: float = param(
        default=4.0,
        low=0.0,
        high=8.0,
        step=1.0,
        about=_("columns to the left of the digit; 4: in the middle"),
        label=_("Columns left"),
    )
    channel: float = param(
        default=1.0,
        low=1.0,
        high=16.0,
        step=1.0,
        about=_("whose map is taken apart; the first layer has 8"),
        label=_("Channel"),
    )
    unit: float = param(
        default=-1.0,
        low=-1.0,
        high=255.0,
        step=1.0,
        about=_("the place of the map whose sum is shown; -1: where the map is largest"),
        label=_("Unit"),
    )


def settings() -> Mapping[str, Setting]:
    """All of them, by name."""
    return {
        "learned_from": OneOf(
            {"everywhere": _("everywhere"), "middle": _("in the middle only")},
            "everywhere",
            _("Learned from digits"),
            _("where the digits stand that the nets learn from; they are tested everywhere"),
        ),
        "data": OneOf(
            {"digits": _("8×8 digits"), "signals": _("signals of 40 numbers")},
            "digits",
            _("Data"),
            _("learned in their order, and in another order that is the same for all"),
        ),
        "nets": OneOf(
            {
                "book": _("one convolution, 8×8 digits"),
                "deep": _("two convolutions, 8×8 digits"),
                "anywhere": _("two convolutions, anywhere"),
            },
            "book",
            _("Nets"),
            _("whose filters are learned, or stay as they were drawn"),
        ),
        "ending": OneOf(
            {"global": _("the largest of each channel"), "flat": _("every place")},
            "global",
            _("The last layer sees"),
            _("a global max pooling, or all places of all channels"),
        ),
        "layer": OneOf({"1": "1", "2": "2"}, "2", _("Layer"), _("the convolution that is taken apart")),
        **{name: Number(one, one.label) for name, one in params_of(Learning)},
    }
