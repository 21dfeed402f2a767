"""`python -m benchmarks basins`: 256 × 256 starts × 500 steps of Adam, float32, ours against C on one thread
and NumPy; and 4,096 learning rates."""

import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.by_hand import BY_HAND
from benchmarks.verdict import verdict
from dl_core.experiments.basins import basins, middles
from dl_core.experiments.race import Course
from dl_core.experiments.sweep import ends, plan
from dl_core.optimizers import Adam
from surfaces import Himmelblau
from surfaces.switch import switch

SIDE, STEPS, RATES = 256, 500, 4096
ROUNDS, NUMPY_ROUNDS = 15, 3
MOST_OVER_C, LEAST_UNDER_NUMPY, MOST_MILLISECONDS = 1.5, 4.0, 60.0
ALIKE = 0.999  # of the starts have to end in the same point
NUMPY_BLOCK = 8192  # starts: NumPy's best on the machine this was written on
FLAGS = ("-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC")
SURFACE, ADAM = Himmelblau(), Adam()
Ends = Any  # (n, 2)

# Blocked over starts, so that all of a block's numbers stay in the first cache for all steps; the compiler
# turns the inner loop into vectors.
SOURCE = """
#include <math.h>
#define BLOCK 1024
void descend(long n, long steps, const float *starts, float lr, float b1, float b2, float eps, float *ends) {
    for (long from = 0; from < n; from += BLOCK) {
        long many = n - from < BLOCK ? n - from : BLOCK;
        float x[BLOCK], y[BLOCK], mx[BLOCK], my[BLOCK], vx[BLOCK], vy[BLOCK], fade1 = 1, fade2 = 1;
        for (long i = 0; i < many; i++)
            x[i] = starts[2 * (from + i)], y[i] = starts[2 * (from + i) + 1],
            mx[i] = my[i] = vx[i] = vy[i] = 0;
        for (long t = 0; t < steps; t++) {
            fade1 *= b1, fade2 *= b2;
            float free1 = 1 - fade1, free2 = 1 - fade2;
            for (long i = 0; i < many; i++) {
                float a = x[i] * x[i] + y[i] - 11, b = x[i] + y[i] * y[i] - 7;
                float gx = 4 * a * x[i] + 2 * b, gy = 2 * a + 4 * b * y[i];
                mx[i] = b1 * mx[i] + (1 - b1) * gx, my[i] = b1 * my[i] + (1 - b1) * gy;
                vx[i] = b2 * vx[i] + (1 - b2) * gx * gx, vy[i] = b2 * vy[i] + (1 - b2) * gy * gy;
                x[i] -= lr / (sqrtf(vx[i] / free2) + eps) * (mx[i] / free1);
                y[i] -= lr / (sqrtf(vy[i] / free2) + eps) * (my[i] / free1);
            }
        }
        for (long i = 0; i < many; i++) ends[2 * (from + i)] = x[i], ends[2 * (from + i) + 1] = y[i];
    }
}
"""


def in_c(starts: Any) -> Callable[[], Ends]:
    """SOURCE, compiled. Raises RuntimeError with the compiler's words if that fails."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        raise RuntimeError(
            "There is no C compiler to compare with: install gcc (on Debian `sudo apt-get install gcc "
            "libc6-dev`), then try again."
        )
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "basins.c", Path(folder) / "basins.so"
        source.write_text(SOURCE)
        made = subprocess.run(
            [compiler, *FLAGS, "-o", str(target), str(source), "-lm"],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"{compiler} cannot compile it:\n{made.stderr}")
        descend = ctypes.CDLL(str(target)).descend
    pointer = np.ctypeslib.ndpointer(np.float32, flags="C")
    descend.argtypes, descend.restype = (
        [ctypes.c_long, ctypes.c_long, pointer, *[ctypes.c_float] * 4, pointer],
        None,
    )

    def run() -> Ends:
        found = np.empty_like(starts)
        descend(len(starts), STEPS, starts, ADAM.lr, ADAM.b1, ADAM.b2, ADAM.eps, found)
        return found

    return run


def in_numpy(starts: Any) -> Callable[[], Ends]:
    """Arrays of NUMPY_BLOCK starts in float32, the gradient by hand."""
    gradient = BY_HAND[type(SURFACE).__name__]
    lr, b1, b2, eps = (np.float32(number) for number in (ADAM.lr, ADAM.b1, ADAM.b2, ADAM.eps))
    one = np.float32(1)

    def block(x: Any) -> Any:
        m, v = np.zeros_like(x), np.zeros_like(x)
        for t in range(1, STEPS + 1):
            _, gx, gy = gradient(SURFACE, x[0], x[1])
            grad = np.stack([gx, gy])
            m = b1 * m + (one - b1) * grad
            v = b2 * v + (one - b2) * grad * grad
            x = x - lr / (np.sqrt(v / (one - b2**t)) + eps) * (m / (one - b1**t))
        return x

    return lambda: np.concatenate(
        [block(starts[i : i + NUMPY_BLOCK].T.copy()).T for i in range(0, len(starts), NUMPY_BLOCK)]
    )


def ours(loss: Any, count: bool) -> Callable[[], Ends]:
    """The map as the page asks for it; without `count`, the ends and their classes alone, which is what the
    others do."""
    return lambda: basins(ADAM, loss, SURFACE.window, SIDE, STEPS, SURFACE.minima(), count=count).end.reshape(
        -1, 2
    )


def measured(
    contestants: dict[str, Callable[[], Any]], rounds: dict[str, int]
) -> dict[str, tuple[float, float]]:
    """Median milliseconds by the clock and of the processor (all threads together), turn by turn."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    for turn in range(max(rounds.values())):
        for name, run in contestants.items():
            if turn < rounds[name]:
                clock, processor = time.perf_counter(), time.process_time()
                run()
                times[name].append(
                    (1e3 * (time.perf_counter() - clock), 1e3 * (time.process_time() - processor))
                )
    return {
        name: (median(took[0] for took in found), median(took[1] for took in found))
        for name, found in times.items()
    }


def check(contestants: dict[str, Callable[[], Ends]]) -> None:
    """Raises AssertionError unless all end in C's points; compiles on the way."""
    exact = contestants["C, one thread"]()
    for name, run in contestants.items():
        alike = float(np.mean(np.linalg.norm(run() - exact, axis=1) < 1e-3))
        assert alike >= ALIKE, f"{name} ends elsewhere than C from {1 - alike:.2%} of the starts"


def main() -> None:
    """Print the table and the verdicts."""
    starts = middles(SURFACE.window, SIDE).reshape(-1, 2)
    loss = switch(SURFACE)
    contestants = {
        "C, one thread": in_c(starts),
        "ours, the ends": ours(loss, False),
        "ours, ends and steps needed": ours(loss, True),
        "ours for one surface, the ends": ours(SURFACE, False),
        "NumPy": in_numpy(starts),
    }
    check(contestants)
    print(
        f"{SIDE}² starts × {STEPS} steps of Adam on {SURFACE.label}, float32; {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':<34}{'clock ms':>10}{'cpu ms':>10}{'clock/C':>10}{'cpu/C':>10}")
    found = measured(contestants, {name: NUMPY_ROUNDS if name == "NumPy" else ROUNDS for name in contestants})
    clock_c, cpu_c = found["C, one thread"]
    for name, (clock, cpu) in found.items():
        print(f"{name:<34}{clock:>10.1f}{cpu:>10.1f}{clock / clock_c:>10.2f}{cpu / cpu_c:>10.2f}")
    mine = found["ours, the ends"][0]
    print(verdict("At most 1.5 times C on one thread, by the clock", mine / clock_c, MOST_OVER_C))
    print(
        verdict(
            "NumPy takes at least 4 times as long", found["NumPy"][0] / mine, LEAST_UNDER_NUMPY, at_least=True
        )
    )

    course = plan(Course(loss, SURFACE.start, SURFACE.minima(), SURFACE.window, STEPS))
    rates = np.geomspace(1e-5, 10, RATES)
    ends(ADAM, rates, course)  # compiles; not timed
    clock, cpu = measured({"": lambda: ends(ADAM, rates, course)}, {"": ROUNDS})[""]
    print(
        f"\n{RATES:,} learning rates × {STEPS} steps of Adam, float64, with what the page of rates "
        f"tells of each: {clock:.1f} ms by the clock, {cpu:.1f} cpu"
    )
    print(verdict("Milliseconds for them", clock, MOST_MILLISECONDS))
