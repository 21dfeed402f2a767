"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.codes.view import Codes

PRESETS: dict[str, Preset[Codes]] = {
    _("Three planes of codes"): Preset(
        Codes(),
        _("The same digits as two numbers each: by PCA, by an autoencoder, and by a variational one."),
        _("Move Beta to 10."),
        {"beta": "10"},
    )
}

CHANGED = Preset(
    Codes(),
    _("Your own settings: every number is computed."),
    _("Copy the link: whoever opens it sees the same."),
)
