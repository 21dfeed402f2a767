"""Examples: views with a name, each a link that teaches one thing."""

from kit.messages import _
from kit.presets import Preset
from pages.codes.view import Codes

PRESETS: dict[str, Preset[Codes]] = {
    _("Three planes of codes"): Preset(
        Codes(),
        _(
            "Digits through two numbers. The autoencoder's error is lower than PCA's, and its codes reach "
            "farthest; the variational one's stay near N(0, 1), and its error on test digits is no higher."
        ),
        _("Point anywhere in a plane: what is decoded there is shown. Then drag the ring."),
        asks="look",
    ),
    _("What lies between the codes"): Preset(
        Codes({"ground": "distance"}),
        _(
            "Of every place, how far what it decodes to is from the nearest training digit. Around the "
            "codes both nets stay near digits; far outside the autoencoder leaves them, and PCA leaves them "
            "at once."
        ),
        _("Move Seed: the nets learn anew, and the map forms."),
        {"seed": None},
    ),
    _("One product, one net"): Preset(
        Codes({"part": "variational"}),
        _(
            "The decoder's variance and beta are one knob: ten times the one and a tenth of the other give "
            "the same net, curve on curve."
        ),
        _("Move Decoder's variance to 0.5: the same as beta 10."),
        {"variance": "0.5"},
    ),
    _("All numbers dead"): Preset(
        Codes({"part": "variational", "variance": 0.5, "beta": 4.0}),
        _(
            "The KL divergence counts too much: all eight numbers of the code are dead, KL is 0, and every "
            "digit is decoded to the same picture."
        ),
        _("Move Beta to 0.1: the code comes back."),
        {"beta": "0.1"},
    ),
    _("Are gaps garbage?"): Preset(
        Codes({"part": "gaps"}),
        _(
            "Codes of eight numbers from N(0, 1): the autoencoder's pictures are farther from digits than "
            "the variational one's. Drawn like its own codes they are nearer: much of it is scale."
        ),
        _("Move Width to 2: hardly a difference is left."),
        {"width": "2"},
    ),
    _("From one digit to another"): Preset(
        Codes({"part": "walk"}),
        _(
            "Half-way between two digits. Pixels fade out and in; decoded codes bend one digit into the "
            "other, and stay nearer to real ones."
        ),
        _("Choose another digit to walk to."),
        {"other": None},
    ),
}

CHANGED = Preset(
    Codes(),
    _("Your own settings: every number is computed."),
    _("Copy the link: whoever opens it sees the same."),
)
