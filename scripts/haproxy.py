"""Sees to it that there is HAProxy: the one on this machine, else the system's package. Prints where it is.

    python -m scripts.haproxy

If it cannot be had it says in a sentence what to do, and fails.
"""

import os
import shutil
import subprocess
import sys

from scripts.browser import root_prefix

# a user's PATH leaves out where systems put servers
PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"])
REMEDY = (
    "HAProxy is not installed, which several servers need in front of them: on Debian and Ubuntu `sudo "
    "apt-get install haproxy`, on Fedora `sudo dnf install haproxy`, on macOS `brew install haproxy`. One "
    "server needs nothing: `make run`."
)


def find() -> str | None:
    """The path of HAProxy, or None."""
    return shutil.which("haproxy", path=PLACES)


def install() -> None:
    """Install the system's package, if that asks for no password."""
    prefix = root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        return
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "haproxy"]):
        print("No HAProxy yet:", *prefix, "apt-get", *command, flush=True)
        subprocess.run(
            [*prefix, "apt-get", *command],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            check=False,
        )


def main() -> int:
    """0 once there is one, else 1."""
    if not find():
        install()
    path = find()
    print(f"HAProxy: {path}" if path else REMEDY, file=sys.stdout if path else sys.stderr)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
