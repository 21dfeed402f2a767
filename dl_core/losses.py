"""Losses of a net with one output, the logit of class 1."""

from collections.abc import Callable

import jax
import jax.numpy as jnp


def cross_entropy(logits: jax.Array, t: jax.Array) -> jax.Array:
    """Mean of −t ln p − (1−t) ln(1−p) with p = sigmoid(logit), computed without forming p. logits, t:
    (n,)."""
    return jnp.mean(jax.nn.softplus(logits) - t * logits)


def squared_error(logits: jax.Array, t: jax.Array) -> jax.Array:
    """Mean of (p − t)² with p = sigmoid(logit). logits, t: (n,)."""
    return jnp.mean((jax.nn.sigmoid(logits) - t) ** 2)


LOSSES: dict[str, Callable[[jax.Array, jax.Array], jax.Array]] = {
    "cross": cross_entropy,
    "squared": squared_error,
}


def loss_of(index: jax.Array, logits: jax.Array, t: jax.Array) -> jax.Array:
    """The loss at this place of LOSSES, for a traced index."""
    return jax.lax.switch(index, list(LOSSES.values()), logits, t)


def accuracy(logits: jax.Array, t: jax.Array) -> jax.Array:
    """Share of the points on the right side of logit 0."""
    return jnp.mean((logits > 0) == (t > 0.5))
