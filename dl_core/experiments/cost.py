"""What an activation costs on the machine that runs this."""

import time
from functools import cache
from typing import Any, NamedTuple

import jax
import numpy as np

from dl_core.activations import ACTIVATIONS, Activation

ELEMENTS, REPEATS = 1_000_000, 21


class Cost(NamedTuple):
    """Nanoseconds per element: (median, 10 % quantile, 90 % quantile) of the forward pass, and of forward and
    backward together."""

    activation: Activation
    forward: tuple[float, float, float]
    both: tuple[float, float, float]


@cache
def _programs(activation: Activation) -> tuple[Any, Any]:
    return jax.jit(activation.f), jax.jit(lambda z, g: jax.vjp(activation.f, z)[1](g)[0])


def costs() -> list[Cost]:
    """Every activation on ELEMENTS float32 numbers, REPEATS times, taking turns so that a disturbance meets
    all."""
    z = np.random.default_rng(0).standard_normal(ELEMENTS, np.float32)
    z, g = jax.device_put(z), jax.device_put(np.ones_like(z))
    runs = [
        (part, arguments)
        for one in ACTIVATIONS
        for part, arguments in zip(_programs(one), ((z,), (z, g)), strict=True)
    ]
    took: list[list[float]] = [[] for _ in runs]
    for turn in range(REPEATS + 1):
        for times, (part, arguments) in zip(took, runs, strict=True):
            before = time.perf_counter()
            part(*arguments).block_until_ready()
            if turn:  # the first compiles
                times.append(1e9 * (time.perf_counter() - before) / ELEMENTS)
    return [Cost(one, _span(took[2 * i]), _span(took[2 * i + 1])) for i, one in enumerate(ACTIVATIONS)]


def _span(times: list[float]) -> tuple[float, float, float]:
    middle, low, high = np.quantile(times, (0.5, 0.1, 0.9)).tolist()
    return middle, low, high
