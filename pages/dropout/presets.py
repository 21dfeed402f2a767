"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.dropout.view import Dropout

PRESETS: dict[str, Preset[Dropout]] = {
    _("Wrong labels, honestly"): Preset(
        Dropout(),
        _(
            "300 digits, 90 of them with a wrong label: the net without dropout (A) memorises all 90 "
            "and loses on the test set, the net with it (B) about a "
            "third. A, stopped early, is as good, but is chosen by 300 more labels, all true: as many "
            "as it learns from."
        ),
        _("Press Train and compare the generalisation gaps. Then raise the dropout of B."),
        {"b.dropout": None},
    ),
    _("Clean labels: a hundredth"): Preset(
        Dropout({"label_noise": 0.0}),
        _(
            "The same with true labels: there is nothing false to memorise, and dropout gains about a "
            "hundredth. Five seeds can hardly tell that from chance, "
            "twenty can."
        ),
        _("Press Train, and read the intervals; another Seed gives others."),
        {"seed": None},
    ),
    _("The book's nets"): Preset(
        Dropout({"label_noise": 0.0, "lr": 0.01, "inverted": 0.0}),
        _(
            "The book's section 6.4.3: 300 images, 6 × 100, SGD 0.01, ratio 0.2, classic dropout. On "
            "MNIST the gap closes; these are digits of 8×8 pixels."
        ),
        _("Press Train. Is the smaller gap a better test accuracy?"),
        asks="press",
    ),
    _("Too much"): Preset(
        Dropout({"a.dropout": 0.2, "b.dropout": 0.5}),
        _(
            "Half of all units dropped in six layers of 100 (B): the signal of each step is mostly noise, "
            "and after 300 epochs the net has hardly begun to learn. With a fifth dropped (A) it learns."
        ),
        _("Press Train, and compare B with A; then look at the next example."),
        asks="press",
    ),
    _("Half, in two layers"): Preset(
        Dropout({"b.dropout": 0.5, "depth": 2.0}),
        _(
            "Two layers learn with a dropout with which six hardly begin, and here dropout beats "
            "early stopping, too, by a hundredth over twenty seeds."
        ),
        _("Press Train: can these five seeds tell B now from A stopped early?"),
        asks="press",
    ),
    _("The mask"): Preset(
        Dropout({"part": "mask", "b.dropout": 0.5}),
        _(
            "Each step draws a new thinned net. Classic dropout multiplies by 1−p after training, "
            "inverted divides by it while training: on average a unit "
            "receives what the whole net gives it later, either way."
        ),
        _("Move Step: another net at each. Then move Dropout of B."),
        {"step": None, "b.dropout": None},
    ),
    _("The vote"): Preset(
        Dropout({"part": "vote"}),
        _(
            "A net with dropout is said to be a vote of many thinned nets. Here they vote: one, ten, "
            "a hundred, against the whole net with scaled weights."
        ),
        _("Move Dropout of B and press Train: these nets vote when the training stands still."),
        {"b.dropout": None},
    ),
    _("Co-adaptation"): Preset(
        Dropout({"part": "coadapt", "layer": 4.0}),
        _(
            "Dropout is said to keep units from relying on each other. Take units away, one at a "
            "time: B keeps far more of its accuracy. Are its units less "
            "alike, too?"
        ),
        _("Look at another layer. Then move Dropout of B and press Train."),
        {"layer": None, "b.dropout": None},
    ),
    _("Does it doubt?"): Preset(
        Dropout({"part": "doubt"}),
        _(
            "With dropout left on after training, the net disagrees with itself. The page turns the "
            "digits and adds noise: does it become uncertain where "
            "it is wrong?"
        ),
        _("Move Dropout of B and press Train: does it doubt more?"),
        {"b.dropout": None},
    ),
    _("What it gets wrong"): Preset(
        Dropout({"part": "wrong"}),
        _(
            "The wrong answers of which each net is most confident. The one that memorised wrong "
            "labels gives its worst ones a probability over 0.99, the "
            "other less."
        ),
        _("Set Label noise to 0 and press Train: which are wrong now, and how confident is the net?"),
        {"label_noise": "0"},
    ),
    _("A boundary you can see"): Preset(
        Dropout(
            {
                "data": "moons",
                "n": 150.0,
                "label_noise": 0.2,
                "depth": 3.0,
                "b.dropout": 0.3,
                "rule": "adam",
                "lr": 0.003,
                "epochs": 600.0,
            }
        ),
        _(
            "Two moons, 150 points, a fifth of them with a wrong label (crosses). Without dropout the "
            "boundary goes around most of them, one by one; with it "
            "around fewer."
        ),
        _("Press Train, and watch the boundaries; then choose Spirals."),
        {"data": "spirals"},
    ),
}

CHANGED = Preset(
    Dropout(),
    _("Your own two settings, A and B: same seeds, data and batches."),
    _("Press Train. Copy the link: it holds these settings, but no table of your own."),
)
