"""What the first page and the README promise of the whole, counted on the project itself."""

import ast
import re
from pathlib import Path

import pytest

from dl_core.optimizers import OPTIMIZERS, RACERS, Newton, RandomSearch
from kit.settings import View
from pages import PAGES
from pages.dropout.view import Dropout
from pages.gradients.view import Gradients
from pages.words.view import Words
from tests.dl_core.test_optimizers import ORACLES
from ui.home_page import PROMISE

ROOT = Path(__file__).parent.parent
NUMBERS = {12: "Twelve", 14: "fourteen"}


def compared_with_pytorch() -> set[str]:
    """The rules of tests/torch/test_rules.py, read off its table: PyTorch may not be installed."""
    tree = ast.parse((ROOT / "tests/torch/test_rules.py").read_text())
    table = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "CASES"
    )
    assert isinstance(table, ast.List)
    return {
        row.elts[0].func.id
        for row in table.elts
        if isinstance(row, ast.Tuple)
        and isinstance(row.elts[0], ast.Call)
        and isinstance(row.elts[0].func, ast.Name)
    }


def compared_with_optax() -> set[str]:
    """The rules whose oracle is an optax transformation."""
    return {rule.__name__ for rule in OPTIMIZERS if ORACLES[rule].path.__qualname__.startswith("by_optax")}


def test_the_first_page_counts_the_rules_that_a_library_checks() -> None:
    checked = compared_with_optax() | compared_with_pytorch()
    assert {rule.__name__ for rule in RACERS} - checked == {Newton.__name__, RandomSearch.__name__}
    assert (
        f"{NUMBERS[len(checked)]} of the {NUMBERS[len(RACERS)]} rules are checked against libraries"
        in PROMISE
    )


def test_the_readme_counts_the_rules_that_are_compared_with_pytorch() -> None:
    said = re.search(r"compares (\d+) of the (\d+)\s+rules", (ROOT / "README.md").read_text())
    assert said and tuple(map(int, said.groups())) == (len(compared_with_pytorch()), len(RACERS))


def test_the_first_page_names_the_pages_that_open_on_kept_curves() -> None:
    titles = {page.title for page in PAGES if any(part.kept for part in page.parts)}
    assert len(titles) == 6 and titles == set(re.findall(r"\*([^*]+)\*", PROMISE))


@pytest.mark.parametrize(
    "view",
    [
        Dropout({"data": "own"}),
        Words({"text": "own"}),
        Gradients({"part": "cost"}),
        Gradients({"part": "train"}),
    ],
    ids=lambda view: str(view.query()),
)
def test_a_link_holds_settings_and_neither_tables_nor_times_nor_nets(view: View) -> None:
    """What the README says that it does not hold: there is no setting that could."""
    assert view.query().keys() - {"v"} == view.asked.keys() and sum(map(len, view.query().values())) < 20
    said = " ".join((ROOT / "README.md").read_text().split())
    assert (
        "but not a table or a text that was uploaded, a time that was measured or a net that was trained"
        in said
    )
