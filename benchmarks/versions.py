"""Another version of the project: the files of a commit in a folder of their own, and a cache of compiled
programs that later runs find again."""

import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.serving import ROOT

CACHES = ROOT / ".cache" / "against"  # a folder for each commit
KEPT = 3  # of them, those used last: some 20 MB each
ASKED = ("requirements.txt", "constraints.txt")


class Refused(ValueError):
    """What was asked for cannot be measured; the sentence says why."""


class Version(NamedTuple):
    """name: how a table calls it; root: its files; cache: its compiled programs, None for where it keeps them
    by itself."""

    name: str
    root: Path
    cache: Path | None


THIS = Version("this tree", ROOT, None)


def commit_of(spelled: str, root: Path = ROOT) -> str:
    """The full hash of a commit that is spelled as git allows: a hash, a branch, HEAD~1. Raises Refused."""
    try:
        told = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", spelled + "^{commit}")
    except FileNotFoundError:
        raise Refused("To compare with a commit takes git, which is not installed.") from None
    if told.returncode:
        raise Refused(
            f"{spelled!r} is no commit of this repository: give a hash, a branch or a tag, or a name "
            f"such as HEAD~1."
        )
    return told.stdout.decode().strip()


@contextmanager
def version(spelled: str, root: Path = ROOT, caches: Path = CACHES) -> Iterator[Version]:
    """A commit's files in a temporary folder, which is removed when the block ends. Raises Refused."""
    commit = commit_of(spelled, root)
    with tempfile.TemporaryDirectory(prefix="against-") as folder:
        archive = _git(root, "archive", commit).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(folder, filter="data")
        if not Path(folder, "app.py").exists():
            raise Refused(f"{spelled!r} has no app.py: there is no app to compare with.")
        yield Version(commit[:7], Path(folder), cache_of(commit, caches))


def cache_of(commit: str, caches: Path = CACHES) -> Path:
    """The folder for this commit's compiled programs; all but the KEPT that were used last are removed."""
    own = caches / commit
    own.mkdir(parents=True, exist_ok=True)
    os.utime(own)
    for old in sorted(caches.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return own


def other_requirements(there: Path, here: Path = ROOT) -> tuple[list[str], list[str]]:
    """The packages that only the files under `there` ask for, and those that only the files under `here`
    do."""
    theirs, ours = _requirements(there), _requirements(here)
    return sorted(theirs - ours), sorted(ours - theirs)


def _requirements(root: Path) -> set[str]:
    lines = (
        line.split("#")[0].strip()
        for name in ASKED
        if (root / name).exists()
        for line in (root / name).read_text().splitlines()
    )
    return {line for line in lines if line and not line.startswith("-")}


def _git(root: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["git", *words], cwd=root, capture_output=True, check=False)
