"""requirements.lock holds what the app needs, at the pinned versions, each with the hashes of its wheels."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.lock import merged

ROOT = Path(__file__).parent.parent


def pinned(path: Path) -> dict[str, str]:
    """Versions by name, of a requirements file."""
    found = re.findall(r"^([\w.-]+)==([\w.]+)", path.read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def needed() -> set[str]:
    """What the requirements bring along, as what is installed says."""
    found: set[str] = set()
    new = set(pinned(ROOT / "requirements.txt"))
    while new:
        found |= new
        lines = [line for name in new for line in distribution(name).requires or []]
        wanted = [
            one for one in map(Requirement, lines) if not one.marker or one.marker.evaluate({"extra": ""})
        ]
        new = {canonicalize_name(one.name) for one in wanted} - found
    return found


def test_it_locks_what_is_needed_at_the_pinned_versions() -> None:
    locked = pinned(ROOT / "requirements.lock")
    given = pinned(ROOT / "constraints.txt") | pinned(ROOT / "requirements.txt")
    assert locked.keys() >= needed()
    assert locked == {name: given[name] for name in locked}


def test_every_package_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.fullmatch(r"\S+==\S+(\s+--hash=sha256:[0-9a-f]{64})+", line), line


def entry(name: str, version: str, digest: str) -> dict[str, object]:
    return {
        "metadata": {"name": name, "version": version},
        "download_info": {"archive_info": {"hashes": {"sha256": digest}}},
    }


def test_reports_are_merged_and_must_agree() -> None:
    one = {"install": [entry("B", "2", "bb"), entry("a", "1", "a1")]}
    other = {"install": [entry("a", "1", "a2"), entry("b", "2", "bb")]}
    lines = merged([one, other]).split("\n")[-6:]
    assert [line.strip(" \\") for line in lines] == [
        *("a==1", "--hash=sha256:a1", "--hash=sha256:a2", "b==2", "--hash=sha256:bb", "")
    ]
    with pytest.raises(ValueError, match="a would be 1 here and 2 there"):
        merged([one, {"install": [entry("a", "2", "a2")]}])
