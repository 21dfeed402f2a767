"""`python -m benchmarks [core] [training] [dropout] [gains] [basins] [browser] [drag]`: all of them, or those that are named."""

import sys
from importlib import import_module

NAMES = ("core", "training", "dropout", "gains", "basins", "browser", "drag")


def main(asked: list[str]) -> int:
    """0, or 2 if a name is unknown."""
    if unknown := [name for name in asked if name not in NAMES]:
        print(f"No benchmark is called {', '.join(unknown)}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    for name in asked or NAMES:
        print(f"── {name} " + "─" * 60, flush=True)
        import_module(f"benchmarks.{name}").main()
        print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
