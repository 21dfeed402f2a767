"""The core is tested with JAX's strict promotion of types: float32 and float64 never meet unasked."""

from collections.abc import Iterator

import jax
import pytest


@pytest.fixture(autouse=True)
def strict() -> Iterator[None]:
    with jax.numpy_dtype_promotion("strict"):
        yield
