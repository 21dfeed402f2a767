"""Sees to it that there is a Chromium: one on the PATH, else the system's package, else Playwright's own.
Prints where it is.

    python -m scripts.browser

If none can be had it says in a sentence what to do, and fails.
"""

import os
import shutil
import subprocess
import sys

from scripts.serving import chromium_path

REMEDY = (
    "No browser for the tests could be installed: put a Chromium on the PATH (on Debian `sudo apt-get "
    "install chromium`), then try again."
)


def root_prefix() -> list[str] | None:
    """What makes a command run as root without a question: nothing, sudo, or None if there is no way."""
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        return []
    passwordless = (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    )
    return ["sudo", "-n"] if passwordless else None


def ways() -> list[list[list[str]]]:
    """The ways to install one, best first; each is a list of commands."""
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    prefix = root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        return [[playwright]]
    apt = [*prefix, "apt-get"]
    system = [[*apt, "update", "-qq"], [*apt, "install", "-y", "-qq", "chromium", "fonts-liberation"]]
    return [system, [playwright]]


def find() -> str | None:
    """The browser's path, or None."""
    chromium_path.cache_clear()
    try:
        return chromium_path()
    except FileNotFoundError:
        return None


def main() -> int:
    """0 once there is a browser, else 1."""
    path = find()
    for commands in [] if path else ways():
        for command in commands:
            print("No browser yet:", " ".join(command), flush=True)
            subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False)
        if path := find():
            break
    print(f"Browser: {path}" if path else REMEDY, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
