"""Clusters: k-means step by step, from many starts, beside the truth, and how many."""

from kit.messages import _
from kit.page import Page, Part, plainly
from pages.clusters import came, charts, facts, how, panel, runs, words
from pages.clusters.judged.parts import PARTS as JUDGED
from pages.clusters.judged.parts import TABLE
from pages.clusters.presets import CHANGED, PRESETS
from pages.clusters.view import Clusters

PAGE = Page(
    name="clusters",
    title=_("Clusters"),
    icon="bubble_chart",
    about=_("k-means step by step, from a hundred starts, beside the truth."),
    invites=_("place points and centres, and let k-means group them"),
    chapter="learning",
    view=Clusters,
    presets=PRESETS,
    changed=CHANGED,
    upload=TABLE,
    parts=(
        Part(
            name="steps",
            panel=panel.steps,
            facts=facts.plane,
            charts=charts.steps,
            words=words.steps,
            came=came.steps,
            room=4,
            how=plainly(how.STEPS),
        ),
        Part(
            name="starts",
            panel=panel.starts,
            facts=runs.starts,
            instant=runs.is_plane,
            steps=runs.starts_on_digits,
            begins=True,
            progress=runs.ways_done,
            charts=charts.starts,
            words=words.starts,
            came=came.starts,
            room=5,
            how=plainly(how.STARTS),
        ),
        *JUDGED,
        Part(
            name="elbow",
            panel=panel.elbow,
            steps=runs.elbow,
            begins=True,
            progress=runs.numbers_done,
            charts=charts.elbow,
            words=words.elbow,
            came=came.elbow,
            room=3,
            how=plainly(how.ELBOW),
        ),
    ),
)
