"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.clusters.view import Clusters

PRESETS: dict[str, Preset[Clusters]] = {
    _("Assign, then move"): Preset(
        Clusters(),
        _(
            "Each point goes to its nearest centre, then each centre to the mean of its points. After each "
            "half step the inertia is lower or the same, and it comes to rest."
        ),
        _("Move Half step to 2: the centres go to the means."),
        {"half": "2"},
    )
}

CHANGED = Preset(
    Clusters(),
    _("Your own points and centres: every number is computed."),
    _("Copy the link: whoever opens it sees the same, what you placed among it."),
)
