"""Examples: views with a name, each a link that teaches one thing."""

from dl_core.noise import Noise
from dl_core.optimizers import (
    SGD,
    AdaGrad,
    Adam,
    AdamW,
    Lion,
    Momentum,
    Nesterov,
    Newton,
    RandomSearch,
    RMSProp,
)
from dl_core.schedules import InverseTime
from kit.messages import _
from kit.presets import Preset
from kit.race.settings import Common
from pages.race.view import RaceView
from surfaces import Himmelblau, KinkValley, PlateauCliff, Rastrigin, Ravine, Saddle, SharpFlat
from surfaces.own import Own

BOOK = Ravine(kappa=20.0, scale=0.1)
STEEP = Ravine(kappa=50.0)
OWN = {"rates": "own"}
NOISY = RaceView.of(
    Ravine(kappa=5.0, scale=0.5),
    (SGD(lr=0.3),),
    (-8.0, 2.5),
    Noise(sigma=1.0, seed=6.0),
    Common(steps=600.0, average=150.0),
    InverseTime(k=0.05),
    **OWN,
)

PRESETS: dict[str, Preset[RaceView]] = {
    _("All tuned"): Preset(
        RaceView(),
        _("Seven rules in one ravine, each with the best of 61 learning rates for exactly this race."),
        _(
            "Set Angle to 0, along the axes: SGD, Momentum and Nesterov do not mind, AdaGrad arrives at "
            "step 4 instead of 32."
        ),
        {"ravine.angle": "0"},
    ),
    _("The book's race"): Preset(
        RaceView.of(
            BOOK,
            (SGD(lr=0.95), Momentum(lr=0.1), AdaGrad(lr=1.5), Adam(lr=0.3)),
            (-7.0, 2.0),
            Common(steps=29.0),
            **OWN,
        ),
        _(
            "The comparison of “Deep Learning from Scratch”, chapter 6: the start and 29 updates, with "
            "the book's rates."
        ),
        _(
            "Switch Rates to Tuned: was it a fair race? AdaGrad then arrives at step 4 instead of 26, and "
            "Adam arrives at all. Momentum does not: with the book's rate it flies past the minimum at step "
            "23, which counts as arriving, and ends farther away than with the tuned one."
        ),
        {"rates": "tuned"},
    ),
    _("Why SGD zig-zags"): Preset(
        RaceView.of(
            Ravine(kappa=40.0),
            (SGD(lr=0.046), Momentum(lr=0.02, momentum=0.8)),
            (-8.0, 2.0),
            Common(steps=60.0),
            **OWN,
        ),
        _(
            "The steep wall sets a limit to SGD's rate, and the flat floor needs a larger one: SGD "
            "swings from wall to wall and moves little along the "
            "floor. Momentum adds up its steps along the floor and arrives at step 23; SGD is still "
            "on its way at 60."
        ),
        _("Set Condition number to 1: SGD never changes sides, there is nothing left to zig-zag in."),
        {"ravine.kappa": "1"},
    ),
    _("Just under the bound"): Preset(
        RaceView.of(
            STEEP,
            (SGD(lr=0.0392), Momentum(lr=0.0744), Nesterov(lr=0.0266)),
            (-8.0, 1.0),
            Common(steps=200.0),
            **OWN,
        ),
        _(
            "Each rate is 2 % under its theoretical bound: SGD 2/λ, Momentum 2(1+μ)/λ, Nesterov "
            "2(1+μ)/((1+2μ)λ), where λ is the largest curvature, here "
            "50. Wild, but all converge."
        ),
        _("Raise any one rate by 3 %: its curve turns upwards."),
        {"sgd.lr": None, "momentum.lr": None, "nesterov.lr": None},
    ),
    _("Just over the bound"): Preset(
        RaceView.of(
            STEEP,
            (SGD(lr=0.0408), Momentum(lr=0.0776), Nesterov(lr=0.0277)),
            (-8.0, 1.0),
            Common(steps=24.0),
            **OWN,
        ),
        _(
            "Each rate is 2 % over its bound: every swing from wall to wall is longer than the one before, "
            "and it never ends. Nesterov's bound is the lowest, not the highest."
        ),
        _("Set SGD's rate to 0.039, below its bound in the table: its loss gap falls."),
        {"sgd.lr": "0.039"},
    ),
    _("Too much momentum"): Preset(
        RaceView.of(
            Ravine(kappa=20.0),
            (SGD(lr=0.04), Momentum(lr=0.01, momentum=0.99)),
            (-8.0, 1.5),
            Common(steps=300.0),
            **OWN,
        ),
        _(
            "With μ = 0.99 only 1 % of the speed is lost at a step: the ball runs past the minimum and "
            "back, again and again."
        ),
        _("Set Momentum's μ to 0.9: the swings die out, and it arrives at step 23, SGD only at 89."),
        {"momentum.momentum": "0.9"},
    ),
    _("AdaGrad stalls"): Preset(
        RaceView.of(PlateauCliff(), (AdaGrad(lr=0.3), RMSProp(lr=0.05)), None, Common(steps=300.0), **OWN),
        _(
            "AdaGrad is first at the cliff (step 80), but its sum of squares keeps that steep slope "
            "for ever, and its steps stay short. RMSProp forgets "
            "the slope, goes on and arrives."
        ),
        _(
            "Look at the tab Effective rate, the solid lines: both fall at the cliff, only RMSProp's "
            "comes back."
        ),
        {"tab": "rate"},
    ),
    _("Bias correction"): Preset(
        RaceView.of(
            BOOK,
            (Adam(lr=0.3, bias_correction=0.0), AdamW(lr=0.3, weight_decay=0.0)),
            (-7.0, 2.0),
            Common(steps=60.0),
            **OWN,
        ),
        _(
            "Adam without its correction for starting at 0 takes a first step (1−β₁)/√(1−β₂) ≈ 3.2 "
            "times too long. AdamW with λ = 0 is Adam with the "
            "correction."
        ),
        _("Switch Bias correction of Adam on: the two paths become one."),
        {"adam.bias_correction": "1"},
    ),
    _("Noise floor"): Preset(
        NOISY,
        _(
            "With noisy gradients and a constant rate SGD arrives but cannot stay: its loss gap (solid) "
            "stays around a floor, which is higher for a larger rate. The mean of its path (dashed) gets far "
            "below that floor."
        ),
        _("Choose the schedule Inverse time decay: SGD itself falls below that floor."),
        {"schedule": "inversetime"},
    ),
    _("Noise and decay"): Preset(
        RaceView({**NOISY.asked, "schedule": "inversetime"}),
        _(
            "The same noise with a rate that falls as 1/t: SGD's steps around the minimum shrink, and its "
            "loss gap falls below the floor that a constant rate leaves."
        ),
        _("Set Schedule back to Constant: the floor is back."),
        {"schedule": "constant"},
    ),
    _("A saddle"): Preset(
        RaceView.of(
            Saddle(),
            (
                SGD(lr=0.05),
                Momentum(lr=0.02),
                AdaGrad(lr=0.3),
                RMSProp(lr=0.05),
                Adam(lr=0.05),
                Newton(damping=0.0),
            ),
            None,
            Common(steps=150.0),
            **OWN,
        ),
        _(
            "All start close beside the ridge: adaptive rules do not mind how small the slope is, and "
            "SGD waits long. Newton walks straight into the "
            "saddle and stays."
        ),
        _("Set Start y to 0, exactly on the ridge: now all end on the saddle."),
        {"y": "0"},
    ),
    _("Sharp and flat"): Preset(
        RaceView.of(
            SharpFlat(),
            (SGD(lr=0.2), Momentum(lr=0.01), Adam(lr=0.1)),
            (-2.4, 0.6),
            Common(steps=200.0),
            **OWN,
        ),
        _(
            "Two minima of equal depth. SGD's rate is far over 2/50, the bound of the sharp one: it "
            "cannot stay there, and ends in the flat one."
        ),
        _("Set SGD's rate to 0.03, under the bound: now it stays in the sharp minimum."),
        {"sgd.lr": "0.03"},
    ),
    _("Nobody leaves"): Preset(
        RaceView.of(
            Rastrigin(),
            (SGD(lr=0.002), Momentum(lr=0.002), AdaGrad(lr=0.3), Adam(lr=0.1)),
            None,
            Common(steps=100.0),
            **OWN,
        ),
        _(
            "121 minima, the best in the middle (★). All four rules end in the hole beside the start (ring), "
            "3.6 away from the best, and stay there: none of them looks for a better one."
        ),
        _("Click another place on the map: all go to the minimum next to it."),
        {"x": None, "y": None},
    ),
    _("Four minima"): Preset(
        RaceView.of(
            Himmelblau(), (SGD(), Momentum(), Nesterov(), AdaGrad(), RMSProp(), Adam(), Lion()), (1.25, -1.12)
        ),
        _(
            "Four equally deep minima. From this start, each with its best rate, seven rules find three "
            "of them."
        ),
        _("Drag the start slowly across the middle: who finds which minimum keeps changing."),
        {"x": None, "y": None},
    ),
    _("No smooth bottom"): Preset(
        RaceView.of(
            KinkValley(),
            (SGD(lr=0.09), Momentum(lr=0.02), AdaGrad(lr=0.5), Adam(lr=0.5), Lion(lr=0.12)),
            None,
            Common(steps=400.0),
            InverseTime(k=0.05),
            **OWN,
        ),
        _(
            "On |x| + 10|y| the gradient keeps its size up to the minimum, so a constant rate bounces "
            "around it for ever. AdaGrad's rate falls by itself:"
            " it alone keeps sinking."
        ),
        _("Choose the schedule Inverse time decay: now all five sink."),
        {"schedule": "inversetime"},
    ),
    _("Plateau and cliff"): Preset(
        RaceView.of(
            PlateauCliff(), (SGD(lr=1.0), RMSProp(lr=0.1), Adam(lr=0.2)), None, Common(steps=150.0), **OWN
        ),
        _(
            "SGD's step is rate × slope: 66 lead over the flat shelf, then the cliff throws it 1.8 at "
            "once. Adam never moves x or y by more than its "
            "rate, 0.2."
        ),
        _("Set Cliff steepness to 10: now one step throws SGD off the map, and Adam walks on as before."),
        {"plateaucliff.k": "10"},
    ),
    _("Why the gradient"): Preset(
        RaceView.of(Ravine(kappa=5.0), (SGD(lr=0.3), RandomSearch(lr=0.3)), None, Common(steps=100.0), **OWN),
        _(
            "Random search tries a random point a step and keeps it if it is lower. In the plane it "
            "mostly arrives, too: with this seed at step 76, but "
            "within these 100 steps with only 82 of 100 seeds. With the gradient it takes 11."
        ),
        _("Scroll down: the same two in up to 100 dimensions."),
        {"dimensions": None},
    ),
    _("Adam's first step"): Preset(
        RaceView.of(BOOK, (Adam(lr=0.3),), (-7.0, 2.0), Common(steps=30.0), microscope="adam", **OWN),
        _(
            "The microscope: at Adam's first step m̂ is g and v̂ is g², so it is η = 0.3 long in x and y, "
            "though one slope is 5.7 times the other."
        ),
        _("Switch off its bias correction (open Adam's line): the step is 3.2 times as long."),
        {"adam.bias_correction": "0"},
    ),
    _("Past the bottom"): Preset(
        RaceView.of(
            Ravine(kappa=1.0),
            (Momentum(lr=0.05),),
            (-8.0, 2.5),
            Common(steps=60.0),
            microscope="momentum",
            step=8.0,
            **OWN,
        ),
        _(
            "The microscope: at step 8 the ball has passed the bottom. −∇f points back, but what is "
            "left of the last step, μv, is longer: steps 8 to 13 "
            "go uphill."
        ),
        _("Set μ to 0.5: now it never passes the bottom."),
        {"momentum.momentum": "0.5"},
    ),
    _("Newton in one step"): Preset(
        RaceView.of(
            STEEP,
            (SGD(lr=0.038), Newton(damping=0.0)),
            (-8.0, 1.0),
            Common(steps=30.0),
            microscope="newton",
            **OWN,
        ),
        _(
            "The microscope: the gradient points across the ravine. Divided by the curvature it points at "
            "the minimum, and one step ends there."
        ),
        _("Choose SGD there: N is the same, its own step goes to the other wall."),
        {"microscope": "sgd"},
    ),
    _("Your own formula"): Preset(
        RaceView.of(Own.read("sin(x)*y + exp(-r)"), (SGD(), Momentum(), AdaGrad(), RMSProp(), Adam())),
        _(
            "The surface is a formula that somebody typed. This one has no bottom: no minimum is "
            "found, and all five slide down one valley towards the "
            "edge. Tuned rates are those that end inside the box."
        ),
        _("Type another formula in the panel, such as x**2/4 + y**2 + sin(3*x), and press Enter."),
        {"formula": None},
    ),
    _("A hole"): Preset(
        RaceView.of(
            Own.read("x - log(x) + y**2", (-1.0, 7.0, -4.0, 4.0)),
            (SGD(lr=0.3), Momentum(lr=0.2), Adam(lr=1.5)),
            (5.5, 3.0),
            Common(steps=100.0),
            **OWN,
        ),
        _(
            "The logarithm has no real value left of 0: a hole. SGD's steps get shorter and it "
            "arrives at step 26. Adam is over the edge from step 4 to "
            "the end, Momentum from step 37: there the loss is no number."
        ),
        _("Set Adam's rate to 0.6: it stays on this side, and arrives at step 54."),
        {"adam.lr": "0.6"},
    ),
}

CHANGED = Preset(
    RaceView(),
    _("Your own race: every number is computed, nothing is smoothed or left out."),
    _("Copy the link: whoever opens it gets the same race."),
)
