"""How the ways from digits to codes and back are called and coloured; "pixels" is none, but what they are
compared with."""

from kit.messages import _

TITLES = {
    "pixels": _("Pixels"),
    "pca": _("PCA"),
    "plain": _("Autoencoder"),
    "variational": _("Variational autoencoder"),
}
WAYS = {"pixels": _("pixels"), "pca": _("PCA"), "plain": _("autoencoder"), "variational": _("variational")}
COLOURS = {"pixels": "#808A94", "pca": "#896852", "plain": "#1C7ED6", "variational": "#D6336C"}
