"""How many compiled programs are kept: sizes and kinds of nets are chosen by strangers, and each choice is a program of some 20 MB."""

from collections.abc import Callable
from typing import Any

import jax

MOST = 48


class Bounded:
    """A jitted function that forgets its programs when there are more than `most`; those on disk come back quickly."""

    def __init__(self, jitted: Callable[..., Any], most: int = MOST) -> None:
        self.jitted: Any = jitted
        self.most = most

    @classmethod
    def jit(cls, function: Callable[..., Any], **more: Any) -> "Bounded":
        """`jax.jit`, bounded; to be used as a decorator."""
        return cls(jax.jit(function, **more))

    def __call__(self, *args: Any, **more: Any) -> Any:
        """The function itself."""
        if self.jitted._cache_size() > self.most:
            self.jitted.clear_cache()
        return self.jitted(*args, **more)

    def _cache_size(self) -> int:
        return int(self.jitted._cache_size())
