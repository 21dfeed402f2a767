"""Programs are counted when they are compiled, not when they run."""

import jax
import jax.numpy as jnp

from dl_core import programs


def test_programs_are_counted() -> None:
    double = jax.jit(lambda x: 2 * x + 41)
    before = programs.compiled()
    double(jnp.ones(7)).block_until_ready()
    jnp.zeros(7)
    first = programs.compiled()
    double(jnp.zeros(7)).block_until_ready()
    assert before < first == programs.compiled()
    assert programs.device().startswith(jax.default_backend())
