"""How many programs there come to be: whoever has seen every example compiles nothing by seeing them all again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from views import basins_presets, dropout_presets, gradients_presets, init_presets, landscape_presets, race_presets, regularization_presets, sweep_presets

ENTRY = Path(__file__).parents[2] / "navigation.py"
PRESETS: dict[str, Any] = {
    "race": race_presets, "sweep": sweep_presets, "basins": basins_presets, "landscape": landscape_presets, "gradients": gradients_presets,
    "init": init_presets, "dropout": dropout_presets, "regularization": regularization_presets,
}  # fmt: skip


def open_all() -> None:
    for page, presets in PRESETS.items():
        for preset in presets.PRESETS.values():
            app = AppTest.from_file(str(ENTRY), default_timeout=180)
            app.query_params.update(preset.view.query())
            app.switch_page(f"pages/{page}.py")
            assert not app.run().exception


def test_opening_every_example_again_compiles_nothing(compilations: Callable[[], int]) -> None:
    open_all()
    compilations()
    open_all()
    assert compilations() == 0
