"""What a race can be asked stands in `kit.race_settings`; this name is left for the pages that have not moved yet."""

from kit.race_settings import (
    ALIKE,
    BOX,
    EXAMPLES,
    FARTHEST,
    FIRST_SEVEN,
    LIBRARIES,
    NARROWEST,
    NOBODY,
    RATES_ABOUT,
    Common,
    Dimensions,
    Race,
    own_surface,
    slug,
)

__all__ = [
    "ALIKE",
    "BOX",
    "EXAMPLES",
    "FARTHEST",
    "FIRST_SEVEN",
    "LIBRARIES",
    "NARROWEST",
    "NOBODY",
    "RATES_ABOUT",
    "Common",
    "Dimensions",
    "Race",
    "own_surface",
    "slug",
]
