"""Values that are kept for all visitors: the least recently used one goes first."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

V = TypeVar("V")


class LRUCache(Generic[V]):
    """Values by key; beyond `most` the least recently used one is dropped. Threads may share it. Nothing may
    be changed in a value."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: dict[Any, V] = {}
        self._lock = threading.Lock()

    def get(self, key: Any) -> V | None:
        """The value, if it is there."""
        with self._lock:
            value = self._values.pop(key, None)
            if value is not None:
                self._values[key] = value
            return value

    def put(self, key: Any, value: V) -> None:
        """Keep a value."""
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = value
            while len(self._values) > self.most:
                del self._values[next(iter(self._values))]

    def made(self, key: Any, make: Callable[[], V]) -> V:
        """The value, made if it is not there."""
        value = self.get(key)
        if value is None:
            self.put(key, value := make())
        return value
