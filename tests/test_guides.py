"""The guides for optimizers and surfaces are true: their lines, added to a copy of the project, are three
edits, and the laws hold for what is new."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEADING = re.compile(r"^## \d\. .*?`([\w/.]+)`\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
ALONE = {"PATH": "/usr/bin", "PYTHONPATH": "."}
RACED = """
from pages.race.view import RaceView
from pages.race import PAGE
from ui.ask import Asked
from ui.player_page import message
from ui.study_page import panel_of

for look, taken_apart in (("adam", True), ("adamax", False)):
    asked = {"race": "adam,adamax", "rates": "own", "steps": "30", "microscope": look}
    view, complaints = RaceView.read(asked)
    sent = message(PAGE, PAGE.parts[0], Asked(view, None, ""), lambda: panel_of(PAGE)(view, []))
    assert b"AdaMax" in sent and (view.looked_at is not None) == taken_apart, look
    assert bool(complaints) != taken_apart, (look, complaints)
print("raced")
"""


def edits(guide: str) -> dict[str, str]:
    """The code of each step of a guide, by the file that it is for."""
    return {
        path: "\n".join(CODE.findall(text))
        for path, text in HEADING.findall((ROOT / "docs" / guide).read_text())
    }


def registered(source: str, lines: str) -> str:
    """A registry with a guide's import and tuple in the place of its own."""
    import_line, registry = lines.split("\n\n", 1)
    module, name = re.match(r"from ([\w.]+) import", import_line)[1], registry.split(":")[0]  # type: ignore[index]
    source = re.sub(rf"^from {re.escape(module)} import .*\n", "", source, flags=re.MULTILINE)
    source = re.sub(r"^from ", f"{import_line}\nfrom ", source, count=1, flags=re.MULTILINE)
    return re.sub(
        rf"^{name}: .*?^\)  # fmt: skip\n", lambda _: registry, source, flags=re.MULTILINE | re.DOTALL
    )


def copied(to: Path) -> Path:
    """The project as a reader of a guide has it."""
    return Path(
        shutil.copytree(ROOT, to / "copy", ignore=shutil.ignore_patterns(".*", "__pycache__", "pictures"))
    )


def holds(copy: Path, *command: str) -> str:
    """What a Python in the copy prints. It compiles with a cache of its own in there."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=400,
        env=ALONE,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def narrowed(copy: Path, name: str, *files: str) -> None:
    """The tests in these files that are about what is new."""
    said = holds(copy, "-m", "pytest", "-p", "no:cacheprovider", "-k", name, "-q", *files)
    assert re.search(r"\[100%\]", said), said


@pytest.fixture
def add(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the project with a guide's lines in it; how: what is done with the lines for a file, if they
    are not its end."""

    def adding(guide: str, how: dict[str, Callable[[str, str], str]]) -> Path:
        copy, steps = copied(tmp_path), edits(guide)
        assert len(steps) == 3
        for path, lines in steps.items():
            file = copy / path
            before = file.read_text() if file.exists() else ""
            file.write_text(
                how[path](before, lines) if path in how else before + ("\n\n" if before else "") + lines
            )
        return copy

    return adding


def test_the_guide_for_optimizers_is_three_edits_and_its_rule_races(add: Callable[..., Path]) -> None:
    tests = "tests/dl_core/test_optimizers.py"

    def in_the_table(source: str, row: str) -> str:
        named = re.sub(
            r"^from dl_core.optimizers import \(",
            "from dl_core.optimizers import (\n    AdaMax,",
            source,
            count=1,
            flags=re.MULTILINE,
        )
        return named.replace("    Newton: Oracle(", row + "    Newton: Oracle(")

    copy = add("adding-an-optimizer.md", {"dl_core/optimizers/__init__.py": registered, tests: in_the_table})
    narrowed(
        copy,
        "AdaMax",
        tests,
        "tests/dl_core/test_any_rule.py",
        "tests/kit/test_theme.py",
        "tests/exports/test_scripts.py",
    )
    assert "raced" in holds(copy, "-c", RACED)


def test_the_guide_for_surfaces_is_three_edits(add: Callable[..., Path]) -> None:
    tests = "tests/surfaces/test_surfaces.py"

    def in_the_table(source: str, rows: str) -> str:
        named = re.sub(
            r"^from surfaces import \(",
            "from surfaces import (\n    Meander,",
            source,
            count=1,
            flags=re.MULTILINE,
        )
        table = re.compile(r"^UNUSUAL = \{.*?^\}\n", re.MULTILINE | re.DOTALL)
        return table.sub(lambda found: found[0] + rows, named)

    copy = add("adding-a-surface.md", {"surfaces/__init__.py": registered, tests: in_the_table})
    narrowed(copy, "Meander", tests)
