"""The presets of the page "A net's landscape"."""

from views.landscape import Landscape
from views.presets import Preset

PRESETS: dict[str, Preset[Landscape]] = {
    "Three rules, one plane": Preset(
        Landscape(),
        "A net with 337 weights and biases, trained by three rules from the same start, on the plane that holds most of their paths. Random walks fill such a "
        "plane even better, and at Momentum's end the map is wrong by a factor of 14.",
        "Look at the dashed lines: there the map draws the path, and the solid ones are true. Then choose ‘Through three ends’.",
    ),
    "One rule's own plane": Preset(
        Landscape({"plane": "one", "of": "adam"}),
        "The plane of Adam's path alone: Adam looks right on it, and the other two look as if they were elsewhere; their true losses are far below.",
        "Choose another rule for the plane.",
    ),
    "Two random directions": Preset(
        Landscape({"plane": "random"}),
        "The usual picture in papers: two random directions around Adam's end, each unit's weights at their own length. It shows how steep the neighbourhood "
        "is, but hardly anything of the paths: they all seem to begin and end at the bottom.",
        "Move Directions: other planes, similar pictures.",
    ),
    "Is there a wall between them?": Preset(
        Landscape({"plane": "ends"}),
        "The plane through three ends shows their true losses, and what lies on the straight way from one to another: a ridge. A crooked way around it may "
        "still exist, in the other directions.",
        "Choose Spirals as the task.",
    ),
    "Small batches and the late mean": Preset(
        Landscape({"batch": "8", "late": 0.1}),
        "With 8 points a step the weights jitter around; their mean over the last 10 % of the steps (tail averaging, ringed) has a lower loss than the last "
        "weights with all three rules here, and in 17 of 24 cases over eight seeds.",
        "Choose all points as the batch: the mean then mostly lags behind, and is lower in 6 of these 24 cases.",
    ),
    "A rule that goes astray": Preset(
        Landscape({"rates": "own", "sgd.lr": 0.5, "momentum.lr": 10.0, "adam.lr": 0.03}),
        "At too large a rate Momentum ends higher than it began: it is left out of plane and charts, and the page says so. One runaway would stretch the plane "
        "until nothing else could be seen.",
        "Lower Momentum's rate until it comes back.",
    ),
    "Digits 3 and 8": Preset(
        Landscape({"task": "digits", "activation": "relu"}),
        "Handwritten 3s and 8s, seen through two numbers: their first two principal components. Adam's true loss is 130 times lower than the map says.",
        "Choose the plane of Adam's path.",
    ),
}  # fmt: skip

CHANGED = Preset(Landscape(), "Your own nets.", "Copy the link: whoever opens it gets the same nets.")
