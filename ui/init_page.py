"""The parts of the page "Initial weights"."""

from collections.abc import Callable

from ui import init_hist, init_map, init_norm, init_symmetry, init_train
from ui.parts import Part
from views.init import Init

PARTS: dict[str, Callable[[Init], Part]] = {
    "hist": init_hist.all_histograms, "signal": init_hist.what_they_hide, "map": init_map.variance_map, "symmetry": init_symmetry.symmetry,
    "train": init_train.does_it_train, "norm": init_norm.one_layer, "scales": init_norm.sixteen_scales, "test": init_norm.after_training,
}  # fmt: skip
