"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.words.view import Words

PRESETS: dict[str, Preset[Words]] = {
    _("A world that is known"): Preset(
        Words(),
        _("Vectors of a generated text, trained while the page opens."),
        _("Move Width to 4: too few numbers for what there is to tell apart."),
        {"width": "4"},
    )
}

CHANGED = Preset(
    Words(),
    _("Your own world: every number is computed."),
    _("Copy the link: whoever opens it sees the same."),
)
