"""Links of the version before are still read, also where a setting has another name now."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kit.page import Page
from kit.settings import BEFORE, VERSION
from pages import PAGES
from pages.basins.presets import PRESETS as OF_BASINS
from pages.basins.view import BasinsView
from pages.dropout.presets import PRESETS as OF_DROPOUT
from pages.dropout.view import Dropout
from pages.gradients.presets import PRESETS as OF_GRADIENTS
from pages.gradients.view import Gradients
from pages.init.presets import PRESETS as OF_INIT
from pages.init.view import Init
from pages.landscape.presets import PRESETS as OF_LANDSCAPE
from pages.landscape.view import Landscape
from pages.race.presets import PRESETS as OF_RACE
from pages.race.view import RaceView
from pages.regularization.presets import PRESETS as OF_REGULARIZATION
from pages.regularization.view import Regularization
from pages.sweep.presets import PRESETS as OF_SWEEP
from pages.sweep.view import SweepView

KEPT: dict[str, dict[str, dict[str, str]]] = json.loads(
    Path(__file__).with_name("links_of_version_1.json").read_text()
)
VIEWS: dict[str, tuple[Any, Any]] = {
    "race": (RaceView, OF_RACE),
    "sweep": (SweepView, OF_SWEEP),
    "basins": (BasinsView, OF_BASINS),
    "landscape": (Landscape, OF_LANDSCAPE),
    "gradients": (Gradients, OF_GRADIENTS),
    "init": (Init, OF_INIT),
    "dropout": (Dropout, OF_DROPOUT),
    "regularization": (Regularization, OF_REGULARIZATION),
}

# examples that show something else than in that version, and why: the noise floor and its decay are of one
# rule, not three; few steps and rules can be told apart; two effects are shown apart; a net stands beside it
CHANGED = {
    "Just over the bound",
    "Noise floor",
    "Noise and decay",
    "Nobody leaves",
    "Why zero-centred",
    "Too much",
}


@pytest.mark.parametrize("page", KEPT)
def test_every_example_of_the_version_before_opens(page: str) -> None:
    cls, presets = VIEWS[page]
    for name, query in KEPT[page].items():
        view, complaints = cls.read(query)
        assert complaints == [] and (view == cls() or "v" in query)
        if name not in CHANGED and name in presets:
            assert view.experiment() == presets[name].view.experiment(), name
        elif name in presets:
            kind = "part" if "part" in view.known else "surface"
            assert view[kind] == presets[name].view[kind], (
                f"{name} was changed since, but is still of the same {kind}"
            )


def test_a_renamed_setting_is_read_by_its_old_name_in_old_links_only() -> None:
    old, complaints = Init.read({"v": BEFORE, "part": "symmetry", "at": "7", "way": "backward"})
    assert complaints == [] and old["step"] == 7 and old["direction"] == "backward"
    assert old.query() == {"v": VERSION, "part": "symmetry", "step": "7", "direction": "backward"}
    assert len(Init.read({"v": VERSION, "at": "7"})[1]) == 1


def test_what_the_pages_on_learning_called_their_settings_is_still_read() -> None:
    old, complaints = Dropout.read({"v": BEFORE, "pa": "0.1", "pb": "0.4", "wrong": "0.2", "size": "30"})
    assert complaints == [] and [
        old[name] for name in ("a.dropout", "b.dropout", "label_noise", "batch_size")
    ] == [0.1, 0.4, 0.2, "30"]
    old, complaints = Regularization.read({"v": BEFORE, "b.size": "10", "size": "30", "wrong": "0"})
    assert complaints == [] and [old[name] for name in ("b.batch_size", "batch_size", "label_noise")] == [
        "10",
        "30",
        0.0,
    ]


def test_every_old_name_is_gone_and_every_new_one_is_there() -> None:
    for cls, _presets in VIEWS.values():
        known = cls.settings({})
        assert set(cls.renamed.values()) <= known.keys() and not set(cls.renamed) & known.keys()


class Noted(dict[str, str]):
    """A query that notes which of its settings are read."""

    def __init__(self, query: Mapping[str, str]) -> None:
        super().__init__(query)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.read.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.read.add(str(name))
        return super().__contains__(name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_settings_depend_on_governs_them(page: Page[Any]) -> None:
    queries = [{}, *(preset.view.query() for preset in page.presets.values())]
    for query in queries:
        noted = Noted(query)
        page.view.settings(noted)
        if page.view.governing is not None:
            assert noted.read <= {*page.view.governing}
            assert page.view.read(query)[0].known is not page.view.settings(query)
