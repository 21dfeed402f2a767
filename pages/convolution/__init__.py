"""Convolution: a window that slides, as a sum, as a matrix, backward, and pooled."""

from kit.messages import _
from kit.page import Page, Part, plainly
from pages.convolution import backward, came, facts, how, panel, pooling, training_presets, words
from pages.convolution.charts import backward as backward_charts
from pages.convolution.charts import matrix, window
from pages.convolution.charts import pooling as pooling_charts
from pages.convolution.presets import CHANGED, PRESETS
from pages.convolution.training.parts import PARTS as TRAINING
from pages.convolution.view import Convolution

PAGE = Page(
    name="convolution",
    title=_("Convolution"),
    icon="grid_on",
    about=_("A window slides over a digit: its products, their sum, and the same as a matrix."),
    invites=_("draw a digit and slide a kernel over it"),
    chapter="layers",
    view=Convolution,
    presets=PRESETS | training_presets.PRESETS,
    changed=CHANGED,
    parts=(
        Part(
            name="window",
            panel=panel.window,
            facts=facts.window,
            charts=window.charts,
            words=words.window,
            came=came.window,
            how=plainly(how.WINDOW),
        ),
        Part(
            name="matrix",
            panel=panel.matrix,
            facts=facts.matrix,
            charts=matrix.charts,
            words=words.matrix,
            came=came.matrix,
            how=plainly(how.MATRIX),
        ),
        Part(
            name="backward",
            panel=panel.backward,
            facts=backward.backward,
            charts=backward_charts.charts,
            words=words.backward,
            came=came.backward,
            how=plainly(how.BACKWARD),
        ),
        Part(
            name="pooling",
            panel=panel.pooling,
            facts=pooling.pooling,
            charts=pooling_charts.charts,
            words=words.pooling,
            came=came.pooling,
            how=plainly(how.POOLING),
            warm=(lambda: pooling.pooling(Convolution()),),
        ),
        *TRAINING,
    ),
)
