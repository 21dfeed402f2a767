"""Two kinds of value must never share a compiled program."""

from itertools import combinations

import jax
import pytest

from dl_core.noise import Noise
from dl_core.optimizers import RACERS
from dl_core.schedules import SCHEDULES
from surfaces import SURFACES

KINDS = [*RACERS, *SURFACES, *SCHEDULES, Noise]


def test_every_kind_has_a_tree_structure_of_its_own():
    structures = [jax.tree.structure(kind()) for kind in KINDS]
    alike = [
        (KINDS[i].__name__, KINDS[j].__name__)
        for (i, a), (j, b) in combinations(enumerate(structures), 2)
        if a == b
    ]
    assert alike == []
    assert len(set(structures)) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_survives_the_way_through_a_tree(kind):
    value = kind()
    leaves, structure = jax.tree.flatten(value)
    assert jax.tree.unflatten(structure, leaves) == value
    assert [path[0].name for path, _ in jax.tree_util.tree_flatten_with_path(value)[0]] == list(
        value.__dataclass_fields__
    )
