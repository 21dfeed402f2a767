"""Examples of the parts in which nets learn: each a link with a claim."""

from kit.messages import _
from kit.presets import Preset
from pages.codes.view import Codes

PRESETS: dict[str, Preset[Codes]] = {
    _("PCA's plane, not its axes"): Preset(
        Codes({"part": "linear"}),
        _(
            "A linear autoencoder of eight units ends at PCA's error and in PCA's subspace. Its units are "
            "not PCA's axes, and neither are its singular vectors."
        ),
        _("Move L2 to 0.05: the singular vectors become the axes."),
        {"decay": "0.05"},
    ),
    _("An axis that is not worth its weights"): Preset(
        Codes({"part": "linear", "decay": 0.3, "units": 10.0}),
        _(
            "With L2 of λ = 0.3, axes whose variance is below λ are lost: of ten, four are left. Along "
            "these the decoder is shorter than 1, as Kunin's formula says."
        ),
        _("Move L2 to 0.5: one axis fewer."),
        {"decay": "0.5"},
    ),
    _("Every prefix must reconstruct"): Preset(
        Codes({"part": "linear", "aim": "prefixes"}),
        _(
            "Where the first unit alone must reconstruct, the first two, and so on, each unit is one of "
            "PCA's axes, in their order, without L2."
        ),
        _("Let all units reconstruct together: the axes are gone, the subspace is the same."),
        {"aim": "all"},
    ),
    _("How wide a code?"): Preset(
        Codes({"part": "width"}),
        _(
            "With few numbers the nets are far below PCA's error. They are worse on test digits, PCA "
            "hardly. The error is 0 only where nothing is compressed, with 64 numbers, and there PCA is "
            "exact and nets are not."
        ),
        _("Press Train."),
        asks="press",
    ),
    _("Noise that was seen, and noise that was not"): Preset(
        Codes({"part": "denoise"}),
        _(
            "Nets that learned from noisy digits are ahead of the best linear map, and far ahead of PCA. "
            "Nets that learned from clean digits alone are worse than PCA."
        ),
        _("Press Train; then choose a width of 64: the narrow code is not what removes the noise."),
        {"code": "64"},
    ),
    _("Why reparametrise?"): Preset(
        Codes({"part": "gradient"}),
        _(
            "The gradient of one digit's code, estimated from one draw: both ways have the same mean, but "
            "the score function's standard deviation is several times as large."
        ),
        _("Move Digit: another one."),
        {"digit": None},
    ),
}
