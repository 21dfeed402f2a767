"""What is descended. Adding a surface: its class in a module here, its name in SURFACES, its row in
tests/surfaces/test_surfaces.py."""

from surfaces.base import Surface
from surfaces.many_minima import (
    Ackley,
    GoldsteinPrice,
    Himmelblau,
    McCormick,
    Rastrigin,
    SixHumpCamel,
    StyblinskiTang,
    ThreeHumpCamel,
)
from surfaces.quadratics import Booth, Bowl, Matyas, Ravine
from surfaces.valleys import Beale, KinkValley, PlateauCliff, Rosenbrock
from surfaces.wells import Saddle, SharpFlat, TwoWells

SURFACES: tuple[type[Surface], ...] = (
    Ravine, Bowl, Rosenbrock, Beale, Himmelblau, Booth, Matyas, ThreeHumpCamel, SixHumpCamel, StyblinskiTang,
    McCormick, Rastrigin, Ackley, GoldsteinPrice, Saddle, TwoWells, KinkValley, PlateauCliff, SharpFlat,
)  # fmt: skip

__all__ = [
    "SURFACES",
    "Ackley",
    "Beale",
    "Booth",
    "Bowl",
    "GoldsteinPrice",
    "Himmelblau",
    "KinkValley",
    "Matyas",
    "McCormick",
    "PlateauCliff",
    "Rastrigin",
    "Ravine",
    "Rosenbrock",
    "Saddle",
    "SharpFlat",
    "SixHumpCamel",
    "StyblinskiTang",
    "Surface",
    "ThreeHumpCamel",
    "TwoWells",
]
