"""How many compiled programs are kept: sizes and kinds of nets are chosen by strangers, and each choice is a
program of some 20 MB.

Each also takes some hundred of the memory maps of which Linux gives a process 65,530 (vm.max_map_count); XLA
crashes when there are none left.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax

MOST = 48
CROWDED = 0.75  # of all memory maps
_ALL: "list[Bounded]" = []


class Bounded:
    """A jitted function that forgets its programs when there are more than `most`, or, with all others of its
    kind, when memory maps become few; those on disk come back quickly."""

    def __init__(self, jitted: Callable[..., Any], most: int = MOST) -> None:
        self.jitted: Any = jitted
        self.most = most
        _ALL.append(self)

    @classmethod
    def jit(cls, function: Callable[..., Any], **more: Any) -> "Bounded":
        """`jax.jit`, bounded; to be used as a decorator."""
        return cls(jax.jit(function, **more))

    def __call__(self, *args: Any, **more: Any) -> Any:
        """The function itself."""
        known = self._cache_size()
        if known > self.most:
            self.jitted.clear_cache()
        result = self.jitted(*args, **more)
        if self._cache_size() > known and mapped() > CROWDED:
            for one in _ALL:
                one.jitted.clear_cache()
        return result

    def _cache_size(self) -> int:
        return int(self.jitted._cache_size())


def memory_maps() -> int:
    """How many this process has; 0 where nobody tells (only Linux does)."""
    try:
        with Path("/proc/self/maps").open("rb") as maps:
            return sum(1 for _ in maps)
    except OSError:
        return 0


def most_maps() -> int:
    """How many a process may have; 0 where nobody tells."""
    try:
        return int(Path("/proc/sys/vm/max_map_count").read_text())
    except (OSError, ValueError):
        return 0


def mapped() -> float:
    """The share of the memory maps that a process may have which this one has; 0 where nobody tells."""
    most = most_maps()
    return memory_maps() / most if most else 0.0


def compiled() -> int:
    """How many programs this process has compiled, or fetched from the disk, since this module was imported;
    also those that are forgotten since."""
    return _COMPILED[0]


def device() -> str:
    """What JAX computes on, as it calls it."""
    one = jax.devices()[0]
    return f"{one.platform}: {one.device_kind}"


_COMPILED = [0]


def _listen(event: str, duration_secs: float, **kwargs: str | int) -> None:
    if event == "/jax/core/compile/backend_compile_duration":
        _COMPILED[0] += 1


jax.monitoring.register_event_duration_secs_listener(_listen)
