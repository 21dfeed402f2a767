"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.regularization.view import Regularization

PRESETS: dict[str, Preset[Regularization]] = {
    _("L2 against label noise"): Preset(
        Regularization(),
        _(
            "300 digits, 30 % label noise. B adds λ/2 ‖W‖² to the loss: large weights, which "
            "memorising needs, are penalised."
        ),
        _("Press Train; then move L2 of B."),
        {"b.l2": None},
    ),
    _("The book's weight decay"): Preset(
        Regularization({"label_noise": 0.0, "lr": 0.01, "epochs": 201.0, "b.l2": 0.1}),
        _(
            "The book's section 6.4.2: 6 × 100, 300 samples, λ 0.1, 201 epochs. On MNIST the gap "
            "closes; on these digits see what it costs."
        ),
        _("Press Train. Which net is better on the test set?"),
        asks="press",
    ),
    _("L2 or decay, under Adam"): Preset(
        Regularization(
            {"rule": "adam", "lr": 0.001, "epochs": 200.0, "a.l2": 0.02, "b.l2": 0.0, "b.decay": 0.02}
        ),
        _(
            "The same λ does not mean the same: SGD does the same with both, Adam divides the λW of "
            "L2 by the gradient's usual size, the decay it does not. "
            "Here the decay is far too weak to matter."
        ),
        _("Press Train; then raise Decoupled weight decay of B until its gap is A's."),
        {"b.decay": None},
    ),
    _("Early stopping"): Preset(
        Regularization({"b.l2": 0.0, "b.dropout": 0.2}),
        _(
            "The diamonds are where the validation set, 300 more digits with true labels, would have "
            "stopped each net. Compare A stopped early with B trained "
            "to the end."
        ),
        _("Press Train, and read the line “B now against A stopped early”."),
        asks="press",
    ),
    _("Label smoothing"): Preset(
        Regularization({"b.l2": 0.0, "b.smoothing": 0.2}),
        _(
            "B's targets leave 0.2 for all classes: no output has to be driven to certainty, not for "
            "a wrong label either."
        ),
        _("Press Train; compare the loss on the validation set."),
        asks="press",
    ),
    _("Noise on the inputs"): Preset(
        Regularization({"b.l2": 0.0, "b.noise": 0.3}),
        _("B never sees the same image twice: each step adds new noise to it."),
        _("Press Train; then raise Input noise of B."),
        {"b.noise": None},
    ),
    _("Shifted digits"): Preset(
        Regularization({"label_noise": 0.0, "b.l2": 0.0, "b.shift": 1.0}),
        _(
            "B moves each image by up to a pixel, anew at every step. It helps if the test digits are "
            "moved, too; these are centred."
        ),
        _("Press Train: does it?"),
        asks="press",
    ),
    _("Small batches"): Preset(
        Regularization({"b.l2": 0.0, "b.batch_size": "10", "epochs": 100.0}),
        _(
            "Batches of 10 against 100, the same epochs: ten times the updates and noisier ones. Is "
            "what you see the noise or the number of updates?"
        ),
        _("Press Train: is either ahead by more than chance? Then lower the learning rate."),
        {"lr": None},
    ),
    _("More data"): Preset(
        Regularization({"b.l2": 0.0, "b.n": 897.0}),
        _(
            "B has 897 samples instead of 300, with as large a share of wrong labels. At the end it "
            "has memorised them all the same; stopped in time it gains."
        ),
        _("Press Train, and read the line “Stopped early”."),
        asks="press",
    ),
    _("Batch norm"): Preset(
        Regularization({"b.l2": 0.0, "b.norm": 1.0}),
        _(
            "Batch norm is said to regularize, for the batch's statistics are noise. It also trains "
            "faster, and memorises faster."
        ),
        _("Press Train."),
        asks="press",
    ),
    _("Choosing on the test set"): Preset(
        Regularization({"part": "choose"}),
        _(
            "The best of many nets on a small test set owes part of its score to luck. The more nets "
            "are compared, the more."
        ),
        _("Press Train."),
        asks="press",
    ),
    _("Bias and variance"): Preset(
        Regularization({"part": "biasvar"}),
        _(
            "Many resampled training sets, one model: how far is its mean from the truth, and how far "
            "does it scatter?"
        ),
        _("Move Degree and Ridge; then choose nets as the model."),
        {"degree": None, "ridge": None, "model": None},
    ),
    _("Averaging several nets"): Preset(
        Regularization({"part": "average"}),
        _(
            "The mean of several nets' probabilities beats a single net and costs as many trainings. "
            "Is it better than one net that was stopped in time?"
        ),
        _("Press Train."),
        asks="press",
    ),
}

CHANGED = Preset(
    Regularization(),
    _("Your own two settings, A and B: same seeds, data and batches."),
    _("Press Train. Copy the link: it holds these settings, but no table of your own."),
)
