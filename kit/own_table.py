"""A table that a visitor brings along: how pages ask for it, and what is said of it."""

from collections.abc import Callable

from kit.messages import _
from kit.page import Sentence, Upload, say
from kit.tables import ENDINGS, Table, read_table, row_numbers

NAME = 40  # characters of a name in a table
NO_TABLE = _("Upload a table above: it stays in your session and is in no link.")


def upload(setting: str, option: str, about: Callable[[str, Table], list[Sentence]]) -> Upload:
    """What a page asks for where its setting is this option. Pages that ask for a table share it."""
    label = _("Your table: CSV with the class in the last column, or NPZ with x and y")
    return Upload("table", setting, option, label, ENDINGS, read_table, about)


def doubts(table: Table) -> list[Sentence]:
    """What its owner should know, if anything: that an input looks like numbers of rows."""
    if (i := row_numbers(table)) is None:
        return []
    return [say(_doubt(table, i), "alarm"), say(OF_NUMBERS, "alarm")]


OF_NUMBERS = _(
    "It is an input like the others. If the rows were sorted by class, it gives the class away: "
    "unless it was measured, leave it out."
)


def _doubt(table: Table, i: int) -> str:
    """That an input looks like numbers of rows."""
    low, high = (f"{value:,.0f}" for value in (table.x[:, i].min(), table.x[:, i].max()))
    given = {"column": i + 1, "name": shortened(table.columns[i]), "low": low, "high": high}
    if table.columns[i] == f"column {i + 1}":
        return _(
            (
                "Column {column} looks like row numbers: a different whole number in each row, from {low} "
                "to {high}."
            ),
            **given,
        )
    return _(
        (
            "Column {column} (“{name}”) looks like row numbers: a different whole number in each row, "
            "from {low} to {high}."
        ),
        **given,
    )


def shortened(name: str) -> str:
    """At most NAME characters of a name in a table, of which all can be printed, or join those that can."""
    return name if len(name) <= NAME else name[: NAME - 1] + "…"
