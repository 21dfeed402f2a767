"""What the page "Over which rates?" can be asked: all that a race can, and over what it is swept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dl_core.optimizers import OPTIMIZERS, Optimizer
from dl_core.params import params_of
from views.race import Race, slug
from views.settings import OneOf, Setting

PARTS = {"rates": "Learning rates", "two": "Two numbers of one rule", "fair": "A fair race", "seeds": "64 seeds of noise"}
MAPPED: tuple[type[Optimizer], ...] = tuple(cls for cls in OPTIMIZERS if len(list(params_of(cls))) > 1)
DEFAULT = "momentum"


@dataclass(frozen=True)
class SweepView(Race):
    """The page's whole state."""

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings of a race, the part, and whose second number the map is over."""
        rule = next((one for one in MAPPED if slug(one) == asked.get("rule")), next(one for one in MAPPED if slug(one) == DEFAULT))
        others = {name: number.label or name for name, number in params_of(rule) if name != "lr"}
        return {
            "part": OneOf(PARTS, "rates", "Part", "what is looked at"),
            "rule": OneOf({slug(one): one.label for one in MAPPED}, DEFAULT, "Rule", "whose numbers the map is over", clears=("by",)),
            "by": OneOf(others, next(iter(others)), "And over", "the number along the map's other axis"),
            **super().settings(asked),
        }

    @property
    def mapped(self) -> type[Optimizer]:
        """The rule of the map."""
        return next(one for one in MAPPED if slug(one) == self["rule"])
