"""Every optax script is run, and goes where our own descent went; what optax cannot say is refused in a
sentence."""

import ast
import contextlib
import dataclasses
import io
import re
from typing import Any

import numpy as np
import pytest

from dl_core.experiments.descent import descend, to_numpy
from dl_core.noise import Noise
from dl_core.optimizers import (
    RACERS,
    SGD,
    Adadelta,
    AdaGrad,
    Adam,
    AdamW,
    AMSGrad,
    Lion,
    Momentum,
    NAdam,
    Nesterov,
    Newton,
    Optimizer,
    RAdam,
    RandomSearch,
    RMSProp,
)
from dl_core.params import params_of
from dl_core.schedules import (
    SCHEDULES,
    Constant,
    Cosine,
    Exponential,
    InverseTime,
    Schedule,
    Step,
    WarmupCosine,
)
from exports.scripts import DIALECTS, LIBRARIES, CannotSay, pieces, script
from kit.messages import LEFT, MARKED, RIGHT, in_language
from surfaces import (
    SURFACES,
    Ackley,
    Beale,
    Booth,
    Bowl,
    GoldsteinPrice,
    Himmelblau,
    KinkValley,
    Matyas,
    McCormick,
    PlateauCliff,
    Rastrigin,
    Ravine,
    Rosenbrock,
    Saddle,
    SharpFlat,
    SixHumpCamel,
    StyblinskiTang,
    Surface,
    ThreeHumpCamel,
    TwoWells,
)
from surfaces.switch import switch

STEPS = 60

# Values with which every term of a rule matters; every rule that optax has, every surface, every schedule.
CASES: tuple[tuple[Optimizer, Surface, Schedule], ...] = (
    (SGD(lr=0.02), Bowl(), Constant()),
    (SGD(lr=0.0004), Rosenbrock(b=70.0), Exponential(k=0.01)),
    (Momentum(lr=0.02, momentum=0.7), Ravine(kappa=12.0, angle=33.0, scale=0.7), Constant()),
    (Momentum(lr=0.004, momentum=0.8), Matyas(), Step(gamma=0.6, every=13.0)),
    (Momentum(lr=0.02, momentum=0.0), Booth(), Cosine()),
    (Nesterov(lr=0.002, momentum=0.7), Himmelblau(), Constant()),
    (Nesterov(lr=0.005, momentum=0.8), StyblinskiTang(), WarmupCosine(warmup=7.0)),
    (Nesterov(lr=0.02, momentum=0.0), McCormick(), Constant()),
    (Adadelta(lr=0.3, rho=0.8, eps=0.01), Beale(), Constant()),
    (Adadelta(lr=2.0, rho=0.7, eps=0.1), SharpFlat(k=30.0), InverseTime(k=0.02)),
    (RMSProp(lr=0.02, rho=0.8, eps=0.5), ThreeHumpCamel(), Constant()),
    (RMSProp(lr=0.05, rho=0.8), KinkValley(), Exponential(k=0.05)),
    (Adam(lr=0.07, b1=0.7, b2=0.9, eps=0.5), Ackley(), Constant()),
    (Adam(lr=0.1), Ravine(kappa=50.0, angle=-70.0), WarmupCosine(warmup=200.0)),
    (AdamW(lr=0.07, b1=0.7, b2=0.9, eps=0.5, weight_decay=0.3), SixHumpCamel(), Constant()),
    (AdamW(lr=0.07, weight_decay=0.2), PlateauCliff(k=6.0), InverseTime(k=0.1)),
    (NAdam(lr=0.07, b1=0.7, b2=0.9, eps=0.5), GoldsteinPrice(), Constant()),
    (NAdam(lr=0.05), Rastrigin(), Step(gamma=0.5, every=20.0)),
    (AMSGrad(lr=0.07, b1=0.7, b2=0.9, eps=0.5), TwoWells(), Constant()),
    (AMSGrad(lr=0.07), Ackley(), Cosine()),
    (RAdam(lr=0.004, b1=0.7, b2=0.95, eps=0.5), Saddle(), Constant()),
    (RAdam(lr=0.01), Bowl(), Cosine()),
    (Lion(lr=0.06, b1=0.7, b2=0.9, weight_decay=0.3), Himmelblau(), Constant()),
    (Lion(lr=0.06), McCormick(), WarmupCosine(warmup=10.0)),
)
UNSAID: dict[str, set[type[Optimizer]]] = {
    "optax": {AdaGrad, Newton, RandomSearch},
    "PyTorch": {AMSGrad, RAdam, Lion, Newton, RandomSearch},
}
for _library, _unsaid in UNSAID.items():  # a rule of which no script has been written yet is refused, too
    _unsaid |= set(RACERS) - set(DIALECTS[_library].rules)


def name(case: Any) -> str:
    return getattr(case, "label", str(case))


def run(text: str) -> dict[str, Any]:
    """What the script leaves behind, and under "printed" what it says."""
    left: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(text, "script.py", "exec"), left)
    return left | {"printed": said.getvalue()}


def our_path(
    rule: Optimizer, surface: Surface, schedule: Schedule = Constant(), steps: int = STEPS
) -> np.ndarray:
    return to_numpy(descend(rule, switch(surface), surface.start, schedule, horizon=steps), steps).x


@pytest.mark.parametrize(("rule", "surface", "schedule"), CASES, ids=name)
def test_an_optax_script_takes_the_same_path(rule: Optimizer, surface: Surface, schedule: Schedule) -> None:
    left = run(script("optax", rule, surface, surface.start, schedule, steps=STEPS))
    assert len(left["path"]) == STEPS + 1 and left["path"][0] == list(surface.start)
    # far more than a reader sees: float32 anywhere would show
    np.testing.assert_allclose(left["path"], our_path(rule, surface, schedule), rtol=0, atol=1e-9)
    assert re.search(r"last point (\[.*\])", left["printed"])[1] == str(left["path"][-1])


def test_the_cases_cover_every_surface_schedule_and_rule_that_optax_has() -> None:
    assert {type(surface) for _, surface, _ in CASES} == set(SURFACES)
    assert {type(schedule) for *_, schedule in CASES} == set(SCHEDULES)
    for scheduled in (False, True):
        assert {
            type(rule) for rule, _, schedule in CASES if scheduled != isinstance(schedule, Constant)
        } == set(RACERS) - UNSAID["optax"]


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("rule", [rule for rule in RACERS if rule not in UNSAID["optax"]])
def test_a_script_runs_with_every_slider_at_its_end(rule: type[Optimizer], end: str) -> None:
    ends = rule(
        **{field: getattr(known, end) for field, known in params_of(rule) if field != "bias_correction"}
    )
    left = run(script("optax", ends, Himmelblau(), Himmelblau.start, steps=20))
    np.testing.assert_allclose(left["path"], our_path(ends, Himmelblau(), steps=20), rtol=1e-6, atol=1e-6)


def test_a_script_diverges_where_the_run_does() -> None:
    path, ours = (
        run(script("optax", SGD(lr=1.0), Rosenbrock(), Rosenbrock.start, steps=20))["path"],
        our_path(SGD(lr=1.0), Rosenbrock(), steps=20),
    )
    assert not np.isfinite(ours[-1]).any()
    np.testing.assert_allclose(path, ours, rtol=1e-6)


# --- laws of all scripts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("rule", RACERS)
def test_every_rule_is_written_or_refused_in_a_sentence(
    rule: type[Optimizer], schedule: type[Schedule], library: str
) -> None:
    rescaled = library == "PyTorch" and rule in (Momentum, Nesterov) and schedule is not Constant
    if rule in UNSAID[library] or rescaled:
        with pytest.raises(CannotSay) as refusal:
            script(library, rule(), Himmelblau(), Himmelblau.start, schedule())
        assert_says_what_and_why(refusal.value, library, rule.label)
    else:
        ast.parse(script(library, rule(), Himmelblau(), Himmelblau.start, schedule()))


def assert_says_what_and_why(refusal: CannotSay, library: str, label: str) -> None:
    what, why = refusal.sentences
    assert library in what and label in what and str(refusal) == f"{what} {why}" and len(str(refusal)) < 200
    for sentence in (what, why):
        said = sentence.say(MARKED)
        assert (
            sentence[-1] == "."
            and (sentence[0].isupper() or sentence.startswith(library))
            and "{" not in sentence
            and said[0] + said[-1] == LEFT + RIGHT
        )


@pytest.mark.parametrize("library", LIBRARIES)
def test_noise_is_refused_in_a_sentence(library: str) -> None:
    with pytest.raises(CannotSay, match="noise") as refusal:
        script(library, SGD(), Bowl(), Bowl.start, noise=Noise(sigma=0.1))
    assert_says_what_and_why(refusal.value, library, SGD.label)


@pytest.mark.parametrize("library", LIBRARIES)
def test_adam_without_bias_correction_is_refused_in_a_sentence(library: str) -> None:
    with pytest.raises(CannotSay, match="Bias correction") as refusal:
        script(library, Adam(bias_correction=0.0), Bowl(), Bowl.start)
    assert_says_what_and_why(refusal.value, library, Adam.label)


@pytest.mark.parametrize("library", LIBRARIES)
def test_without_momentum_a_schedule_has_no_old_velocity_to_rescale(library: str) -> None:
    plain, nesterov = (
        script(library, rule, Bowl(), Bowl.start, Cosine())
        for rule in (SGD(lr=0.1), Nesterov(lr=0.1, momentum=0.0))
    )
    assert plain.splitlines()[1:] == nesterov.splitlines()[1:]


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_script_holds_no_path(library: str) -> None:
    rule, surface = Adam(lr=0.1), Himmelblau()
    short, long = (
        script(library, rule, surface, surface.start, Cosine(), steps=steps) for steps in (100, 999)
    )
    assert len(short) == len(long)
    numbers = {float(number) for number in re.findall(r"\d+\.\d+", long)}
    assert not numbers & set(np.abs(our_path(rule, surface, Cosine(), 999)[1:]).ravel())


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("surface", SURFACES)
def test_a_script_is_short_and_needs_only_the_library(surface: type[Surface], library: str) -> None:
    text = script(library, Adam(), surface(), surface.start, WarmupCosine())
    lines = text.splitlines()
    assert len(lines) <= 50 and max(map(len, lines)) <= 120 and text.endswith(")\n")
    assert "self" not in text and "np." not in text.replace("jnp.", "")
    imported = {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert imported <= {"jax", "jax.numpy", "optax", "torch"}


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("rule", RACERS)
def test_a_constructor_shows_every_number_of_its_rule(rule: type[Optimizer], library: str) -> None:
    if rule in UNSAID[library]:
        return
    fixed = DIALECTS[library].fixed.get(rule)
    known = [field for field, _ in params_of(rule) if not fixed or field != fixed.field]
    values = {field: round(0.1234 + 0.01 * i, 4) for i, field in enumerate(known)}
    text = script(library, rule(**values), Bowl(), Bowl.start)
    assert [field for field, value in values.items() if repr(value) not in text] == []


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("surface", [cls for cls in SURFACES if dataclasses.fields(cls)])
def test_a_script_defines_every_number_of_its_surface(surface: type[Surface], library: str) -> None:
    values = {field: round(30.1234 + i, 4) for i, (field, _) in enumerate(params_of(surface))}
    text = script(library, SGD(), surface(**values), (0.25, -1))
    assert all(re.search(rf"^{field} = .*\b{value}\b", text, re.MULTILINE) for field, value in values.items())
    assert "[0.25, -1.0]" in text


def test_an_unknown_library_or_no_step_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="choose one of optax, PyTorch"):
        script("Keras", SGD(), Bowl(), Bowl.start)
    with pytest.raises(ValueError, match="at least 1"):
        script("optax", SGD(), Bowl(), Bowl.start, steps=0)


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_a_script_says_can_be_said_in_another_language_and_its_program_stays(library: str) -> None:
    written = pieces(
        library,
        Momentum(),
        Ravine(),
        (1.0, 1.0),
        Constant() if library == "PyTorch" else Cosine(),
        Noise(),
        20,
    )
    marked = "".join(in_language(written, MARKED))
    assert ast.dump(ast.parse(marked)) == ast.dump(ast.parse("".join(written)))
    comments = [line.split("#", 1)[1] for line in marked.splitlines() if "#" in line and LEFT in line]
    assert len(comments) == (5 if library == "PyTorch" else 7) and comments[0].startswith(
        f" {LEFT}{LEFT}Momentum{RIGHT} on {LEFT}Ravine{RIGHT}, with {library}"
    )
