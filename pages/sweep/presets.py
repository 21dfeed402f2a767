"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.sweep.view import SweepView

PRESETS: dict[str, Preset[SweepView]] = {
    _("All rates at once"): Preset(
        SweepView(),
        _(
            "The gap after 100 steps against the learning rate, 241 rates for each rule: each has a "
            "valley of its own, with its lowest point at a rate of its "
            "own."
        ),
        _(
            "Drag a dot along its line: that is its rule's rate. Then choose a rate for all at which "
            "your favourite wins."
        ),
        {
            "rates": None,
            "lr": None,
            "sgd.lr": None,
            "momentum.lr": None,
            "nesterov.lr": None,
            "adagrad.lr": None,
            "rmsprop.lr": None,
            "adam.lr": None,
            "lion.lr": None,
        },
    ),
    _("Just under the bound"): Preset(
        SweepView({"race": ("sgd", "momentum", "nesterov"), "steps": 300.0}),
        _(
            "On a quadratic a run diverges beyond the bound of theory (dotted). SGD's best rate lies "
            "just under its bound, Momentum's far below."
        ),
        _("Raise κ: every bound falls by the same factor."),
        {"ravine.kappa": None},
    ),
    _("Momentum's two numbers"): Preset(
        SweepView({"part": "two", "steps": 300.0}),
        _(
            "Learning rate against momentum on the ravine: the bound 2(1 + μ)/λ, with λ the largest "
            "curvature, is the edge of the grey, the triangle theory's "
            "best point of the long run."
        ),
        _("Click the map, then raise Steps."),
        {"momentum.lr": None, "momentum.momentum": None, "steps": None},
    ),
    _("Adam's second number"): Preset(
        SweepView({"part": "two", "rule": "adam", "by": "b2"}),
        _(
            "Adam over learning rate and β₂ on the ravine: 17 % of the runs arrive within 100 steps, "
            "and 7 % diverge. From β₂ = 0.75 on none diverges, and "
            "32 % arrive."
        ),
        _("Choose Rosenbrock as the surface."),
        {"surface": "rosenbrock"},
    ),
    _("Who wins depends on the rules"): Preset(
        SweepView({"part": "fair", "race": ("sgd", "momentum", "nesterov", "adam", "newton")}),
        _(
            "Eight starts, three ways of choosing rates, equal steps or equal gradients: six "
            "protocols. Newton wins four of them and Nesterov two: who wins "
            "depends on the protocol."
        ),
        _("Look at who wins under one rate for all, and what that rate does to the others."),
        asks="look",
    ),
    _("Not one lucky run"): Preset(
        SweepView({"part": "seeds", "sigma": 0.5, "race": ("sgd", "momentum", "adam"), "steps": 300.0}),
        _(
            "With noise on the gradient one run is one draw: medians of 64 seeds, and the band of the "
            "middle 80 %."
        ),
        _("Change the rates to Same for all."),
        {"rates": "same"},
    ),
}

CHANGED = Preset(SweepView(), _("Your own sweep."), _("Copy the link: whoever opens it gets the same sweep."))
