"""The presets of the page "Over which rates?"."""

from views.presets import Preset
from views.sweep import SweepView

PRESETS: dict[str, Preset[SweepView]] = {
    "One rate is an anecdote": Preset(
        SweepView(),
        "The gap after 100 steps against the learning rate, 241 rates for each rule: each has a valley of its own, with its lowest point at a rate of its own.",
        "Drag a dot along its line: that is its rule's rate. Then choose a rate for all at which your favourite wins.",
    ),
    "Just under the bound": Preset(
        SweepView({"race": ("sgd", "momentum", "nesterov"), "steps": 300.0}),
        "On a quadratic a run diverges beyond the bound of theory (dotted). SGD's best rate lies just under its bound, Momentum's far below.",
        "Raise κ: every bound falls by the same factor.",
    ),
    "Momentum's two numbers": Preset(
        SweepView({"part": "two", "steps": 300.0}),
        "Learning rate against momentum on the ravine: the bound 2(1 + μ)/λ, with λ the largest curvature, is the edge of the grey, the triangle theory's best "
        "point of the long run.",
        "Click the map, then raise Steps.",
    ),
    "Adam's second number": Preset(
        SweepView({"part": "two", "rule": "adam", "by": "b2"}),
        "Adam over learning rate and β₂: broad and forgiving, on this surface.",
        "Choose Rosenbrock as the surface.",
    ),
    "Who wins depends on the rules": Preset(
        SweepView({"part": "fair", "race": ("sgd", "momentum", "nesterov", "adam", "newton")}),
        "Eight starts, three ways of choosing rates, equal steps or equal gradients: six protocols. Newton wins four of them and Nesterov two: who wins "
        "depends on the protocol.",
        "Look at who wins under one rate for all, and what that rate does to the others.",
    ),
    "Not one lucky run": Preset(
        SweepView({"part": "seeds", "sigma": 0.5, "race": ("sgd", "momentum", "adam"), "steps": 300.0}),
        "With noise on the gradient one run is one draw: medians of 64 seeds, and the band of the middle 80 %.",
        "Change the rates to Same for all.",
    ),
}

CHANGED = Preset(SweepView(), "Your own sweep.", "Copy the link: whoever opens it gets the same sweep.")
