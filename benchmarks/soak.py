"""`python -m benchmarks soak`: an hour on one server at a reduced pace: whether memory and memory maps level
off.

TABS tabs are open at a time. Each opens an example of some page, moves a hand on the race, trains where there
is something to train, and leaves after a while; another one comes. Every minute is a row of `soak.csv`.
"""

import asyncio
import csv
import random
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.classroom import ASKS, Hand, Seen, Session, gesture
from benchmarks.links import everything
from benchmarks.process import members, memory_maps, resident, wait_until_rested
from benchmarks.stage import ours
from ui.ask import link

MINUTES, TABS = 60, 12
SHORTEST, LONGEST = 10.0, 60.0  # seconds that a tab stays
REST = 4.0  # between two gestures
TRAINS = ("dropout", "regularization", "gradients", "landscape")
EXAMPLES = tuple(everything())
CURVE = Path(__file__).parent / "soak.csv"
HEAD = ("minute", "tabs so far", "memory, MB", "processes", "memory maps", "failed")


async def stay(base: str, rng: random.Random, seen: Seen, opened: list[int]) -> None:
    """One tab, from the first to the last."""
    page, view = rng.choice(EXAMPLES)
    session = Session(base, page)
    session.query = link("", view).removeprefix("?")
    until = time.monotonic() + rng.uniform(SHORTEST, LONGEST)
    hand = Hand(base, page)
    try:
        await session.open()
        opened[0] += 1
        if page in TRAINS and "study" in session.components:
            session.n += 1
            await session.trigger("study", "command", {"n": session.n, "do": "start"})
        while time.monotonic() < until:
            if (more := session.shown.get("more")) is not None:
                await session.trigger("study", "more", more)
                await asyncio.sleep(ASKS)
            elif page == "race":
                await gesture(session, hand, seen, rng)
                await asyncio.sleep(REST)
            else:
                await asyncio.sleep(1)
    finally:
        hand.close()
        with suppress(Exception):
            await session.socket.close()


async def place(base: str, seed: int, seen: Seen, opened: list[int], until: float) -> None:
    """One tab after the other."""
    rng = random.Random(seed)
    while time.monotonic() < until:
        try:
            await stay(base, rng, seen, opened)
        except Exception as error:
            seen.failed.append(repr(error)[:200])
            await asyncio.sleep(REST)


async def soak(base: str, group: int, minutes: int) -> list[tuple[int, ...]]:
    """The rows of the curve; they are written as they come."""
    seen, opened, rows = Seen(), [0], []
    until = time.monotonic() + 60 * minutes
    tabs = [asyncio.create_task(place(base, seed, seen, opened, until)) for seed in range(TABS)]
    with CURVE.open("w", newline="") as file:
        curve = csv.writer(file, lineterminator="\n")
        curve.writerow(HEAD)
        for minute in range(minutes + 1):
            held = round(resident(group) / 1e6)
            rows.append((minute, opened[0], held, len(members(group)), memory_maps(group), len(seen.failed)))
            curve.writerow(rows[-1])
            file.flush()
            print(*rows[-1], sep="\t", flush=True)
            await asyncio.sleep(max(0.0, until - 60 * (minutes - minute - 1) - time.monotonic()))
    await asyncio.gather(*tabs)
    for why in sorted(set(seen.failed))[:5]:
        print(why)
    return rows


def main() -> None:
    """Print and keep the curve, and by how much the last third lies above the one before."""
    with ours() as served:
        wait_until_rested(served.pid)
        print(*HEAD, sep="\t")
        rows = asyncio.run(soak(served, served.pid, MINUTES))
        third = len(rows) // 3
        for which in (2, 4):
            before, after = (
                sum(row[which] for row in part) / len(part)
                for part in (rows[-2 * third : -third], rows[-third:])
            )
            print(f"{HEAD[which]}: mean of the last third {after:,.0f}, of the one before {before:,.0f}")
        log = served.lines()
        print(f"tracebacks in the server's log: {sum('Traceback' in line for line in log)}")
