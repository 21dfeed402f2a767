"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.gradients.view import Gradients

PRESETS: dict[str, Preset[Gradients]] = {
    _("Sigmoid fades, ReLU does not"): Preset(
        Gradients(),
        _(
            "Ten layers, same data, each net with its usual weights: on the way back sigmoid's "
            "gradient loses a factor of about 4 at each, ReLU's does not."
        ),
        _("Move Depth from 2 to 30."),
        {"depth": None},
    ),
    _("Thirty layers"): Preset(
        Gradients({"depth": 30.0, "nets": ("sigmoid", "tanh", "relu")}),
        _(
            "On the way back sigmoid's ‖∂L/∂a‖ falls from 0.018 at layer 30 to 9·10⁻²¹ at layer 1. "
            "tanh has slope 1 in the middle: from 0.018 to 0.0025 only."
        ),
        _("Switch Batch norm on."),
        {"batchnorm": "1"},
    ),
    _("Where sigmoid does not vanish"): Preset(
        Gradients({"init": "unit", "nets": ("sigmoid",)}),
        _(
            "With weights from N(0, 1) and 100 units the saturated slopes and the large weights "
            "cancel: the gradient of this sigmoid net does not vanish."
        ),
        _("Look at the factors: solid far below 1, dashed far above. Now narrow the net."),
        {"width": None},
    ),
    _("Repaired by batch norm"): Preset(
        Gradients({"batchnorm": 1.0, "nets": ("sigmoid", "relu"), "depth": 20.0}),
        _(
            "Normalised before every activation, z stays where sigmoid is steep, whatever the "
            "weights' scale. The slopes make the gradient smaller, dividing "
            "by the standard deviation makes it larger by a little more: it now grows on the way "
            "back, by about a quarter a layer."
        ),
        _("Move Weight scale: hardly anything happens. Then switch Batch norm off."),
        {"scale": None, "batchnorm": "0"},
    ),
    _("Repaired by residual connections"): Preset(
        Gradients({"residual": 1.0, "nets": ("sigmoid", "tanh"), "depth": 30.0}),
        _(
            "Each layer adds to what came in, so the gradient has a way back on which no slope makes "
            "it smaller. But activations add up, too: 78 % of "
            "sigmoid's layer 30 is saturated, and its loss is 10.7 (over twenty seeds 66 to 84 %, and "
            "0.7 to 13.6). So residual nets also scale their "
            "branches, or normalise."
        ),
        _("Add ReLU: its activations explode. Then switch Batch norm on."),
        {"nets": "sigmoid,tanh,relu", "batchnorm": "1"},
    ),
    _("Exploding"): Preset(
        Gradients({"init": "unit", "nets": ("relu",), "depth": 30.0}),
        _(
            "ReLU's slope is 0 or 1, each about half of the time. With N(0, 1) weights and 100 units "
            "nothing stops the growth: a factor of about √(100/2) = 7 "
            "per layer, forward and backward. ‖∂L/∂W‖ is made of both, and equally huge in every layer."
        ),
        _("Raise Weight scale until float32 ends, and see in which layer."),
        {"scale": None},
    ),
    _("Dead units"): Preset(
        Gradients({"nets": ("relu", "leaky"), "bias": -1.5}),
        _(
            "With a negative initial bias ReLU units give 0 on every sample: they are dead, their "
            "weights get a gradient of 0, which no logarithmic chart can "
            "show. Leaky ReLU keeps a small slope."
        ),
        _("Move Bias."),
        {"bias": None},
    ),
    _("Learning, or not"): Preset(
        Gradients({"part": "train", "nets": ("sigmoid", "relu"), "depth": 6.0}),
        _(
            "Six layers on moons. Press Train: ReLU learns at once; sigmoid's first layers hardly "
            "move and its loss stays at ln 2, which is guessing."
        ),
        _("Switch Batch norm on and train again."),
        {"batchnorm": "1"},
    ),
    _("Why zero-centred"): Preset(
        Gradients({"part": "centred", "step": 0.1}),
        _(
            "Sigmoid's outputs are all positive: on a single sample both weights move the same way. "
            "But over all samples no step does so, and it is as slow. "
            "Its loss is about eight times flatter towards the goal than across; inputs of both signs "
            "that share this are as slow, too."
        ),
        _(
            "Raise Learning rate to 0.5, then to 2: tanh diverges on single samples, for its outputs "
            "are larger; over all samples nothing does."
        ),
        {"step": "2"},
    ),
    _("Dying ReLU"): Preset(
        Gradients({"part": "dying", "dlr": 10.0, "dbias": -4.0}),
        _(
            "With a bias of −4 nine of ten ReLU units fire on no sample from the start, with a rate "
            "of 10 the others die, too, and the net can only guess. "
            "Leaky ReLU, ELU and GELU still learn from there."
        ),
        _("Click the map: a higher bias, a lower rate. Which of the two hurts more?"),
        {"dlr": None, "dbias": None},
    ),
    _("Why a non-linearity"): Preset(
        Gradients({"part": "linear", "depth": 4.0}),
        _(
            "However many linear layers, the boundary is one straight line: they multiply to one "
            "matrix. With ReLU between them it bends."
        ),
        _("Choose Spirals."),
        {"task": "spirals"},
    ),
    _("Why a loss"): Preset(
        Gradients({"part": "loss", "depth": 3.0}),
        _(
            "Accuracy is a staircase with slope 0 almost everywhere. A loss slopes nearly everywhere. "
            "Squared error loses its slope where the net is confident "
            "and wrong; cross entropy does not."
        ),
        _("Change the seed."),
        {"seed": None},
    ),
    _("Backpropagation or differences"): Preset(
        Gradients({"part": "numerical"}),
        _(
            "The difference quotient is wrong for large h and for small h; backpropagation is exact "
            "up to rounding. For d weights central differences cost 2d "
            "evaluations of the loss, forward differences d + 1."
        ),
        _("Press Measure the times."),
        asks="press",
    ),
    _("What exp costs"): Preset(
        Gradients({"part": "cost"}),
        _("Is ReLU cheaper because it needs no exp? Measured on the server, whenever you ask."),
        _("Press Measure, twice: is the order the same?"),
        asks="press",
    ),
}

CHANGED = Preset(
    Gradients(),
    _("Your own nets: every number is measured in them."),
    _("Copy the link: whoever opens it gets the same nets. Training and times are made anew."),
)
