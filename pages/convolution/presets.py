"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.convolution.view import Convolution

PRESETS: dict[str, Preset[Convolution]] = {
    _("A window, a sum"): Preset(
        Convolution(),
        _("Nine products of a window and the kernel, added up: one cell of the output."),
        _("Choose another kernel."),
        {"kernel": None},
    ),
    _("The same as a matrix"): Preset(
        Convolution({"part": "matrix"}),
        _("A convolution is a dense layer with shared and zero weights: 36×64 entries, 9 different ones."),
        _("Switch on One free training step."),
        {"trained": "1"},
    ),
}

CHANGED = Preset(
    Convolution(),
    _("Your own convolution: every number is computed."),
    _("Copy the link: whoever opens it sees the same, your drawing and your kernel among it."),
)
