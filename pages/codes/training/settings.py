"""What can be asked of the nets that learn."""

from collections.abc import Mapping

from dl_core.experiments.code_widths import WIDTHS
from dl_core.params import param, params, params_of
from kit.messages import _
from kit.settings import Number, OneOf, Setting

PARTS = {
    "linear": _("PCA, learned"),
    "width": _("Width of the code"),
    "denoise": _("Noise on the input"),
    "gradient": _("Gradient of a draw"),
}
AIMS = {"all": _("all units together"), "prefixes": _("every prefix")}
DRAWS = 4000  # of the gradient, at most


@params
class Learning:
    """What the linear autoencoder learns, what stands on the input, and whose gradient is estimated."""

    units: float = param(
        default=8.0,
        low=1.0,
        high=12.0,
        step=1.0,
        tex="c",
        about=_("numbers of the linear autoencoder's code"),
        label=_("Units"),
    )
    decay: float = param(
        default=0.0,
        low=0.0,
        high=0.5,
        tex=r"\lambda",
        about=_("λ times the sum of all squared weights is added to the loss"),
        label=_("L2"),
    )
    input_noise: float = param(
        default=0.5,
        low=0.0,
        high=1.0,
        tex=r"\sigma",
        about=_("standard deviation of what is added to each pixel, from 0 to 1, of the input"),
        label=_("Noise on the input"),
    )
    draws: float = param(
        default=1000.0,
        low=10.0,
        high=float(DRAWS),
        log=True,
        step=1.0,
        tex="n",
        about=_("codes that are drawn, an estimate of the gradient from each"),
        label=_("Draws"),
    )


def settings() -> Mapping[str, Setting]:
    """All of them, by name."""
    return {
        "aim": OneOf(
            AIMS, "all", _("Must reconstruct"), _("every prefix: the first unit alone, the first two …, too")
        ),
        "code": OneOf(
            {str(width): str(width) for width in WIDTHS},
            "16",
            _("Width of the code"),
            _("numbers that the nets have for a digit"),
        ),
        **{name: Number(one, one.label) for name, one in params_of(Learning)},
    }
