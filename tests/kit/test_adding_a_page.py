"""The guide for pages is true: its lines, added to a copy of the project, are a page with an address, a
panel, links, words and runs."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = re.compile(r"`(pages/[\w/]+\.py)`:?\n\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
# the line that the guide's stands for in the list of pages
LISTED = re.compile(r"^NAMES = \(.*?\)$", re.MULTILINE | re.DOTALL)
ALONE = {"PATH": "/usr/bin", "PYTHONPATH": "."}

USED = """
import json, sys
from streamlit.testing.v1 import AppTest
from ui import stages

stages.STAGES = {"coins": stages.STAGES["coins"]}  # no other page is looked at
stages.AHEAD = ()
from kit.messages import MARKED, in_language
from pages import PAGES
from pages.coins import PAGE
from tests.pages.visiting import visitor
from ui import contents, document, fast_path, study_page
from ui.warmup import WARMUP

WARMUP.start()
assert WARMUP.wait(60) and not WARMUP.failed
first, second = visitor("coins").run(), visitor("coins", {"part": "many"}).run()
for _pull in range(50):
    second.run()
moved = json.loads(fast_path.answer("coins", {}, {"n": 1, "changes": {"tosses": "10"}}))
panel = study_page.panel_of(PAGE)(PAGE.view(), [])
print(json.dumps({
    "menu": [page.name for page in contents.CONTENTS],
    "addresses": [route.path for route in document.ROUTES],
    "warm-up": WARMUP.progress("coins"),
    "exceptions": [len(app.exception) + len(app.warning) for app in (first, second)],
    "panel": [item["key"] for group in panel for item in group["items"]],
    "moved": [len(moved["charts"][0]["marks"][0]["x"]), moved["says"][0]["text"], moved["panel"]["address"]],
    "many": fast_path.answer("coins", {"part": "many"}, {"n": 1, "changes": {}}),
    "run": [second.session_state["live"].ended, len(second.session_state["live"].state.shares)],
    "links": [PAGE.view.read(preset.view.query())[1] for preset in PAGE.presets.values()],
    "marked": in_language(study_page.shown(PAGE, PAGE.view()).says, MARKED)[0]["text"],
}))
"""


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What the page of the guide does in a copy of the project."""
    copy = tmp_path_factory.mktemp("house") / "copy"
    shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "pictures", "node_modules")
    )
    shutil.copytree(ROOT / ".streamlit", copy / ".streamlit")
    for name, code in FILE.findall((ROOT / "docs" / "adding-a-page.md").read_text()):
        path = copy / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            LISTED.sub(lambda _found, new=code.strip(): new, path.read_text()) if path.is_file() else code
        )
    neat = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "pages/coins", "pages/__init__.py"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert neat.returncode == 0, neat.stdout
    done = subprocess.run(
        [sys.executable, "-c", USED],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=300,
        env=ALONE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_it_is_one_folder_and_one_line() -> None:
    files = [name for name, _ in FILE.findall((ROOT / "docs" / "adding-a-page.md").read_text())]
    assert {str(Path(name).parent) for name in files} == {"pages/coins", "pages"} and files.count(
        "pages/__init__.py"
    ) == 1


def test_it_has_an_address_a_place_in_the_menu_and_its_warm_up(used: dict) -> None:
    assert (
        "coins" in used["menu"]
        and "/coins" in used["addresses"]
        and used["warm-up"] == [1, 1]
        and used["exceptions"] == [0, 0]
    )


def test_its_panel_is_what_the_part_reads(used: dict) -> None:
    assert used["panel"] == ["part", "chance", "tosses", "seed", "buttons"]


def test_a_moving_hand_is_answered_at_once_where_there_are_facts_and_not_where_there_are_steps(
    used: dict,
) -> None:
    assert (
        used["moved"][0] == 10
        and used["moved"][1].startswith("After 10 tosses")
        and used["moved"][2] == ""
        and used["many"] is None
    )


def test_steps_run_to_their_end_while_they_are_looked_at(used: dict) -> None:
    assert used["run"] == [True, 2000]


def test_its_links_read_back_and_its_words_can_be_said_in_another_language(used: dict) -> None:
    assert (
        used["links"] == [[], []]
        and used["marked"].startswith("⟦After 100 tosses")
        and used["marked"].endswith("⟧")
    )
