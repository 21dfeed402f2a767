"""What is said of the generated world."""

from kit.messages import _
from kit.number_format import number
from kit.page import Sentence, say
from pages.words.world import World


def world(facts: World) -> list[Sentence]:
    """How near the vectors come to the closed form."""
    return [
        say(
            _(
                "After {steps} steps the loss is {loss} a pair; the closed form has {lowest}.",
                steps=int(facts.vectors.steps[-1]),
                loss=number(facts.vectors.losses[-1], 5),
                lowest=number(facts.lowest, 5),
            )
        )
    ]
