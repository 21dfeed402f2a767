"""Numbers are declared once, cannot change, and every formula shows every one of them."""

import dataclasses
import re
from typing import Any

import jax
import pytest

from dl_core.noise import Noise
from dl_core.optimizers import RACERS
from dl_core.params import Param, param, params, params_of
from dl_core.schedules import SCHEDULES
from surfaces import SURFACES

FORMULAS: tuple[Any, ...] = (*RACERS, *SURFACES, *SCHEDULES)
DECLARED = [
    pytest.param(owner, name, known, id=f"{owner.__name__}.{name}")
    for owner in (*FORMULAS, Noise)
    for name, known in params_of(owner)
]


@params
class Spring:
    stiffness: float = param(
        default=2.0, low=0.5, high=8.0, log=True, tex="k", about="force per stretch", label="Stiffness"
    )
    coils: float = param(
        default=3.0, low=1.0, high=9.0, step=1.0, tex="n", about="turns of the wire", label="Coils"
    )


def symbols(formula: str) -> set[str]:
    """The symbols of a LaTeX formula, each with and without its index, and the indices; words and fonts are
    none."""
    words = re.sub(r"\\(text|operatorname|mathrm|begin|end)\{[^}]*\}|\\(mathcal|mathbb)", " ", formula)
    found = re.findall(r"(\\[A-Za-z]+|[A-Za-z])(?:_(\{[^}]*\}|\\[A-Za-z]+|\w))?", words)
    return {symbol for name, index in found for symbol in (name, f"{name}_{index}", index) if symbol}


def test_symbols_are_read_as_a_reader_would() -> None:
    assert {r"\eta", r"\beta_1", "g", "t"} <= symbols(r"x - \eta \frac{\beta_1^t g}{2}")
    assert "s" in symbols(r"z \sim \mathcal N_s(0, I)") and "t" in symbols("e^{-kt}")
    assert not {"k", r"\beta_2", "f"} & symbols(r"\kappa \beta_1 \text{ if } \operatorname{fork}")


@pytest.mark.parametrize("owner", FORMULAS)
def test_every_formula_shows_every_symbol(owner: Any) -> None:
    assert {known.tex for _, known in params_of(owner)} <= symbols(owner.formula)


@pytest.mark.parametrize(("owner", "name", "known"), DECLARED)
def test_every_number_says_what_it_is(owner: Any, name: str, known: Param) -> None:
    assert known.tex and known.about and known.label
    assert known.low < known.high and known.check(known.default) is None
    assert not known.log or known.low > 0
    assert getattr(owner(), name) == known.default


@pytest.mark.parametrize("owner", [*FORMULAS, Noise])
def test_labels_and_symbols_of_one_owner_are_unique(owner: Any) -> None:
    known = [known for _, known in params_of(owner)]
    assert len({one.label for one in known}) == len({one.tex for one in known}) == len(known)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (dict(default=9.0, low=0.0, high=1.0), "9 is outside 0 to 1"),
        (dict(default=-1.0, low=0.0, high=1.0), "-1 is outside 0 to 1"),
        (dict(default=1.5, low=0.0, high=3.0, step=1.0), "1.5 is not a whole number"),
        (dict(default=0.5, low=0.0, high=1.0, log=True), "a log scale needs low > 0"),
    ],
)
def test_a_default_that_breaks_its_own_range_is_refused(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        param(**wrong)


def test_a_value_out_of_range_gets_a_sentence() -> None:
    stiffness, coils = (known for _, known in params_of(Spring))
    assert stiffness.check(0.5) is stiffness.check(8.0) is coils.check(4.0) is None
    assert stiffness.check(8.5) == "8.5 is outside 0.5 to 8"
    assert stiffness.check(0.4) == "0.4 is outside 0.5 to 8"
    assert stiffness.check(float("nan")) == "nan is outside 0.5 to 8"
    assert stiffness.check(float("inf")) == "inf is outside 0.5 to 8"
    assert coils.check(4.5) == "4.5 is not a whole number"


def test_params_come_in_the_order_of_declaration_from_class_and_value_alike() -> None:
    expected = [
        ("stiffness", Param(2.0, 0.5, 8.0, log=True, tex="k", about="force per stretch", label="Stiffness")),
        ("coils", Param(3.0, 1.0, 9.0, step=1.0, tex="n", about="turns of the wire", label="Coils")),
    ]
    assert list(params_of(Spring)) == list(params_of(Spring(stiffness=1.0))) == expected


def test_a_value_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Spring().stiffness = 1.0  # type: ignore[misc]


def test_equal_numbers_are_equal_values() -> None:
    assert Spring(stiffness=1.0) == Spring(stiffness=1.0) != Spring(stiffness=2.0)
    assert len({Spring(), Spring(), Spring(coils=4.0)}) == 2


def test_jax_traces_every_number() -> None:
    leaves, structure = jax.tree.flatten(Spring(stiffness=1.0, coils=5.0))
    assert leaves == [1.0, 5.0]
    assert jax.tree.unflatten(structure, [3.0, 6.0]) == Spring(stiffness=3.0, coils=6.0)
