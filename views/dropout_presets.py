"""The presets of the page "Dropout"."""

from views.dropout import Dropout
from views.presets import Preset

PRESETS: dict[str, Preset[Dropout]] = {
    "Wrong labels, honestly": Preset(
        Dropout(),
        "300 digits, 90 of them with a wrong label: the net without dropout (A) memorises all 90 and loses on the test set, the net with it (B) about a third. "
        "A, stopped early, is as good, but is chosen by 300 more labels, all true: as many as it learns from.",
        "Press Train and compare the generalisation gaps. Then raise the dropout of B.",
    ),
    "Clean labels: a hundredth": Preset(
        Dropout({"wrong": 0.0}),
        "The same with true labels: there is nothing false to memorise, and dropout gains about a hundredth. Five seeds can hardly tell that from chance, "
        "twenty can.",
        "Press Train, and read the intervals; another Seed gives others.",
    ),
    "The book's nets": Preset(
        Dropout({"wrong": 0.0, "lr": 0.01, "inverted": 0.0}),
        "The book's section 6.4.3: 300 images, 6 × 100, SGD 0.01, ratio 0.2, classic dropout. On MNIST the gap closes; these are digits of 8×8 pixels.",
        "Press Train. Is the smaller gap a better test accuracy?",
    ),
    "Too much": Preset(
        Dropout({"pb": 0.5}),
        "Half of all units dropped in six layers of 100: the signal of each step is mostly noise, and after 300 epochs the net has hardly begun.",
        "Press Train; then look at the next example.",
    ),
    "Half, in two layers": Preset(
        Dropout({"pb": 0.5, "depth": 2.0}),
        "Two layers bear what six do not, and here dropout beats early stopping, too, by a hundredth over twenty seeds.",
        "Press Train: can these five seeds tell B now from A stopped early?",
    ),
    "The mask": Preset(
        Dropout({"part": "mask", "pb": 0.5}),
        "Each step draws a new thinned net. Classic dropout multiplies by 1−p after training, inverted divides by it while training: on average a unit "
        "receives what the whole net gives it later, either way.",
        "Move Step: another net at each. Then move Dropout of B.",
    ),
    "The vote": Preset(
        Dropout({"part": "vote"}),
        "A net with dropout is said to be a vote of many thinned nets. Here they vote: one, ten, a hundred, against the whole net with scaled weights.",
        "Move Dropout of B and press Train: these nets vote when the training stands still.",
    ),
    "Co-adaptation": Preset(
        Dropout({"part": "coadapt", "layer": 4.0}),
        "Dropout is said to keep units from relying on each other. Take units away, one at a time: B bears it far better. Are its units less alike, too?",
        "Look at another layer. Then move Dropout of B and press Train.",
    ),
    "Does it doubt?": Preset(
        Dropout({"part": "doubt"}),
        "With dropout left on after training, the net disagrees with itself. The page turns the digits and adds noise: does it grow undecided where it is "
        "wrong?",
        "Move Dropout of B and press Train: does it doubt more?",
    ),
    "What it gets wrong": Preset(
        Dropout({"part": "wrong"}),
        "The wrong answers that each net is surest of. The one that memorised wrong labels is nearly certain of its worst ones (over 0.99); the other less so.",
        "Set Wrong labels to 0 and press Train: which are wrong now, and how sure?",
    ),
    "A boundary you can see": Preset(
        Dropout({"data": "moons", "n": 150.0, "wrong": 0.2, "depth": 3.0, "pb": 0.3, "rule": "adam", "lr": 0.003, "epochs": 600.0}),
        "Two moons, 150 points, a fifth of them with a wrong label (crosses). Without dropout the boundary goes around most of them, one by one; with it "
        "around fewer.",
        "Press Train, and watch the boundaries; then choose Spirals.",
    ),
}

CHANGED = Preset(
    Dropout(), "Your own two settings, A and B: same seeds, data and batches.", "Press Train. Copy the link: it holds these settings, but no table of your own."
)
