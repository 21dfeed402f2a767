"""The same thousand steps of Adam by five hands. Each contestant is a class: made for one surface (compiling
belongs there), called for one run.

A run keeps, for every step, position, loss, gradient, effective rates, m and v; it gives the final position
and holds all else as NumPy arrays.
"""

import ctypes
import dataclasses
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

from benchmarks.by_hand import BY_HAND
from dl_core.experiments.descent import MAX_STEPS, descend
from dl_core.optimizers import Adam
from dl_core.params import params_of
from surfaces import Surface
from surfaces.switch import switch

ADAM = Adam()
ROWS = MAX_STEPS + 1
WIDTH, NUMBERS = 11, 4  # as in adam.c
Point = Any  # (2,)


class Ours:
    """As a user meets it: any surface through the one compiled switch."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface

    def loss(self) -> Any:
        return switch(self.surface)

    def __call__(self) -> Point:
        kept = jax.tree.map(np.asarray, descend(ADAM, self.loss(), self.surface.start))
        return kept.x[-1]


class Direct(Ours):
    """Ours again, compiled for the one surface."""

    def loss(self) -> Any:
        return self.surface


@cache
def library() -> ctypes.CDLL:
    """adam.c, compiled. Raises RuntimeError with the compiler's words if that fails."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        raise RuntimeError(
            "There is no C compiler to compare with: install gcc (on Debian `sudo apt-get install gcc "
            "libc6-dev`), then try again."
        )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "adam.so"
        flags = ["-O3", "-march=native", "-shared", "-fPIC", "-o", str(target)]
        made = subprocess.run(
            [compiler, *flags, str(Path(__file__).with_name("adam.c")), "-lm"],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"{compiler} cannot compile adam.c:\n{made.stderr}")
        return ctypes.CDLL(str(target))


class CLoop:
    """adam.c; a new array for every run, as the others have."""

    def __init__(self, surface: Surface) -> None:
        self.run = getattr(library(), f"adam_{type(surface).__name__}")
        pointer = np.ctypeslib.ndpointer(np.float64, flags="C")
        self.run.argtypes, self.run.restype = (
            [ctypes.c_long, pointer, pointer, *[ctypes.c_double] * 4, pointer],
            None,
        )
        self.start = np.array(surface.start)
        self.numbers = np.zeros(NUMBERS)
        for i, (name, _) in enumerate(params_of(surface)):
            self.numbers[i] = getattr(surface, name)

    def rows(self, start: Any, rows: int) -> Any:
        """What adam.c writes: (rows, WIDTH)."""
        out = np.empty((rows, WIDTH))
        self.run(rows, start, self.numbers, ADAM.lr, ADAM.b1, ADAM.b2, ADAM.eps, out)
        return out

    def __call__(self) -> Point:
        return self.rows(self.start, ROWS)[-1, :2]


class Optax:
    """optax.adam in a lax.scan under jit, compiled for the one surface."""

    def __init__(self, surface: Surface) -> None:
        rule = optax.adam(ADAM.lr, ADAM.b1, ADAM.b2, ADAM.eps)

        def advance(carry: Any, _: None) -> tuple[Any, Any]:
            x, state = carry
            loss, grad = jax.value_and_grad(surface)(x)
            updates, after = rule.update(grad, state, x)
            rates = ADAM.lr / (jnp.sqrt(after[0].nu / (1 - ADAM.b2 ** after[0].count)) + ADAM.eps)
            return (optax.apply_updates(x, updates), after), (x, loss, grad, rates, state[0].mu, state[0].nu)

        self.run = jax.jit(lambda start: jax.lax.scan(advance, (start, rule.init(start)), None, ROWS)[1])
        self.start = np.array(surface.start)

    def __call__(self) -> Point:
        kept = jax.tree.map(np.asarray, self.run(self.start))
        return kept[0][-1]


def in_numpy(formula: Any) -> Any:
    """A formula by hand with NumPy's functions in the place of math's."""
    return FunctionType(
        formula.__code__,
        {
            **formula.__globals__,
            **{name: getattr(np, name) for name in ("cos", "exp", "log", "radians", "sin", "sqrt", "tanh")},
        },
    )


class NumPyLoop:
    """A loop over arrays of two numbers, gradients by hand with NumPy's numbers and functions."""

    def __init__(self, surface: Surface) -> None:
        self.surface, self.both = surface, in_numpy(BY_HAND[type(surface).__name__])

    def numbers(self, x: Any) -> Any:
        """The two coordinates that the gradient is computed on."""
        return x

    def __call__(self) -> Point:
        lr, b1, b2, eps = ADAM.lr, ADAM.b1, ADAM.b2, ADAM.eps
        x, m, v = np.array(self.surface.start), np.zeros(2), np.zeros(2)
        kept = np.empty((ROWS, WIDTH))
        for t in range(ROWS):
            value, gx, gy = self.both(self.surface, *self.numbers(x))
            grad = np.array((gx, gy))
            row = kept[t]
            row[:2], row[2], row[3:5], row[7:9], row[9:] = x, value, grad, m, v
            m = b1 * m + (1 - b1) * grad
            v = b2 * v + (1 - b2) * grad * grad
            row[5:7] = rates = lr / (np.sqrt(v / (1 - b2 ** (t + 1))) + eps)
            x = x - rates * m / (1 - b1 ** (t + 1))
        return kept[-1, :2]


class FloatLoop(NumPyLoop):
    """The same, with the gradients on Python's own floats and `math`, which serve two coordinates faster."""

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self.both = BY_HAND[type(surface).__name__]

    def numbers(self, x: Any) -> Any:
        return x.tolist()


def in_torch(surface: Surface) -> Any:
    """The surface's own formula with torch in the place of jax.numpy: surfaces use only what both have."""
    formula = type(surface).__call__
    numbers = {
        name: torch.tensor(getattr(surface, name), dtype=torch.float64) for name, _ in params_of(surface)
    }
    same = FunctionType(formula.__code__, {**formula.__globals__, "jnp": torch})
    own = dataclasses.replace(surface, **numbers)  # type: ignore[type-var]
    return lambda x: same(own, x)


class Torch:
    """torch.optim.Adam and autograd in a Python loop."""

    def __init__(self, surface: Surface) -> None:
        self.start, self.loss = surface.start, in_torch(surface)

    def __call__(self) -> Point:
        x = torch.tensor(self.start, dtype=torch.float64, requires_grad=True)
        rule = torch.optim.Adam([x], ADAM.lr, (ADAM.b1, ADAM.b2), ADAM.eps)
        state, kept = rule.state[x], torch.zeros((ROWS, WIDTH), dtype=torch.float64)
        for t in range(ROWS):
            rule.zero_grad()
            loss = self.loss(x)
            loss.backward()
            with torch.no_grad():
                row = kept[t]
                row[:2], row[2], row[3:5] = x, loss, x.grad
                if state:
                    row[7:9], row[9:] = state["exp_avg"], state["exp_avg_sq"]
                rule.step()
                row[5:7] = ADAM.lr / ((state["exp_avg_sq"] / (1 - ADAM.b2 ** (t + 1))).sqrt() + ADAM.eps)
        return kept.numpy()[-1, :2]
