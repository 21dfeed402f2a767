"""What came of what an example asks to try: whole sentences with the numbers before and now."""

from kit.messages import Message, _
from kit.number_format import number
from pages.codes.facts import Plane


def plane(before: Plane | None, now: Plane) -> list[Message]:
    """The errors of both nets."""
    if not len(now.nets.plain.test):
        return []
    return [
        _(
            "Test error: autoencoder {plain}, variational {variational}.",
            plain=number(now.nets.plain.test[-1]),
            variational=number(now.nets.variational.test[-1]),
        )
    ]
