"""What the page says of its facts: whole sentences, in one place."""

from kit.messages import _
from kit.number_format import number
from kit.page import Sentence, say
from pages.codes.facts import Plane


def plane(facts: Plane) -> list[Sentence]:
    """How far the nets have come."""
    if not len(facts.nets.plain.test):
        return [say(_("The nets begin to learn."))]
    return [
        say(
            _(
                "After {done} steps, error on test digits: autoencoder {plain}, variational {variational}.",
                done=facts.nets.done,
                plain=number(facts.nets.plain.test[-1]),
                variational=number(facts.nets.variational.test[-1]),
            )
        )
    ]
