"""A run as a short script for another library: the formula, the numbers and the loop, nothing recorded."""

from collections.abc import Sequence
from string import Formatter
from typing import Any

from dl_core.noise import Noise
from dl_core.optimizers import SGD, Momentum, Nesterov, Optimizer
from dl_core.params import params_of
from dl_core.schedules import Constant, Schedule
from exports.dialect import Dialect, No, Rule, quote
from exports.formula import Spelled, spelled
from exports.in_optax import OPTAX
from exports.in_pytorch import PYTORCH
from kit.messages import Message, _
from kit.number_format import number
from surfaces import Surface
from surfaces.formula import fold, parse
from surfaces.own import Own

DIALECTS = {dialect.name: dialect for dialect in (OPTAX, PYTORCH)}
LIBRARIES = tuple(DIALECTS)
# so that a new rule needs no line here to race
UNWRITTEN = No(_("Nobody has written down yet how it says this rule."))


# what a library cannot repeat, by code
REFUSALS = {
    "rule": _("{library} cannot repeat {rule} as we draw it."),
    "schedule": _("{library} cannot repeat {rule} under a schedule as we draw it."),
    "setting": _("{library} cannot repeat {rule} with “{setting}” at {value}."),
    "noise": _("{library} cannot repeat {rule} with gradient noise."),
}


class CannotSay(ValueError):
    """The library has no way to say this run. code: one of REFUSALS; values: of its places; why: the
    reason."""

    def __init__(self, code: str, why: str, **values: object) -> None:
        self.code, self.why, self.values = code, why, values
        super().__init__(" ".join(self.sentences))

    @property
    def sentences(self) -> tuple[Message, Message]:
        """That there is no way, and why."""
        return _(REFUSALS[self.code], **self.values), _(self.why)


def script(
    library: str,
    optimizer: Optimizer,
    surface: Surface,
    start: Sequence[float],
    schedule: Schedule = Constant(),
    noise: Noise = Noise(),
    steps: int = 100,
) -> str:
    """A self-contained Python script that runs `optimizer` down `surface` from `start` (2,) in float64 for
    `steps` steps with `library`.

    It prints the last point and leaves the list `path` of steps+1 points, row 0 the start. The schedule's
    horizon is `steps`. Raises CannotSay where the library has no such rule, or not in our form, and
    ValueError if the library is none of LIBRARIES or there is not at least one step.
    """
    return "".join(pieces(library, optimizer, surface, start, schedule, noise, steps))


def pieces(
    library: str,
    optimizer: Optimizer,
    surface: Surface,
    start: Sequence[float],
    schedule: Schedule,
    noise: Noise,
    steps: int,
) -> list[str]:
    """The same script in pieces, one after the other: what is said in it are messages."""
    if library not in DIALECTS:
        raise ValueError(f"no scripts for {library!r}; choose one of {', '.join(LIBRARIES)}")
    if steps < 1:
        raise ValueError(f"a script of {steps} steps was asked for; give at least 1")
    dialect = DIALECTS[library]
    scheduled = not isinstance(schedule, Constant)
    rule = _rule(dialect, optimizer, scheduled, noise)
    numbers = {name: _number(optimizer, name) for name, _known in params_of(optimizer)}
    rate = dialect.rate.format(**numbers) if scheduled else numbers["lr"]
    loss = _loss(dialect, surface)
    return laid_out(
        dialect.layout,
        title=[
            _(
                "{rule} on {surface}, with {library}",
                rule=_(optimizer.label),
                surface=_(surface.label),
                library=library,
            )
        ],
        steps=[str(int(steps))],
        constants=[*_constants(dialect, surface), loss.helpers],
        surface=[_(surface.label)],
        loss=[loss.body],
        gradient=[dialect.forward if loss.steep else dialect.gradient],
        factor=_factor(dialect, schedule) if scheduled else [],
        start=[", ".join(repr(float(number)) for number in start)],
        note=["# ", _(rule.note), "\n"] if rule.note else [],
        make=[rule.make.format(**numbers | {"lr": rate})],
        scheduler=[dialect.scheduler if scheduled else ""],
        advance=[dialect.advance if scheduled else ""],
    )


def laid_out(layout: str, **parts: Sequence[str]) -> list[str]:
    """A layout with parts in its places, in pieces."""
    found: list[str] = []
    for text, place, _format, _conversion in Formatter().parse(layout):
        found += [text, *(parts[place] if place else ())]
    return found


def _loss(dialect: Dialect, surface: Surface) -> Spelled:
    if isinstance(surface, Own):
        return spelled(fold(parse(surface.text)), dialect)
    return Spelled(
        "",
        quote(
            type(surface).__call__,
            {"jnp": dialect.numpy} | {f"self.{name}": name for name, _known in params_of(surface)},
        ),
        False,
    )


def _rule(dialect: Dialect, optimizer: Optimizer, scheduled: bool, noise: Noise) -> Rule:
    """How the library says the rule; raises CannotSay."""
    kind = type(optimizer)
    if isinstance(optimizer, (Momentum, Nesterov)) and not optimizer.momentum:
        kind = SGD  # the same path, and PyTorch refuses Nesterov without momentum
    given = {"library": dialect.name, "rule": _(optimizer.label)}
    plain = dialect.rules.get(kind, UNWRITTEN)
    found = dialect.scheduled.get(kind, plain) if scheduled else plain
    if isinstance(found, No):
        raise CannotSay("schedule" if isinstance(plain, Rule) else "rule", found.why, **given)
    if (fixed := dialect.fixed.get(kind)) and (value := getattr(optimizer, fixed.field)) != fixed.value:
        setting = _(dict(params_of(optimizer))[fixed.field].label)
        raise CannotSay("setting", fixed.why, setting=setting, value=number(value, 6), **given)
    if noise.sigma:
        raise CannotSay("noise", _("Our noise comes from our own seed."), **given)
    return found


def _constants(dialect: Dialect, surface: Surface) -> list[str]:
    """One line for each of the surface's parameters."""
    lines = (
        (f"{name} = {dialect.constant.format(value=_number(surface, name))}  # ", _(known.about), "\n")
        for name, known in params_of(surface)
    )
    return [piece for line in lines for piece in line]


def _factor(dialect: Dialect, schedule: Schedule) -> list[str]:
    """The schedule as a function of t, its own numbers written in."""
    spelling = {"np": dialect.numpy, "horizon": "steps"} | {
        f"self.{name}": _number(schedule, name) for name, _known in params_of(schedule)
    }
    said = _("on the learning rate at step t: {schedule}", schedule=_(schedule.label))
    return ["\ndef factor(t):  # ", said, "\n", quote(type(schedule).factor, spelling), "\n\n"]


def _number(owner: Any, name: str) -> str:
    return repr(float(getattr(owner, name)))
