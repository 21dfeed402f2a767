"""What the page can be asked: all that a race can, and over what it is swept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from dl_core.optimizers import OPTIMIZERS, Optimizer
from dl_core.params import params_of
from kit.messages import _
from kit.race.settings import Race, slug
from kit.settings import OneOf, Setting

PARTS = {
    "rates": _("Learning rates"),
    "two": _("Two numbers of one rule"),
    "fair": _("A fair race"),
    "seeds": _("64 seeds of noise"),
}
MAPPED: tuple[type[Optimizer], ...] = tuple(cls for cls in OPTIMIZERS if len(list(params_of(cls))) > 1)
DEFAULT = "momentum"


@dataclass(frozen=True)
class SweepView(Race):
    """The page's whole state."""

    governing: ClassVar[tuple[str, ...] | None] = (*(Race.governing or ()), "rule")

    @classmethod
    def settings(cls, asked: Mapping[str, Any]) -> Mapping[str, Setting]:
        """All settings of a race, the part, and whose second number the map is over."""
        rule = next(
            (one for one in MAPPED if slug(one) == asked.get("rule")),
            next(one for one in MAPPED if slug(one) == DEFAULT),
        )
        others = {name: _(known.label or name) for name, known in params_of(rule) if name != "lr"}
        return {
            "part": OneOf(PARTS, "rates", _("Part"), _("what is looked at")),
            "rule": OneOf(
                {slug(one): _(one.label) for one in MAPPED},
                DEFAULT,
                _("Rule"),
                _("whose numbers the map is over"),
                clears=("by",),
            ),
            "by": OneOf(
                others, next(iter(others)), _("And over"), _("the number along the map's other axis")
            ),
            **super().settings(asked),
        }

    @property
    def mapped(self) -> type[Optimizer]:
        """The rule of the map."""
        return next(one for one in MAPPED if slug(one) == self["rule"])
