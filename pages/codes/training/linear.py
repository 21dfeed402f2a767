"""The linear autoencoder as facts: how it learns, and which of PCA's axes it finds."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dl_core.experiments.autoencoders import digits_apart
from dl_core.experiments.linear_codes import (
    STEPS,
    Course,
    Task,
    alive,
    cosines,
    covariance,
    directions,
    largest_angle,
    learn,
    least_error,
    lengths,
    principal,
)
from kit.page import Progress
from pages.codes.view import Codes

Floats = NDArray[np.float64]
LEAST_ANGLE = 1e-5  # degrees; what is below is rounding, and neither drawn nor told


class Linear(NamedTuple):
    """A linear autoencoder on its way. course: so far; task: its covariance is that of the digits that are
    learned from; variances (d,) along PCA's axes (d, c), those with the largest variance."""

    course: Course
    task: Task
    variances: Floats
    axes: Floats

    @property
    def units(self) -> int:
        """Numbers of the code."""
        return self.axes.shape[1]

    @property
    def done(self) -> int:
        """Steps."""
        return int(self.course.steps[-1]) if len(self.course.steps) else 0

    @property
    def pca(self) -> float:
        """PCA's error, of as many axes."""
        return least_error(self.variances, self.units, 0.0)

    @property
    def least(self) -> float:
        """The error at the lowest loss."""
        return least_error(self.variances, self.units, self.task.decay)

    @property
    def expected(self) -> Floats:
        """How long the decoder's directions are at the lowest loss, with a decay (c,)."""
        return lengths(self.variances[: self.units], self.task.decay)

    @property
    def left(self) -> int:
        """How many axes the decay leaves."""
        return alive(self.variances[: self.units], self.task.decay)

    @property
    def directions(self) -> tuple[Floats, Floats]:
        """The decoder's singular vectors (d, c) and values (c,)."""
        return directions(self.course.pair.decoder)

    @property
    def of_units(self) -> Floats:
        """|cos| of each unit with each axis (c, c)."""
        return cosines(self.course.pair.decoder, self.axes)

    @property
    def of_directions(self) -> Floats:
        """|cos| of each singular vector with each axis (c, c)."""
        return cosines(self.directions[0], self.axes)


@cache
def digits_covariance() -> Floats:
    """Of the digits that are learned from."""
    found = covariance(digits_apart()[0].x)
    found.setflags(write=False)
    return found


def linear(view: Codes) -> Iterator[Linear]:
    """The run, piece by piece."""
    units = int(view["units"])
    task = Task(digits_covariance(), view["decay"], view["aim"] == "prefixes")
    variances, axes = principal(task.covariance)
    for course in learn(task, units, int(view["seed"])):
        yield Linear(course, task, variances, axes[:, :units])


def steps_done(found: Linear) -> Progress:
    """Steps done and to do."""
    return Progress(found.done, STEPS)


def first_call() -> object:
    """What the first run waits for: the digits, and the library that measures angles."""
    axes = principal(digits_covariance())[1][:, :2]
    return largest_angle(axes, axes)
