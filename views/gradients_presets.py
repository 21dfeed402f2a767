"""The presets of the page "Vanishing gradients"."""

from views.gradients import Gradients
from views.presets import Preset

PRESETS: dict[str, Preset[Gradients]] = {
    "Sigmoid fades, ReLU does not": Preset(
        Gradients(),
        "Ten layers, same data, each net with its usual weights: on the way back sigmoid's gradient loses a factor of about 4 at each, ReLU's does not.",
        "Move Depth from 2 to 30.",
    ),
    "Thirty layers": Preset(
        Gradients({"depth": 30.0, "nets": ("sigmoid", "tanh", "relu")}),
        "On the way back sigmoid's ‖∂L/∂a‖ falls from 0.018 at layer 30 to 9·10⁻²¹ at layer 1. tanh has slope 1 in the middle: from 0.018 to 0.0025 only.",
        "Switch Batch norm on.",
    ),
    "Where sigmoid does not vanish": Preset(
        Gradients({"init": "unit", "nets": ("sigmoid",)}),
        "With weights from N(0, 1) and 100 units the saturated slopes and the large weights cancel: the gradient of this sigmoid net does not vanish.",
        "Look at the factors: solid far below 1, dashed far above. Now narrow the net.",
    ),
    "Repaired by batch norm": Preset(
        Gradients({"batchnorm": 1.0, "nets": ("sigmoid", "relu"), "depth": 20.0}),
        "Normalised before every activation, z stays where sigmoid is steep, whatever the weights' scale. What the slopes take, dividing by the "
        "spread gives back, and a little more: the gradient now grows on the way back, by about a quarter a layer.",
        "Move Weight scale: hardly anything happens. Then switch Batch norm off.",
    ),
    "Repaired by residual connections": Preset(
        Gradients({"residual": 1.0, "nets": ("sigmoid", "tanh"), "depth": 30.0}),
        "Each layer adds to what came in, so the gradient has a way back that no slope bars. But activations add up, too: 78 % of sigmoid's layer 30 is "
        "saturated, and its loss is 10.7 (over twenty seeds 66 to 84 %, and 0.7 to 13.6). Hence residual nets also scale their branches, or normalise.",
        "Add ReLU: its activations explode. Then switch Batch norm on.",
    ),
    "Exploding": Preset(
        Gradients({"init": "unit", "nets": ("relu",), "depth": 30.0}),
        "ReLU's slope is 0 or 1, each about half of the time. With N(0, 1) weights and 100 units nothing tames the growth: a factor of about √(100/2) = 7 "
        "per layer, forward and backward. ‖∂L/∂W‖ is made of both, and equally huge in every layer.",
        "Raise Weight scale until float32 ends, and see in which layer.",
    ),
    "Dead units": Preset(
        Gradients({"nets": ("relu", "leaky"), "bias": -1.5}),
        "A negative initial bias silences ReLU units on every sample: they are dead, their weights get a gradient of 0, which no logarithmic chart "
        "can show. Leaky ReLU keeps a small slope.",
        "Move Bias.",
    ),
    "Learning, or not": Preset(
        Gradients({"part": "train", "nets": ("sigmoid", "relu"), "depth": 6.0}),
        "Six layers on moons. Press Train: ReLU learns at once; sigmoid's first layers hardly move and its loss stays at ln 2, which is guessing.",
        "Switch Batch norm on and train again.",
    ),
    "Why zero-centred": Preset(
        Gradients({"part": "centred", "step": 0.1}),
        "Sigmoid's outputs are all positive: on a single sample both weights move the same way. But over all samples no step does so, and it is as slow. "
        "Its loss is about eight times flatter towards the goal than across; inputs of both signs that share this are as slow, too.",
        "Raise Learning rate to 0.5, then to 2: tanh diverges on single samples, for its outputs are larger; over all samples nothing does.",
    ),
    "Dying ReLU": Preset(
        Gradients({"part": "dying", "dlr": 10.0, "dbias": -4.0}),
        "With a bias of −4 nine of ten ReLU units fire on no sample from the start, a rate of 10 throws out the rest, and the net can only guess. Leaky ReLU, "
        "ELU and GELU still learn from there.",
        "Click the map: a higher bias, a lower rate. Which of the two hurts more?",
    ),
    "Why a non-linearity": Preset(
        Gradients({"part": "linear", "depth": 4.0}),
        "However many linear layers, the boundary is one straight line: they multiply to one matrix. With ReLU between them it bends.",
        "Choose Spirals.",
    ),
    "Why a loss": Preset(
        Gradients({"part": "loss", "depth": 3.0}),
        "Accuracy is a staircase with slope 0 almost everywhere. A loss slopes nearly everywhere. Squared error loses its slope where the net is sure "
        "and wrong; cross entropy does not.",
        "Change the seed.",
    ),
    "Backpropagation or differences": Preset(
        Gradients({"part": "numerical"}),
        "The difference quotient is wrong for large h and for small h; backpropagation is exact up to rounding. For d weights central differences cost 2d "
        "evaluations of the loss, forward differences d + 1.",
        "Press Measure the times.",
    ),
    "What exp costs": Preset(
        Gradients({"part": "cost"}),
        "Is ReLU cheaper because it needs no exp? Measured on this machine, now.",
        "Press Measure, twice: is the order the same?",
    ),
}

CHANGED = Preset(
    Gradients(), "Your own nets: every number is measured in them.", "Copy the link: whoever opens it gets the same nets. Training and times are made anew."
)
