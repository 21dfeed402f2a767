"""The presets of the page "Vanishing gradients"."""

from views.gradients import Gradients
from views.presets import Preset

PRESETS: dict[str, Preset[Gradients]] = {
    "Sigmoid fades, ReLU does not": Preset(
        Gradients(),
        "Ten layers, same data, each net with its usual weights: on the way back sigmoid's gradient loses a factor of 4 or 5 at each, ReLU's does not.",
        "Move Depth from 2 to 30.",
    ),
    "Thirty layers": Preset(
        Gradients({"depth": 30.0, "nets": ("sigmoid", "tanh", "relu")}),
        "In thirty layers sigmoid's first layer hears nothing at all. tanh has slope 1 in the middle and fades far more slowly.",
        "Switch Batch norm on.",
    ),
    "Where sigmoid does not vanish": Preset(
        Gradients({"init": "unit", "nets": ("sigmoid",)}),
        "With weights from N(0, 1) and 100 units the saturated slopes and the large weights cancel: the gradient of this sigmoid net does not vanish.",
        "Look at the factors: solid far below 1, dashed far above. Now narrow the net.",
    ),
    "Repaired by batch norm": Preset(
        Gradients({"batchnorm": 1.0, "nets": ("sigmoid", "relu"), "depth": 20.0}),
        "Normalised before every activation, z stays where sigmoid is steep, whatever the weights' scale. Its slope is still at most ¼.",
        "Move Weight scale: nothing happens. Then switch Batch norm off.",
    ),
    "Repaired by residual connections": Preset(
        Gradients({"residual": 1.0, "nets": ("sigmoid", "tanh"), "depth": 30.0}),
        "Each layer adds to what came in, so the gradient has a way back that no slope bars.",
        "Switch Residual connections off.",
    ),
    "Exploding": Preset(
        Gradients({"init": "unit", "nets": ("relu",), "depth": 30.0}),
        "ReLU's slope is 1, so with N(0, 1) weights nothing tames the growth: about a factor of 7 per layer, forward and backward.",
        "Raise Weight scale until float32 ends, and see in which layer.",
    ),
    "Dead units": Preset(
        Gradients({"nets": ("relu", "leaky"), "bias": -1.5}),
        "A negative initial bias silences ReLU units on every sample (dashed, right): no gradient ever reaches them. Leaky ReLU keeps a small slope.",
        "Move Bias.",
    ),
}

CHANGED = Preset(Gradients(), "Your own nets: every number is measured in them.", "Copy the link: whoever opens it sees exactly this.")
