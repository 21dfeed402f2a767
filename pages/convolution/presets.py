"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.convolution.view import Convolution

PRESETS: dict[str, Preset[Convolution]] = {
    _("A window, a sum"): Preset(
        Convolution(),
        _(
            "Nine products of a window and the kernel are added up: one cell of the output. Sobel's kernel "
            "answers above 0 where ink begins from left to right, below 0 where it ends, and 0 where "
            "nothing changes."
        ),
        _("Choose another kernel."),
        {"kernel": None},
    ),
    _("Flipped or not"): Preset(
        Convolution({"flip": 1.0}),
        _(
            "Libraries compute the cross-correlation and call it convolution. A true convolution flips the "
            "kernel: Sobel's gives the same numbers with the other sign."
        ),
        _("Choose the kernel Edges: flipped, it is the same."),
        {"kernel": "edges"},
    ),
    _("Rounded down"): Preset(
        Convolution({"stride": 2.0}),
        _(
            "A stride of 2 does not divide here: 5/2 is rounded down, the output has 3 places along each "
            "axis, and the input's last row and column are in no window."
        ),
        _("Choose SAME: one zero after the input, and 4 places."),
        {"padding": "same"},
    ),
    _("An uneven padding"): Preset(
        Convolution({"size": 2.0, "padding": "same"}),
        _(
            "A kernel of 2 needs one zero for an output as large as the input. It cannot stand on both "
            "sides: SAME puts it after, SAME_LOWER before, and then the output is another one."
        ),
        _("Choose SAME_LOWER."),
        {"padding": "same_lower"},
    ),
    _("Nine weights reach over five places"): Preset(
        Convolution({"dilation": 2.0, "kernel": "blur"}),
        _("Dilated by 2, a kernel of 3 reaches over 5 places along each axis, with the same 9 weights."),
        _("Move Dilation to 3: it reaches over 7."),
        {"dilation": "3"},
    ),
    _("Channels and filters"): Preset(
        Convolution({"channels": 3.0, "filters": 4.0}),
        _(
            "Four filters on three channels: each adds over all channels, so there are 4·3·9 = 108 weights, "
            "for inputs of any size. A dense layer of these shapes has 27,648."
        ),
        _("Move Filters to 2: half of the weights."),
        {"filters": "2"},
    ),
    _("A sequence"): Preset(
        Convolution({"dims": "1", "padding": "causal", "kernel": "blur"}),
        _(
            "One row as a sequence, a kernel of three weights: with causal padding each output is the mean "
            "of this place and of the two before, and knows nothing of what comes later."
        ),
        _("Choose SAME: each output now knows its next place, too."),
        {"padding": "same"},
    ),
    _("What moves"): Preset(
        Convolution({"dims": "3", "kernel": "sobel-down"}),
        _(
            "Four frames in which the digit moves to the right. A kernel that takes the difference over time "
            "answers above 0 where ink arrives, and below 0 where it leaves."
        ),
        _("Choose Blur: it does not see what moves."),
        {"kernel": "blur"},
    ),
    _("The same as a matrix"): Preset(
        Convolution({"part": "matrix"}),
        _(
            "A convolution is a dense layer with shared and zero weights: of 2,304 entries 1,980 are 0 by "
            "their place, and the other 324 share 9 weights. So a dense layer can compute it."
        ),
        _("Switch One free training step on: nothing keeps the weights shared."),
        {"trained": "1"},
    ),
    _("Backward is a convolution, too"): Preset(
        Convolution({"part": "backward"}),
        _(
            "∂L/∂y is 1 in one cell: ∂L/∂x then is the kernel itself, in the place of that cell's window. "
            "It is the full convolution of ∂L/∂y with the flipped kernel."
        ),
        _("Move Stride to 2: ∂L/∂y is dilated first."),
        {"stride": "2"},
    ),
    _("The kernel's gradient"): Preset(
        Convolution({"part": "backward", "of": "kernel"}),
        _(
            "∂L/∂y is 1 in one cell: the gradient of the kernel then is that cell's window of the input. In "
            "general it is the input, correlated with ∂L/∂y."
        ),
        _("Click a cell of ∂L/∂y and type 1: a second window is added."),
        asks="look",
    ),
    _("The winner takes it all"): Preset(
        Convolution({"part": "backward", "of": "pool"}),
        _(
            "Max pooling sends the gradient of a window to its largest pixel alone: of these 64 pixels only "
            "16 can get any."
        ),
        _("Move Stride to 1: windows overlap, and a pixel may win more than once."),
        {"step": "1"},
    ),
    _("Is pooling invariant?"): Preset(
        Convolution({"part": "pooling"}),
        _(
            "Moved by one pixel, 46 % of the pooled cells change, and 45 % of the pixels do. But they "
            "change by less: by 54 % of their length, the pixels by 82 %."
        ),
        _("Move Shift to 2: the output is the same, moved by one."),
        {"shift": "2"},
    ),
}

CHANGED = Preset(
    Convolution(),
    _("Your own convolution: every number is computed."),
    _("Copy the link: whoever opens it sees the same, your drawing and your kernel among it."),
)
