"""Faults of the machine: a disk that is full, two servers at one cache, a clock that jumps."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.serving import ROOT

# something that is compiled, and kept, in a process of its own
CURVED = """
from dl_core.experiments.race import curvatures
from surfaces import SURFACES
print(curvatures(SURFACES[0](), [0.3, -0.7]).tolist())
"""
# before it: no file can be written that has a byte in it (Python ignores the signal that comes with that)
FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
ROOMS = ("dl_core", "surfaces", "kit", "ui", "pages", "exports")
# what asks the clock on the wall, which jumps when it is set: no wait may depend on it
WALL = {"time.time", "time.time_ns", "time.localtime", "time.gmtime", "datetime"}


def begun(script: str, cache: Path) -> subprocess.Popen[str]:
    env = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(cache)}
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> list[float]:
    """What it printed; nothing was wrong with it."""
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors, errors
    return list(json.loads(out))


def test_two_servers_at_one_cache_and_one_without_room_on_its_disk_show_the_same(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    two = [begun(CURVED, shared) for _ in range(2)]
    found = [told(one) for one in two]
    assert found[0] == found[1] and list(shared.rglob("*")), "they keep what they compile"
    assert told(begun(CURVED, shared)) == found[0], "what both have written can be read"
    full = tmp_path / "full"
    assert told(begun(FULL + CURVED, full)) == found[0]
    assert not [path for path in full.rglob("*") if path.is_file() and path.stat().st_size]


def asks(tree: ast.AST) -> set[str]:
    """What of WALL a program imports or asks."""
    names, found = {}, set()
    for one in ast.walk(tree):
        if isinstance(one, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in one.names}
            found |= {alias.name for alias in one.names}
        elif isinstance(one, ast.ImportFrom):
            found |= {str(one.module), *(f"{one.module}.{alias.name}" for alias in one.names)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            found.add(f"{names.get(one.value.id)}.{one.attr}")
    return found & WALL


def test_nothing_waits_by_a_clock_that_can_be_set() -> None:
    files = [ROOT / "app.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    assert len(files) > 150
    assert {
        str(path.relative_to(ROOT)): found for path in files if (found := asks(ast.parse(path.read_text())))
    } == {}


@pytest.mark.parametrize(
    "wrong",
    [
        "import time\nuntil = time.time() + 5",
        "import time as t\nt.time_ns()",
        "from time import time",
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date",
    ],
)
def test_such_a_clock_is_noticed(wrong: str) -> None:
    assert asks(ast.parse(wrong))
