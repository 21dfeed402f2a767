"""Examples: views with a name, each a link that teaches one thing."""

from dl_core.optimizers import SGD, Adam, Momentum, Newton
from kit.messages import _
from kit.presets import Preset
from pages.basins.view import STEPS, BasinsView
from surfaces import Rastrigin, SharpFlat, SixHumpCamel, TwoWells

OWN = {"rates": "own"}

PRESETS: dict[str, Preset[BasinsView]] = {
    _("Four minima, four rules"): Preset(
        BasinsView(),
        _(
            "Every pixel is a start, its colour the minimum where it ends. SGD's borders are smooth; "
            "Momentum runs past minima, and its borders break up into "
            "fine pieces; Newton's are fractal, and a third of its starts end at no minimum, but at a "
            "saddle or at the top."
        ),
        _("Click a pixel near a border, and one beside it: two starts, two ends."),
        {"x": None, "y": None},
    ),
    _("Closer"): Preset(
        BasinsView({"race": ("newton",), "zoom": 12.0, "x": -1.875, "y": 1.5, "side": "512"}),
        _(
            "A twelfth of the box: where Newton's basins meet, they break up into ever smaller "
            "pieces. Yet both precisions paint the same picture: fine is not "
            "chaotic."
        ),
        _("Click a place where colours meet, and zoom on."),
        {"x": None, "y": None, "zoom": None},
    ),
    _("Too fast for two of them"): Preset(
        BasinsView({"race": ("sgd", "momentum"), "sgd.lr": 0.02}),
        _(
            "At η = 0.02 SGD cannot stay in two of the four: they are more sharply curved than 2/η. "
            "What would end there jumps about for ever, and is at no "
            "minimum."
        ),
        _("Lower SGD's rate to 0.017: a third minimum holds."),
        {"sgd.lr": "0.017"},
    ),
    _("Precision decides"): Preset(
        BasinsView.of(Rastrigin(), (SGD(lr=0.002), Momentum(lr=0.008)), None, steps=STEPS, **OWN),
        _(
            "SGD falls into the nearest hole. Momentum flies over so many that rounding decides: of "
            "its starts less than half end alike in float32 and float64."
        ),
        _("Lower Momentum's rate to 0.002: its map becomes smooth, and both precisions agree."),
        {"momentum.lr": "0.002"},
    ),
    _("Two wells"): Preset(
        BasinsView.of(TwoWells(), (SGD(lr=0.02), Momentum(lr=0.03), Adam(lr=0.2)), None, steps=STEPS, **OWN),
        _(
            "A deeper hole on the left, a shallower one on the right. Momentum flies out of the "
            "shallow one more often: three quarters of its starts end in "
            "the deep one, SGD's just over half."
        ),
        _("Raise Momentum's rate to 0.1: now it prefers the shallow one."),
        {"momentum.lr": "0.1"},
    ),
    _("Six humps"): Preset(
        BasinsView.of(
            SixHumpCamel(),
            (SGD(lr=0.05), Momentum(lr=0.05), Adam(lr=0.5), Newton()),
            None,
            steps=STEPS,
            **OWN,
        ),
        _(
            "Six minima, two of them lowest. Adam with a large rate steps out of the shallow ones: "
            "nine of ten starts end at a lowest."
        ),
        _("Lower Adam's rate to 0.1: its map becomes nearly SGD's."),
        {"adam.lr": "0.1"},
    ),
    _("Sharp and flat"): Preset(
        BasinsView.of(SharpFlat(), (SGD(lr=0.2), Momentum(lr=0.01), Adam(lr=0.1)), None, steps=STEPS, **OWN),
        _(
            "Two minima of equal depth, the left one sharp. A large rate cannot stay in it: all of "
            "SGD's starts end in the flat one."
        ),
        _("Set SGD's rate to 0.03, under the sharp one's bound: it has its basin back."),
        {"sgd.lr": "0.03"},
    ),
}

CHANGED = Preset(
    BasinsView(),
    _("Your own maps: every pixel is computed, nothing is smoothed."),
    _("Copy the link: whoever opens it gets the same maps."),
)
