"""Any surface as one kind of value, so that a compiled descent serves them all."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import numpy as np

from dl_core.params import params_of
from surfaces import SURFACES, Surface

WIDTH = max(len(list(params_of(cls))) for cls in SURFACES)


def _build(cls: type[Surface], numbers: jax.Array) -> Surface:
    return cls(*(numbers[i] for i, _ in enumerate(params_of(cls))))  # type: ignore[call-arg]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Switch:
    """The surface SURFACES[index] with its parameters in numbers (WIDTH,). Branches on the index where it
    runs, so the surface is data, not code.

    Value, gradient and Hessian branch each for themselves: differentiating through one switch costs ten times
    as much.
    """

    index: Any
    numbers: Any

    def __call__(self, x: jax.Array) -> jax.Array:
        return _value(self, x)

    def value_and_grad(self, x: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Loss () and gradient (2,) at x (2,)."""
        return _value_and_grad(self, x)

    def hessian(self, x: jax.Array) -> jax.Array:
        """Hessian (2, 2) at x (2,)."""
        return _hessian(self, x)


def _branch(task: Any, one: Switch, x: jax.Array) -> Any:
    branches = [lambda numbers, x, cls=cls: task(_build(cls, numbers))(x) for cls in SURFACES]
    return jax.lax.switch(one.index, branches, one.numbers, x)


# Jitted for themselves, so that they are traced once and not once for each rule: that is most of a start
# whose programs are on disk.
_value = jax.jit(partial(_branch, lambda surface: surface))
_value_and_grad = jax.jit(partial(_branch, jax.value_and_grad))
_hessian = jax.jit(partial(_branch, jax.hessian))


def switch(surface: Surface) -> Switch:
    """`surface` as a Switch. Raises ValueError for a class that is not in SURFACES."""
    if type(surface) not in SURFACES:
        raise ValueError(
            f"{type(surface).__name__} is not in SURFACES; add it there, or call the surface itself"
        )
    numbers = np.zeros(WIDTH)
    for i, (name, _) in enumerate(params_of(surface)):
        numbers[i] = getattr(surface, name)
    return Switch(np.int32(SURFACES.index(type(surface))), numbers)
