"""The table of runs says every number, to its last digit."""

import csv
import io

import numpy as np

from dl_core.experiments.descent import Descent, descend, to_numpy
from dl_core.noise import Noise
from dl_core.optimizers import SGD, Adam
from dl_core.schedules import Cosine
from exports.table import COLUMNS, runs_csv
from surfaces import Rosenbrock
from surfaces.switch import switch


def descent(rule: SGD | Adam, steps: int) -> Descent:
    return to_numpy(
        descend(rule, switch(Rosenbrock()), Rosenbrock.start, Cosine(), Noise(sigma=0.1), horizon=steps),
        steps,
    )


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_has_one_row_per_optimizer_and_step() -> None:
    table = rows(runs_csv({"SGD": descent(SGD(lr=1e-3), 7), "Adam": descent(Adam(), 3)}))
    assert tuple(table[0]) == COLUMNS
    assert [(row["optimizer"], row["step"]) for row in table] == [("SGD", str(t)) for t in range(8)] + [
        ("Adam", str(t)) for t in range(4)
    ]


def test_every_number_is_read_back_as_it_was() -> None:
    run = descent(Adam(), 40)
    read = {
        name: np.array([float(row[name]) for row in rows(runs_csv({"Adam": run}))]) for name in COLUMNS[2:]
    }
    expected = (run.x[:, 0], run.x[:, 1], run.loss, run.grad[:, 0], run.grad[:, 1], run.lr)
    for name, column in zip(COLUMNS[2:], expected, strict=True):
        np.testing.assert_array_equal(read[name], column)


def test_divergence_stands_as_it_is() -> None:
    run = descent(SGD(lr=10.0), 30)
    assert not np.isfinite(run.x[-1]).any()
    last = rows(runs_csv({"SGD": run}))[-1]
    assert {last["x"], last["y"], last["loss"]} <= {"nan", "inf", "-inf"} and float(
        last["learning_rate"]
    ) == run.lr[-1]


def test_a_label_with_a_comma_or_quotes_stays_one_cell() -> None:
    label = 'Adam, "fast"'
    assert {row["optimizer"] for row in rows(runs_csv({label: descent(Adam(), 2)}))} == {label}


def test_no_runs_are_a_header_alone() -> None:
    assert runs_csv({}) == ",".join(COLUMNS) + "\n"
