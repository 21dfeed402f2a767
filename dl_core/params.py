"""Frozen values made of numbers: the one way in which optimizers, surfaces and schedules declare their
parameters.

Each field is declared once, with its default, range, symbol and meaning; sliders, links, legends and tests
are read off it. JAX traces every field, so a change of a number never compiles.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, dataclass_transform

import jax

Scalar = float | jax.Array
T = TypeVar("T")


@dataclass(frozen=True)
class Param:
    """What is known of one number: default, closed range, scale, LaTeX symbol, meaning. `step` 1.0 makes it a
    whole number, 0.0 continuous."""

    default: float
    low: float
    high: float
    log: bool = False
    step: float = 0.0
    tex: str = ""
    about: str = ""
    label: str = ""

    def check(self, value: float) -> str | None:
        """A sentence that refuses `value`, or None if it is allowed."""
        if not self.low <= value <= self.high:
            return f"{value:g} is outside {self.low:g} to {self.high:g}"
        if self.step and value != round(value):
            return f"{value:g} is not a whole number"
        return None


class Source(NamedTuple):
    """Who wrote it, when, and where to read it."""

    who: str
    year: int
    url: str = ""


def param(
    *,
    default: float,
    low: float,
    high: float,
    log: bool = False,
    step: float = 0.0,
    tex: str = "",
    about: str = "",
    label: str = "",
) -> Any:
    """A field of a `@params` class. Raises ValueError if the default breaks its own range."""
    meta = Param(float(default), float(low), float(high), log, step, tex, about, label)
    if (why := meta.check(meta.default)) or (log and low <= 0):
        raise ValueError(
            f"param(default={default}, low={low}, high={high}, log={log}): "
            f"{why or 'a log scale needs low > 0'}"
        )
    return dataclasses.field(default=meta.default, metadata={"param": meta})


@dataclass_transform(frozen_default=True, field_specifiers=(param,))
def params(cls: type[T]) -> type[T]:
    """Class decorator: a frozen dataclass and JAX pytree whose fields are all traced numbers."""
    cls = dataclass(frozen=True)(cls)
    names = tuple(f.name for f in dataclasses.fields(cls))  # type: ignore[arg-type]
    keys = tuple(jax.tree_util.GetAttrKey(name) for name in names)

    def flatten(value: T) -> tuple[tuple[Any, ...], Any]:
        return tuple(getattr(value, name) for name in names), cls

    def flatten_with_keys(value: T) -> tuple[tuple[tuple[Any, Any], ...], Any]:
        return tuple((key, getattr(value, key.name)) for key in keys), cls

    # Not register_dataclass: there (jaxlib 0.10.2) structures of different classes with as many fields
    # compare equal, and jit, once in a while, runs one class with the code of another. The class as auxiliary
    # data makes them differ.
    jax.tree_util.register_pytree_with_keys(
        cls, flatten_with_keys, lambda aux, children: aux(*children), flatten
    )
    return cls


def params_of(owner: Any) -> Iterator[tuple[str, Param]]:
    """Name and Param of every declared number of a `@params` class or value, in order."""
    for field in dataclasses.fields(owner):
        if "param" in field.metadata:
            yield field.name, field.metadata["param"]
