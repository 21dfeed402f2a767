"""Writes requirements.lock: what the app needs to run, each package with the hashes of its wheels.

    python -m scripts.lock

pip itself says which files it would install, with their hashes, for each Python and each kind of Linux below;
nothing is installed. Needs the network, and some minutes.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PYTHONS = ("3.11", "3.12", "3.13")
MACHINES = ("x86_64", "aarch64")
GLIBC = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014")
HEAD = """\
# What the app needs to run, each package with the hashes of its wheels, for Python 3.11 to 3.13 on Linux
# (x86_64 and aarch64). Made by `python -m scripts.lock` from requirements.txt; to be used by
# `pip install --require-hashes -r requirements.lock`.
"""


def report(python: str, machine: str) -> dict[str, Any]:
    """What pip would install there, as it says itself. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        command = [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *(
                "--dry-run",
                "--ignore-installed",
                "--report",
                str(path),
                "--target",
                str(Path(folder) / "none"),
            ),
            *("--only-binary=:all:", "--python-version", python),
            *(word for tag in GLIBC for word in ("--platform", f"{tag}_{machine}")),
            *("-r", str(ROOT / "requirements.txt")),
        ]
        # no wheels of this machine's own: their hashes are those of the index
        subprocess.run(command, check=True, env={**os.environ, "PIP_CONFIG_FILE": os.devnull})
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def merged(reports: Iterable[Mapping[str, Any]]) -> str:
    """The lines of the lock. Raises ValueError where two reports name two versions of a package."""
    versions: dict[str, str] = {}
    hashes: dict[str, set[str]] = {}
    for one in reports:
        for package in one["install"]:
            name, version = package["metadata"]["name"].lower(), package["metadata"]["version"]
            if versions.setdefault(name, version) != version:
                raise ValueError(f"{name} would be {versions[name]} here and {version} there")
            hashes.setdefault(name, set()).add(package["download_info"]["archive_info"]["hashes"]["sha256"])
    lines = (
        " \\\n    ".join(
            [f"{name}=={versions[name]}", *(f"--hash=sha256:{one}" for one in sorted(hashes[name]))]
        )
        for name in sorted(versions)
    )
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    LOCK.write_text(
        merged(report(python, machine) for python in PYTHONS for machine in MACHINES), encoding="utf-8"
    )
