"""Any rule as one kind of value, so that one compiled program serves them all, as `surfaces.switch` does for
surfaces."""

from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from dl_core.optimizers import RACERS
from dl_core.optimizers.base import Loss, Optimizer
from dl_core.params import Scalar, params_of


def _others(cls: type[Optimizer]) -> list[str]:
    return [name for name, _ in params_of(cls) if name != "lr"]


WIDTH = max(len(_others(cls)) for cls in RACERS)


class Packed(NamedTuple):
    """A rule's state, padded to that of the largest. What all runs of a batch share, the step count, is kept
    apart from the vectors: mapped over rates it stays one number, and a power of β one power."""

    scalars: jax.Array  # (S,)
    vectors: jax.Array  # (V, d)


class _Layout(NamedTuple):
    """How a rule's state is a pytree: its structure, and which of its leaves are vectors."""

    structure: Any
    is_vector: tuple[bool, ...]


@cache
def _layout(cls: type[Optimizer]) -> _Layout:
    state = jax.eval_shape(cls().init, jax.ShapeDtypeStruct((2,), np.float64))
    leaves, structure = jax.tree.flatten(state)
    return _Layout(structure, tuple(leaf.ndim == 1 for leaf in leaves))


@cache
def _room() -> tuple[int, int]:
    """The most scalars and the most vectors in the state of any rule."""
    every = [_layout(cls).is_vector for cls in RACERS]
    return max(len(one) - sum(one) for one in every), max(sum(one) for one in every)


def _pack(state: Any, x: jax.Array) -> Packed:
    leaves, (scalars, vectors) = jax.tree.leaves(state), _room()
    apart = [[leaf for leaf in leaves if jnp.ndim(leaf) == kind] for kind in (0, 1)]
    zero, nothing = jnp.zeros((), x.dtype), jnp.zeros_like(x)
    return Packed(
        jnp.stack([*apart[0], *[zero] * (scalars - len(apart[0]))]),
        jnp.stack([*apart[1], *[nothing] * (vectors - len(apart[1]))]),
    )


def _unpack(cls: type[Optimizer], packed: Packed) -> Any:
    """A rule's own state of Packed, whose arrays may have more dimensions in front: (…, S) and (…, V, d)."""
    layout, scalar, vector = _layout(cls), 0, 0
    leaves = []
    for is_vector in layout.is_vector:
        leaves.append(packed.vectors[..., vector, :] if is_vector else packed.scalars[..., scalar])
        vector, scalar = vector + is_vector, scalar + (not is_vector)
    return jax.tree.unflatten(layout.structure, leaves)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class AnyRule(Optimizer):
    """RACERS[index] in the plane, with its rate and its other numbers (WIDTH,). Branches on the index where
    it runs, so the rule is data, not code.

    The rate stands apart, for it is what a search maps over: then no other number is mapped.
    """

    index: Any
    lr: Any
    numbers: Any

    def init(self, x: jax.Array) -> Packed:
        return _branch(lambda rule, x: _pack(rule.init(x), x), self, x)

    def step(
        self, loss: Loss, x: jax.Array, value: jax.Array, grad: jax.Array, state: Packed
    ) -> tuple[jax.Array, Packed]:
        return _branch(partial(_step, loss), self, x, value, grad, state)  # a loss need not be data

    def rates(self, state: Packed) -> Scalar:
        return _branch(
            lambda rule, packed: jnp.broadcast_to(
                rule.rates(_unpack(type(rule), packed)), packed.vectors.shape[1:]
            ),
            self,
            state,
        )

    def unpacked(self, rows: Any) -> Any:
        """The same of states that `ravel_pytree` has put into rows (…, S + 2 V), in the plane."""
        scalars, vectors = _room()
        pairs = rows[..., scalars:].reshape(*rows.shape[:-1], vectors, 2)
        return self.own(Packed(rows[..., :scalars], pairs))

    def own(self, state: Packed) -> Any:
        """A state that was computed as the rule itself has it: a pytree of arrays (…, d) and (…)."""
        return _unpack(RACERS[int(self.index)], state)


def _step(
    loss: Loss, rule: Optimizer, x: jax.Array, value: jax.Array, grad: jax.Array, packed: Packed
) -> tuple[jax.Array, Packed]:
    displacement, state = rule.step(loss, x, value, grad, _unpack(type(rule), packed))
    return displacement, _pack(state, x)


def _branch(task: Any, any_rule: AnyRule, *given: Any) -> Any:
    def branch(cls: type[Optimizer], lr: Any, numbers: Any, *given: Any) -> Any:
        return task(cls(lr=lr, **{name: numbers[i] for i, name in enumerate(_others(cls))}), *given)  # type: ignore[call-arg]

    return jax.lax.switch(
        any_rule.index, [partial(branch, cls) for cls in RACERS], any_rule.lr, any_rule.numbers, *given
    )


def any_rule(optimizer: Optimizer) -> AnyRule:
    """`optimizer` as an AnyRule. Raises ValueError for a class that is not in RACERS."""
    if type(optimizer) not in RACERS:
        raise ValueError(f"{type(optimizer).__name__} is not in RACERS; add it there, or use the rule itself")
    numbers = np.zeros(WIDTH)
    for i, name in enumerate(_others(type(optimizer))):
        numbers[i] = getattr(optimizer, name)
    return AnyRule(np.int32(RACERS.index(type(optimizer))), np.float64(optimizer.lr), numbers)
