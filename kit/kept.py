"""Facts that stay with the app: values of named tuples as arrays in a file, and back."""

from collections.abc import Iterator, Mapping
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


def flat(facts: Any, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    """All numbers of facts by their names: "name.field.field". What is None has none."""
    if hasattr(facts, "_fields"):
        for field in facts._fields:
            yield from flat(getattr(facts, field), f"{name}.{field}")
    elif facts is not None:
        values = np.asarray(facts)
        yield name, values.astype(np.float32) if values.dtype.kind == "f" else values


def built(kind: Any, name: str, arrays: Arrays) -> Any:
    """Facts of a named tuple of numbers, arrays and such tuples, from what `flat` made of them."""
    if hasattr(kind, "_fields"):
        return kind(
            **{field: built(of, f"{name}.{field}", arrays) for field, of in get_type_hints(kind).items()}
        )
    if name not in arrays:
        return None
    values = arrays[name]
    return kind(values) if kind in (int, float, bool) else values.astype(float)
