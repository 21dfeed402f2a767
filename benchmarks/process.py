"""What a server takes: processor time, memory and memory maps of its process and of all that it has started,
and whether it is still at work.

`scripts.serving.serve` makes every server the head of a process group of its own, so that a group is a
server.
"""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")  # of a second
WINDOW = 10.0  # seconds
RESTED = 0.05  # of a core: pages that stand open take less than a tenth of it
PATIENCE = 3600.0  # seconds, for a first start on a busy machine


def members(group: int) -> list[int]:
    """The processes of a group, without those that have ended. Linux only."""
    found = []
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            state, _, owner = _fields(stat)[:3]
        except (OSError, ValueError):  # it has ended meanwhile
            continue
        if int(owner) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


def cpu_seconds(group: int) -> float:
    """Processor time that the processes of a group have used so far, in seconds: of Linux to the microsecond
    (to the hundredth of processes that have ended), elsewhere as exact as `ps` says it."""
    if PROC.joinpath("self", "stat").exists():
        return sum(map(_used, members(group)))
    listed = subprocess.run(
        ["ps", "-A", "-o", "pgid=", "-o", "time="], capture_output=True, text=True, check=True
    ).stdout
    return sum(
        seconds_of(taken) for owner, taken in map(str.split, listed.splitlines()) if int(owner) == group
    )


def seconds_of(spelled: str) -> float:
    """`ps` writes processor time as [[days-]hours:]minutes:seconds."""
    days, _, rest = spelled.rpartition("-")
    total = 0.0
    for part in rest.split(":"):
        total = 60 * total + float(part)
    return 86400 * float(days or 0) + total


def memory_maps(group: int) -> int:
    """Memory maps of the process that has the most: Linux gives every process 65,530 (vm.max_map_count)."""
    return max(
        (len(PROC.joinpath(str(pid), "maps").read_bytes().splitlines()) for pid in members(group)), default=0
    )


def resident(group: int) -> float:
    """Bytes of memory that a group holds; what several of its processes share is counted once for each."""
    pages = sum(int(PROC.joinpath(str(pid), "statm").read_text().split()[1]) for pid in members(group))
    return float(pages * os.sysconf("SC_PAGE_SIZE"))


def wait_until_rested(
    group: int,
    used: Callable[[int], float] = cpu_seconds,
    sleep: Callable[[float], None] = time.sleep,
    patience: float = PATIENCE,
) -> float:
    """Until a server has made all that it makes by itself: it has used less than RESTED of a core for WINDOW
    seconds. Returns the seconds of processor time used until then. Nothing that the server shows is asked, so
    that two versions are judged alike. Raises TimeoutError after `patience` seconds."""
    before = used(group)
    for _ in range(int(patience / WINDOW)):
        sleep(WINDOW)
        now = used(group)
        if now - before < RESTED * WINDOW:
            return now
        before = now
    raise TimeoutError(f"The server was still at work after {patience:g} s: see its log.")


def _fields(stat: Path) -> list[str]:
    """From the third on, the state; the second is a name, which may hold spaces and brackets."""
    return stat.read_text().rpartition(")")[2].split()


def _used(pid: int) -> float:
    """Seconds of the process, by its own clock (clock_getcpuclockid(3)), and of its children that have
    ended."""
    try:
        own = time.clock_gettime(~pid << 3 | 2)
        return own + sum(int(ticks) for ticks in _fields(PROC / str(pid) / "stat")[13:15]) / TICKS
    except OSError:
        return 0.0
