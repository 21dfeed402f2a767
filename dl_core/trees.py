"""Rules, losses and nets as arguments of compiled functions: which precision, and how a number stays data."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np


def cast(tree: Any, dtype: Any) -> Any:
    """Every floating leaf as dtype: hyper-parameters meet float64 points and float32 networks here, and
    nowhere else."""
    return jax.tree.map(
        lambda leaf: (
            jnp.asarray(leaf, dtype) if jnp.issubdtype(jnp.result_type(leaf), jnp.floating) else leaf
        ),
        tree,
    )


def as_traced(tree: Any) -> Any:
    """Python numbers and NumPy floats as float64 scalars: an int or a float32 among them would compile
    anew."""
    return jax.tree.map(
        lambda leaf: np.float64(leaf) if isinstance(leaf, (int, float, np.floating)) else leaf, tree
    )
