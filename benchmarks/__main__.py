"""`python -m benchmarks [core] [training] [dropout] [gains] [convolution] [codes] [clusters] [words]
[basins] [browser] [drag] [line] [start] [class]`: all of them, or those that are named; and `soak`, an hour,
only if it is named.

`python -m benchmarks browser --against COMMIT` compares this tree with another version of it; `--presses` and
`--only` belong to `browser`, too.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from benchmarks.lines import PAGES
from benchmarks.verdict import FEWEST
from benchmarks.versions import Refused

NAMES = (
    "core",
    "training",
    "dropout",
    "gains",
    "convolution",
    "codes",
    "clusters",
    "words",
    "basins",
    "browser",
    "drag",
    "line",
    "start",
    "class",
)
LONG = ("soak",)
MODULES = {"class": "classroom"}  # where a name is a word of Python's own


def asked(words: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """Which benchmarks, and what `browser` is told. Ends the program with a sentence for what it does not
    know."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description="How fast it is, measured side by side with others in one run.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"{', '.join(NAMES)}; all if none is named; or {', '.join(LONG)}",
    )
    parser.add_argument(
        "--against", metavar="COMMIT", help="browser: this tree and the app of that commit, pressed in turn"
    )
    parser.add_argument(
        "--presses", type=int, metavar="N", help="browser: how many presses a line, 40 if it is not said"
    )
    parser.add_argument(
        "--only", metavar="PAGE,PAGE", help=f"browser: only the lines of these pages, of {', '.join(PAGES)}"
    )
    found = parser.parse_args(words)
    if unknown := [name for name in found.names if name not in NAMES + LONG]:
        parser.error(f"No benchmark is called {', '.join(unknown)}; there are {', '.join(NAMES + LONG)}.")
    only = [] if found.only is None else found.only.split(",")
    if unknown := [page for page in only if page not in PAGES]:
        parser.error(
            f"Nothing is pressed on {', '.join(map(repr, unknown))}; --only takes {', '.join(PAGES)}."
        )
    if found.presses is not None and found.presses < FEWEST:
        parser.error(
            f"--presses {found.presses}: at least {FEWEST}, for a 95 % interval of the median needs as many."
        )
    given = {"commit": found.against, "only": only or None, "presses": found.presses}
    options = {name: value for name, value in given.items() if value is not None}
    if options and found.names != ["browser"]:
        parser.error(
            "--against, --presses and --only belong to one benchmark: python -m benchmarks browser "
            "--against COMMIT."
        )
    return found.names or list(NAMES), options


def main(words: Sequence[str]) -> int:
    """0, or 2 if something cannot be measured."""
    names, options = asked(words)
    for name in names:
        print(f"── {name} " + "─" * 60, flush=True)
        try:
            import_module(f"benchmarks.{MODULES.get(name, name)}").main(**options)
        except Refused as why:
            print(why, file=sys.stderr)
            return 2
        print(flush=True)
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers and folders are removed then, too
    sys.exit(main(sys.argv[1:]))
