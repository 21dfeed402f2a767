"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.landscape.view import Landscape

PRESETS: dict[str, Preset[Landscape]] = {
    _("Three rules, one plane"): Preset(
        Landscape(),
        _(
            "A net with 337 weights and biases, trained by three rules from the same start, on the "
            "plane that holds most of their paths' variance. Random "
            "walks fill such a plane even better, and at Momentum's end the map is wrong by a factor of 14."
        ),
        _(
            "Look at the dashed lines: there the map draws the path, and the solid ones are true. "
            "Then choose ‘Through three ends’."
        ),
        {"plane": "ends"},
    ),
    _("One rule's own plane"): Preset(
        Landscape({"plane": "one", "of": "adam"}),
        _(
            "The plane of Adam's path alone: Adam looks right on it, and the other two look as if "
            "they were elsewhere; their true losses are far below what "
            "the map shows there."
        ),
        _("Choose another rule for the plane."),
        {"of": None},
    ),
    _("Two random directions"): Preset(
        Landscape({"plane": "random"}),
        _(
            "The usual picture in papers: two random directions around Adam's end, each unit's "
            "weights at their own length. It shows how steep the "
            "neighbourhood is, but hardly anything of the paths: they all seem to begin and end at "
            "the bottom."
        ),
        _("Move Directions: other planes, similar pictures."),
        {"directions": None},
    ),
    _("Is there a wall between them?"): Preset(
        Landscape({"plane": "ends"}),
        _(
            "The plane through three ends shows their true losses, and what lies on the straight way "
            "from one to another: a ridge. A crooked way around it may "
            "still exist, in the other directions."
        ),
        _("Choose Spirals as the task."),
        {"task": "spirals"},
    ),
    _("Small batches and tail averaging"): Preset(
        Landscape({"batch": "8", "average_last": 0.1}),
        _(
            "With 8 points a step the weights jitter around; their mean over the last 10 % of the "
            "steps (tail averaging, ringed) has a lower loss than the "
            "last weights with all three rules here, and in 17 of 24 cases over eight seeds."
        ),
        _(
            "Choose all points as the batch: the mean then mostly lags behind, and is lower in 6 of "
            "these 24 cases."
        ),
        {"batch": "all"},
    ),
    _("A rule that diverges"): Preset(
        Landscape({"rates": "own", "sgd.lr": 0.5, "momentum.lr": 10.0, "adam.lr": 0.03}),
        _(
            "At too large a rate Momentum ends higher than it began: it is left out of plane and "
            "charts, and the page says so. One such path would stretch the "
            "plane until nothing else could be seen."
        ),
        _("Lower Momentum's rate until it comes back."),
        {"momentum.lr": None},
    ),
    _("Digits 3 and 8"): Preset(
        Landscape({"task": "digits", "activation": "relu"}),
        _(
            "Handwritten 3s and 8s, seen through two numbers: their first two principal components. "
            "Adam's true loss is 130 times lower than the map says."
        ),
        _("Choose the plane of Adam's path."),
        {"plane": "one", "of": "adam"},
    ),
}

CHANGED = Preset(Landscape(), _("Your own nets."), _("Copy the link: whoever opens it gets the same nets."))
