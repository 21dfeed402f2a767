"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.init.view import Init

PRESETS: dict[str, Preset[Init]] = {
    _("The book's histograms"): Preset(
        Init(),
        _(
            "Sigmoid, five layers of 100: N(0, 1) piles up at 0 and 1, N(0, 0.01²) at ½, Xavier looks "
            "healthy. Whether it is, no histogram can say."
        ),
        _("Choose ‘What histograms hide’ as the part."),
        {"part": "signal"},
    ),
    _("What Xavier hides"): Preset(
        Init({"part": "signal", "schemes": ("unit", "small", "xavier")}),
        _(
            "The standard deviation of Xavier's histograms is 0.21 in layer 1 and still 0.12 in layer "
            "5. But within one unit (dashed) that of the samples is "
            "only 6·10⁻⁴ in layer 5: the units differ, the inputs no longer do."
        ),
        _("Choose tanh as the activation."),
        {"activation": "tanh"},
    ),
    _("ReLU and He"): Preset(
        Init({"activation": "relu", "schemes": ("small", "xavier", "he"), "frame": "own"}),
        _(
            "With Xavier's weights ReLU loses half of the signal's square at every layer; He's are √2 "
            "larger and make up for it."
        ),
        _("Move Depth to 30."),
        {"depth": "30"},
    ),
    _("tanh and Xavier"): Preset(
        Init({"activation": "tanh", "schemes": ("unit", "small", "xavier")}),
        _(
            "tanh with Xavier: the standard deviation shrinks slowly, nothing saturates. With N(0, 1) most "
            "outputs are −1 or 1, with N(0, 0.01²) all are 0."
        ),
        _("Move Weight scale."),
        {"scale": None},
    ),
    _("The book's frame"): Preset(
        Init({"activation": "relu", "schemes": ("unit", "he"), "frame": "book"}),
        _(
            "The book draws only what lies between 0 and 1. The share outside is in the titles: of "
            "N(0, 1) with ReLU about half is not in the picture."
        ),
        _("Choose a frame that holds all values."),
        {"frame": None},
    ),
    _("Gradients on the way back"): Preset(
        Init({"kinds": ("post", "grad"), "schemes": ("unit", "xavier")}),
        _(
            "The same nets, forward (a) and backward (∂L/∂a): Xavier's sigmoid net loses a factor of "
            "about 4 of its gradient at every layer."
        ),
        _("Choose ReLU as the activation, and He."),
        {"activation": "relu", "schemes": "unit,xavier,he"},
    ),
    _("Batch norm makes it stop mattering"): Preset(
        Init(
            {
                "part": "signal",
                "batchnorm": 1.0,
                "depth": 20.0,
                "activation": "relu",
                "schemes": ("unit", "small", "he"),
            }
        ),
        _(
            "Normalised before every activation, a net's signal does not depend on the scale of its "
            "weights: the lines of three schemes lie on each other. "
            "(Backward it still grows by about a fifth a layer.)"
        ),
        _("Switch Batch norm off."),
        {"batchnorm": "0"},
    ),
    _("Where the signal survives"): Preset(
        Init({"part": "map", "activation": "tanh", "depth": 30.0}),
        _(
            "Weight scale against depth: left of Xavier's line the signal of tanh dies, right of it "
            "it stays, but two inputs fall apart: the edge of chaos."
        ),
        _("Choose ReLU: it has one scale at which nothing dies or explodes, He's."),
        {"activation": "relu"},
    ),
    _("All units alike"): Preset(
        Init({"part": "symmetry", "activation": "tanh"}),
        _(
            "Started from one constant, all units of a layer get the same gradient and stay the same "
            "unit: six of them say what one could say."
        ),
        _("Choose Xavier as the start."),
        {"same": "xavier"},
    ),
    _("Does it train?"): Preset(
        Init({"part": "train", "activation": "relu", "schemes": ("small", "xavier", "he")}),
        _(
            "The book's comparison on digits: 4 × 100 ReLU, SGD 0.01, five seeds. N(0, 0.01²) does "
            "not move; Xavier and He learn."
        ),
        _("Press Train."),
        asks="press",
    ),
    _("Batch norm, one layer"): Preset(
        Init({"part": "norm"}),
        _(
            "Batch norm subtracts the batch's mean, divides by its spread, and then multiplies by γ "
            "and adds β, which can undo it all."
        ),
        _("Move γ and β to the values that undo it. Then set Batch to 1."),
        {"gamma": None, "beta": None, "batch": "1"},
    ),
    _("Batch norm, 16 scales"): Preset(
        Init({"part": "scales", "activation": "relu"}),
        _(
            "The book's experiment: 16 scales of initial weights, with and without batch norm. With "
            "it nearly all of them learn."
        ),
        _("Press Train."),
        asks="press",
    ),
    _("A test batch of one"): Preset(
        Init({"part": "test", "activation": "relu", "batch": 1.0}),
        _(
            "After training the running mean and variance must be used: a batch of one has no "
            "variance, and normalised by itself every image looks the same."
        ),
        _("Move Batch."),
        {"batch": None},
    ),
}

CHANGED = Preset(
    Init(),
    _("Your own nets: every number is measured in them."),
    _("Copy the link: whoever opens it gets the same nets, and trains them anew."),
)
