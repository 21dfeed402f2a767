"""How everything looks: one colour and one marker per rule, a quiet ground for the maps.

What only one kind of page draws has its colours there: settings A and B in `kit/learning/charts.py`,
minima in `pages/basins/charts.py`."""

from typing import Any
from zlib import crc32

# Mid-tones that stand out on the quiet ground in light and dark, any two of them at least 17 apart
# (CIEDE2000); tests/kit/test_theme.py measures it. The colour is never the only sign: each rule has a marker,
# another one where a colour-blind eye could take two for one, and its name at the end of its path.
COLOURS: dict[str, tuple[str, str]] = {
    "SGD": ("#E8590C", "circle"),
    "Momentum": ("#1C7ED6", "square"),
    "Nesterov": ("#0CA678", "diamond"),
    "AdaGrad": ("#AE3EC9", "up"),
    "Adadelta": ("#896852", "down"),
    "RMSProp": ("#D6336C", "right"),
    "Adam": ("#BF7B00", "left"),
    "AdamW": ("#D073B4", "down"),
    "NAdam": ("#756C97", "diamond"),
    "AMSGrad": ("#758849", "up"),
    "RAdam": ("#4B796B", "square"),
    "Lion": ("#1098AD", "left"),
    "Newton": ("#5257FF", "cross"),
    "Random search": ("#808A94", "circle"),
}

# for rules that have none yet
SPARE = (
    ("#C31E1E", "down"),
    ("#A578FF", "up"),
    ("#A59600", "right"),
    ("#007800", "left"),
    ("#3C6978", "cross"),
)

ACTIVATION_COLOURS: dict[str, tuple[str, str]] = {
    "sigmoid": ("#1C7ED6", "square"),
    "tanh": ("#0CA678", "diamond"),
    "relu": ("#E8590C", "circle"),
    "leaky": ("#BF7B00", "left"),
    "elu": ("#AE3EC9", "up"),
    "gelu": ("#D6336C", "right"),
    "silu": ("#7C5CE0", "down"),
    "softplus": ("#2F9E9E", "cross"),
    "identity": ("#808A94", "square"),
}
# Of initial weights: contrast at least 3 on white and on #0f1720; neighbours in the list, and the first four
# that a page shows, stay apart for colour-blind eyes, too.
SCHEME_COLOURS: dict[str, tuple[str, str]] = {
    "zeros": ("#808A94", "circle"),
    "constant": ("#11A642", "square"),
    "unit": ("#D936BE", "up"),
    "small": ("#3F8C73", "down"),
    "xavier": ("#A417EB", "diamond"),
    "glorot": ("#BF8613", "left"),
    "glorot-uniform": ("#6A7FEB", "right"),
    "lecun-uniform": ("#A64B87", "cross"),
    "he": ("#D91616", "circle"),
    "he-uniform": ("#1698D9", "square"),
    "orthogonal": ("#D91657", "up"),
}
# of the ten digits, whose numerals say which they are
DIGITS = (
    "#E8590C",
    "#1C7ED6",
    "#0CA678",
    "#AE3EC9",
    "#896852",
    "#D6336C",
    "#BF7B00",
    "#5257FF",
    "#758849",
    "#1098AD",
)
# points of class 0, 1: not the colours of two settings compared
CLASSES = ({"light": "#5F3DC4", "dark": "#B197FC"}, {"light": "#946200", "dark": "#F0C419"})
# where a net says class 0, nothing, class 1
SIDES = {"light": ["#cdc0ee", "#f8f9fb", "#ecd99a"], "dark": ["#3b2a6b", "#141a22", "#5a4708"]}
# the same of a net that is still to be trained: half as far from the page's ground
PALE_SIDES = {"light": ["#e6e0f7", "#fcfcfd", "#f6ecca"], "dark": ["#262148", "#12181f", "#352f0f"]}
BETWEEN = {"light": "#33475b", "dark": "#c9d6e3"}  # the line where it is undecided

DIVERGED = {"light": "#7d858f", "dark": "#6b7480"}  # the grey of divergence, in all maps
# where a map has no number: fainter than a hole's, for they may fill half of it
STRIPES = {"light": ["#d8dde5", "#ffffff"], "dark": ["#262e39", "#10161f"]}

# Maps of numbers: one hue from the page's ground to the loudest.
HEAT = {
    "light": ["#e6edf5", "#9dbbe0", "#5a86c4", "#7a4fa3", "#c2255c"],
    "dark": ["#1b2634", "#2c4a73", "#4f7fc0", "#a06fd0", "#f06595"],
}

# Numbers in cells: from nothing to the page's ink; below 0 and above it, for colour-blind eyes, too; what is
# pointed at.
INK = {"light": ["#ffffff", "#8a94a1", "#1d2733"], "dark": ["#0f1720", "#7c8896", "#f2f5f8"]}
SIGNED = {
    "light": ["#c2510a", "#f3b98f", "#ffffff", "#9cc3ec", "#1666b5"],
    "dark": ["#f0873c", "#7a4420", "#141c26", "#1f4f80", "#5aa5ee"],
}
LIT = {"light": "#b0007a", "dark": "#ff7ad1"}

# The ground: nearly one hue; the lower, the deeper.
GROUND: dict[str, list[list[Any]]] = {
    "light": [[0.0, "#b4c7dc"], [0.35, "#d3deea"], [0.7, "#e8eef4"], [1.0, "#f6f8fb"]],
    "dark": [[0.0, "#35506e"], [0.35, "#25384e"], [0.7, "#1a2635"], [1.0, "#121a24"]],
}
CONTOURS = {"light": "rgba(52,84,120,.34)", "dark": "rgba(160,190,225,.26)"}


def _look(label: str) -> tuple[str, str]:
    """The colour and marker of a rule; for one that has none here a spare pair, always the same for its
    label."""
    return COLOURS.get(label) or SPARE[crc32(label.encode()) % len(SPARE)]


def colour(label: str) -> str:
    """The colour of a rule, by its label."""
    return _look(label)[0]


def marker(label: str) -> str:
    """The marker of a rule, by its label."""
    return _look(label)[1]
