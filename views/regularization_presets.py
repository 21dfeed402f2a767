"""The presets of the page "Regularization"."""

from views.presets import Preset
from views.regularization import Regularization

PRESETS: dict[str, Preset[Regularization]] = {
    "L2 against wrong labels": Preset(
        Regularization(),
        "300 digits, 30 % wrong labels. B adds λ/2 ‖W‖² to the loss: large weights, which memorising needs, are penalised.",
        "Press Train; then move L2 of B.",
    ),
    "The book's weight decay": Preset(
        Regularization({"wrong": 0.0, "lr": 0.01, "epochs": 201.0, "b.l2": 0.1}),
        "The book's section 6.4.2: 6 × 100, 300 samples, λ 0.1, 201 epochs. On MNIST the gap closes; on these digits see what it costs.",
        "Press Train. Which net is better on the test set?",
    ),
    "L2 or decay, under Adam": Preset(
        Regularization({"rule": "adam", "lr": 0.001, "epochs": 200.0, "a.l2": 0.02, "b.l2": 0.0, "b.decay": 0.02}),
        "The same λ is not the same thing: SGD does the same with both, Adam divides the λW of L2 by the gradient's usual size, the decay it does not. "
        "Here the decay is far too weak to matter.",
        "Press Train; then raise Weight decay of B until its gap is A's.",
    ),
    "Early stopping": Preset(
        Regularization({"b.l2": 0.0, "b.dropout": 0.2}),
        "The diamonds are where the validation set, 300 more digits with true labels, would have stopped each net. Compare A stopped early with B trained to "
        "the end.",
        "Press Train, and read the line “B now against A stopped early”.",
    ),
    "Label smoothing": Preset(
        Regularization({"b.l2": 0.0, "b.smoothing": 0.2}),
        "B's targets leave 0.2 for all classes: no output has to be driven to certainty, not for a wrong label either.",
        "Press Train; compare the loss on the validation set.",
    ),
    "Noise on the inputs": Preset(
        Regularization({"b.l2": 0.0, "b.noise": 0.3}),
        "B never sees the same image twice: each step adds new noise to it.",
        "Press Train; then raise Input noise of B.",
    ),
    "Shifted digits": Preset(
        Regularization({"wrong": 0.0, "b.l2": 0.0, "b.shift": 1.0}),
        "B moves each image by up to a pixel, anew at every step. It helps if the test digits are moved, too; these are centred.",
        "Press Train: does it?",
    ),
    "Small batches": Preset(
        Regularization({"b.l2": 0.0, "b.size": "10", "epochs": 100.0}),
        "Batches of 10 against 100, the same epochs: ten times the updates and noisier ones. Is what you see the noise or the number of updates?",
        "Press Train: is either ahead by more than chance? Then lower the learning rate.",
    ),
    "More data": Preset(
        Regularization({"b.l2": 0.0, "b.n": 897.0}),
        "B has 897 samples instead of 300, with as large a share of wrong labels. At the end it has memorised them all the same; stopped in time it gains.",
        "Press Train, and read the line “Stopped early”.",
    ),
    "Batch norm": Preset(
        Regularization({"b.l2": 0.0, "b.norm": 1.0}),
        "Batch norm is said to regularize, for the batch's statistics are noise. It also trains faster, and memorises faster.",
        "Press Train.",
    ),
    "Choosing on the test set": Preset(
        Regularization({"part": "choose"}),
        "The best of many nets on a small test set owes part of its score to luck. The more nets are compared, the more.",
        "Press Train.",
    ),
    "Bias and variance": Preset(
        Regularization({"part": "biasvar"}),
        "Many resampled training sets, one model: how far is its mean from the truth, and how far does it scatter?",
        "Move Degree and Ridge; then choose nets as the model.",
    ),
    "Averaging several nets": Preset(
        Regularization({"part": "average"}),
        "The mean of several nets' probabilities beats a single net and costs as many trainings. Is it better than one net that was stopped in time?",
        "Press Train.",
    ),
}

CHANGED = Preset(
    Regularization(),
    "Your own two settings, A and B: same seeds, data and batches.",
    "Press Train. Copy the link: it holds these settings, but no table of your own.",
)
