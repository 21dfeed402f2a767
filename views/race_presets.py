"""The race page's presets: each a view, hence a link, that teaches one thing."""

from dl_core.noise import Noise
from dl_core.optimizers import SGD, AdaGrad, Adam, AdamW, Lion, Momentum, Nesterov, Newton, RandomSearch, RMSProp
from dl_core.schedules import InverseTime
from surfaces import Himmelblau, KinkValley, PlateauCliff, Rastrigin, Ravine, Rosenbrock, Saddle, SharpFlat
from views.presets import Preset
from views.race import Common, Race

BOOK = Ravine(kappa=20.0, scale=0.1)
STEEP = Ravine(kappa=50.0)
OWN = {"rates": "own"}

PRESETS: dict[str, Preset[Race]] = {
    "All tuned": Preset(
        Race(),
        "Seven rules in one ravine, each with the best of 61 learning rates for exactly this race.",
        "Click the map to start elsewhere; turn the ravine with Angle and see who minds.",
    ),
    "The book's race": Preset(
        Race.of(BOOK, (SGD(lr=0.95), Momentum(lr=0.1), AdaGrad(lr=1.5), Adam(lr=0.3)), (-7.0, 2.0), Common(steps=29.0), **OWN),
        "The comparison of “Deep Learning from Scratch”, chapter 6: the start and 29 updates, with the book's rates.",
        "Switch Rates to Tuned: was it a fair race?",
    ),
    "Why SGD zig-zags": Preset(
        Race.of(Ravine(kappa=40.0), (SGD(lr=0.046), Momentum(lr=0.015)), (-8.0, 2.0), Common(steps=60.0), **OWN),
        "The steep wall bounds SGD's rate, the flat floor needs a larger one: it bounces across and creeps along. Momentum averages the bouncing out.",
        "Set Condition number to 1: nothing left to zig-zag in.",
    ),
    "Just under the bound": Preset(
        Race.of(STEEP, (SGD(lr=0.0392), Momentum(lr=0.0744), Nesterov(lr=0.0266)), (-8.0, 1.0), Common(steps=200.0), **OWN),
        "Each rate is 2 % under its theoretical bound (SGD 2/λ, Momentum 2(1+μ)/λ, Nesterov 2(1+μ)/((1+2μ)λ)): wild, but all converge.",
        "Raise one rate by 3 %.",
    ),
    "Just over the bound": Preset(
        Race.of(STEEP, (SGD(lr=0.0408), Momentum(lr=0.0776), Nesterov(lr=0.0277)), (-8.0, 1.0), Common(steps=200.0), **OWN),
        "Each rate is 2 % over its bound: every swing across is larger than the last. Nesterov's bound is the lowest, not the highest.",
        "Read the bounds in the table and go below one of them.",
    ),
    "Too much momentum": Preset(
        Race.of(Ravine(kappa=20.0), (SGD(lr=0.04), Momentum(lr=0.01, momentum=0.99)), (-8.0, 1.5), Common(steps=300.0), **OWN),
        "With μ = .99 only 1 % of the speed is lost at a step: the ball runs past the minimum and back, again and again.",
        "Lower Momentum's μ until it just stops swinging.",
    ),
    "AdaGrad stalls": Preset(
        Race.of(Rosenbrock(), (AdaGrad(lr=0.5), RMSProp(lr=0.01)), None, Common(steps=1000.0), **OWN),
        "AdaGrad's sum of squares only grows, so its steps only shrink. RMSProp forgets, and walks on.",
        "Look at the tab Effective rate.",
    ),
    "Bias correction": Preset(
        Race.of(BOOK, (Adam(lr=0.3, bias_correction=0.0), AdamW(lr=0.3, weight_decay=0.0)), (-7.0, 2.0), Common(steps=60.0), **OWN),
        "Adam without its correction for starting at 0 takes a first step (1−β₁)/√(1−β₂) ≈ 3.2 times too long. AdamW with λ = 0 is Adam with the correction.",
        "Switch Bias correction of Adam on.",
    ),
    "Noise floor": Preset(
        Race.of(
            Ravine(kappa=5.0, scale=0.5), (SGD(lr=0.3), Momentum(lr=0.05), Adam(lr=0.3)), (-8.0, 2.5),
            Noise(sigma=1.0, seed=3.0), Common(steps=400.0, average=150.0), **OWN,
        ),
        "With noisy gradients a constant rate never arrives: it circles at a height that grows with the rate. The mean of the path (dashed) does arrive.",
        "Choose the schedule 1/t, or another seed.",
    ),
    "Noise and decay": Preset(
        Race.of(
            Ravine(kappa=5.0, scale=0.5), (SGD(lr=0.3), Momentum(lr=0.05), Adam(lr=0.5)), (-8.0, 2.5),
            Noise(sigma=1.0, seed=3.0), Common(steps=400.0), InverseTime(k=0.03), schedule="inversetime", **OWN,
        ),
        "The same noise with rates that fall as 1/t: the circles shrink, and the loss gap falls through the floor.",
        "Set Schedule back to Constant.",
    ),
    "A saddle": Preset(
        Race.of(
            Saddle(), (SGD(lr=0.05), Momentum(lr=0.02), AdaGrad(lr=0.3), RMSProp(lr=0.03), Adam(lr=0.05), Newton(damping=0.0)), None,
            Common(steps=150.0), **OWN,
        ),
        "Started a hair beside the ridge. Adaptive rules do not mind how small a slope is; SGD waits long; Newton walks straight into the saddle and stays.",
        "Put the start exactly on the ridge (Start y = 0), or 0.5 beside it.",
    ),
    "Sharp and flat": Preset(
        Race.of(SharpFlat(), (SGD(lr=0.2), Momentum(lr=0.01), Adam(lr=0.1)), (-2.4, 0.6), Common(steps=200.0), **OWN),
        "Two minima of equal depth. SGD's rate is far over 2/50, the bound of the sharp one: it cannot stay there, and ends in the flat one.",
        "Lower SGD's rate under 0.04: now it stays in the sharp minimum. At 0.06 it bounces in it for ever.",
    ),
    "Nobody leaves": Preset(
        Race.of(
            Rastrigin(), (SGD(lr=0.002), Momentum(lr=0.002), Nesterov(lr=0.002), AdaGrad(lr=0.3), RMSProp(lr=0.02), Adam(lr=0.1), Lion(lr=0.02)), None,
            Common(steps=200.0), **OWN,
        ),
        "121 minima, the best in the middle. Every rule falls into a hole near its start and stays: no optimizer is a search.",
        "Start somewhere else; add noise.",
    ),
    "Four minima": Preset(
        Race.of(Himmelblau(), (SGD(), Momentum(), Nesterov(), AdaGrad(), RMSProp(), Adam(), Lion()), (1.25, -1.12)),
        "Four equally deep minima. From this start, each with its best rate, seven rules find three of them.",
        "Drag the start slowly across the middle.",
    ),
    "No smooth bottom": Preset(
        Race.of(KinkValley(), (SGD(lr=0.08), Momentum(lr=0.01), AdaGrad(lr=1.0), Adam(lr=0.15), Lion(lr=0.1)), None, Common(steps=200.0), **OWN),
        "On |x| + 10|y| the gradient keeps its size up to the minimum, so a constant rate bounces around it for ever; AdaGrad's falling rate settles.",
        "Choose the schedule 1/t.",
    ),
    "Plateau and cliff": Preset(
        Race.of(PlateauCliff(), (SGD(lr=1.0), Momentum(lr=0.3), RMSProp(lr=0.1), Adam(lr=0.2), Lion(lr=0.1)), None, Common(steps=150.0), **OWN),
        "On the shelf there is almost no slope, at the cliff far too much: SGD's step is rate × slope, Adam's is about the rate.",
        "Make the cliff steeper.",
    ),
    "Why the gradient": Preset(
        Race.of(Ravine(kappa=5.0), (SGD(lr=0.3), RandomSearch(lr=0.5)), None, Common(steps=100.0), **OWN),
        "Random search tries a random point a step and keeps it if it is lower. In the plane that is not bad at all.",
        "Scroll down: the same two in up to 100 dimensions.",
    ),
}  # fmt: skip

CHANGED = Preset(Race(), "Your own race: nothing is hidden, nothing is clipped.", "Copy the link: whoever opens it sees exactly this.")
