"""Runs as one table."""

import csv
import io
from collections.abc import Mapping

from dl_core.experiments.descent import Descent

COLUMNS = ("optimizer", "step", "x", "y", "loss", "gradient_x", "gradient_y", "learning_rate")


def runs_csv(runs: Mapping[str, Descent]) -> str:
    """The runs, by label, as CSV text: COLUMNS, then one row per optimizer and step, step 0 being the start.

    The descents are in the plane, as NumPy arrays (`to_numpy`), and may differ in length. Every number has
    all its digits; where a run diverged, nan and inf stand as they are. The gradient is exact, without noise;
    the learning rate is the one of the step that leaves the row's point.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for label, run in runs.items():
        for step, ((x, y), loss, (slope_x, slope_y), lr) in enumerate(
            zip(run.x.tolist(), run.loss.tolist(), run.grad.tolist(), run.lr.tolist(), strict=True)
        ):
            writer.writerow((label, step, x, y, loss, slope_x, slope_y, lr))
    return text.getvalue()
