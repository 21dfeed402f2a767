"""`python -m benchmarks start`: how a server starts, with an empty cache of compiled programs and with a full
one.

A page that is asked first, as soon as the server answers: seconds until its run has ended, a server for each.
And a server of which nothing is asked: what it has used of the processor until it rests
(benchmarks/process.py), and what it holds then; and the same once somebody has opened every example and every
rule on every page. Programs are counted as files: with an empty cache every one that is compiled is written
to it once. Linux only, and on an otherwise idle machine: half an hour on a busy one.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.links import everything
from benchmarks.process import memory_maps, resident, wait_until_rested
from benchmarks.stage import ours
from benchmarks.versions import Refused
from benchmarks.visitor import seconds_until_there

PAGES = ("race", "basins")
PROGRAMS = "*-cache"  # JAX's names for them


class Warm(NamedTuple):
    """A server that rests. cpu: seconds that it has used; maps: memory maps; memory: bytes; programs: in its
    cache."""

    cpu: float
    maps: int
    memory: float
    programs: int


class Start(NamedTuple):
    """there: seconds from the server's first answer until a page that is asked first is there; warm: once all
    is made of which nothing was asked; opened: once everything was opened."""

    there: dict[str, float]
    warm: Warm
    opened: Warm


def first_page(cache: Path, page: str) -> float:
    """Seconds until it is there."""
    with ours(cache=cache) as served:
        return seconds_until_there(served, page)


def left_alone(cache: Path) -> tuple[Warm, Warm]:
    """A server of which nothing is asked; and once everything was opened."""
    with ours(cache=cache) as served:

        def now() -> Warm:
            cpu = wait_until_rested(served.pid)
            return Warm(cpu, memory_maps(served.pid), resident(served.pid), len(list(cache.rglob(PROGRAMS))))

        warm = now()
        for page, view in everything():
            seconds_until_there(served, page, query=urlencode(view.query()))
        return warm, now()


def starts(
    folder: Path,
    first: Callable[[Path, str], float] = first_page,
    alone: Callable[[Path], tuple[Warm, Warm]] = left_alone,
) -> tuple[Start, Start]:
    """With an empty cache at every start, and with one that holds what all of those have compiled. XLA's
    names for programs hold the path of the cache, so that there is one path for all."""
    cache, full = folder / "cache", folder / "full"

    def empty() -> Path:
        if cache.exists():
            shutil.copytree(cache, full, dirs_exist_ok=True)
            shutil.rmtree(cache)
        cache.mkdir()
        return cache

    cold = Start({page: first(empty(), page) for page in PAGES}, *alone(empty()))
    shutil.copytree(full, cache, dirs_exist_ok=True)
    return cold, Start({page: first(cache, page) for page in PAGES}, *alone(cache))


def _held(when: str, cold: Warm, later: Warm) -> list[tuple[str, float, float | None, str]]:
    return [
        (f"compiled programs{when}", cold.programs, None, "d"),
        (f"memory maps{when}", cold.maps, later.maps, ",d"),
        (f"resident memory, GB{when}", cold.memory / 1e9, later.memory / 1e9, ".2f"),
    ]


def table(cold: Start, later: Start) -> str:
    """Both starts side by side."""
    rows: list[tuple[str, float, float | None, str]] = [
        *(
            (f"/{page}, asked first, is there after, s", cold.there[page], later.there[page], ".1f")
            for page in PAGES
        ),
        ("processor time of all that is made unasked, s", cold.warm.cpu, later.warm.cpu, ".0f"),
        *_held("", cold.warm, later.warm),
        *_held(", everything opened", cold.opened, later.opened),
    ]
    lines = [f"{'':<50}{'empty cache':>14}{'full cache':>14}"]
    for name, first, second, form in rows:
        lines.append(f"{name:<50}{first:>14{form}}" + ("" if second is None else f"{second:>14{form}}"))
    return "\n".join(lines)


def main() -> None:
    """Print the table. Raises Refused where nobody tells what a process takes."""
    if not Path("/proc/self/maps").exists():
        raise Refused("How a server starts is read from /proc, which only Linux has.")
    with tempfile.TemporaryDirectory(prefix="start-") as folder:
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; six starts", flush=True)
        print(table(*starts(Path(folder))))
