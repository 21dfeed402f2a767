"""The parts that group beside known classes, and the table that they ask for."""

from kit.page import Part, plainly
from kit.tables import table_upload
from pages.clusters import how, panel
from pages.clusters.judged import charts, codes, grouped, runs, words
from pages.clusters.view import OWN, Clusters

TABLE = table_upload("samples", OWN, words.about_table)
PARTS: tuple[Part[Clusters], ...] = (
    Part(
        name="truth",
        panel=panel.truth,
        facts=grouped.no_table,
        instant=grouped.has_no_table,
        steps=runs.truth,
        begins=True,
        progress=runs.runs_done,
        charts=charts.truth,
        words=words.truth,
        came=words.came,
        room=4,
        how=plainly(how.TRUTH),
    ),
    Part(
        name="codes",
        panel=panel.CODES,
        facts=grouped.no_table,
        instant=grouped.has_no_table,
        steps=runs.by_codes,
        begins=True,
        progress=runs.codes_done,
        charts=codes.charts,
        words=codes.words,
        came=codes.came,
        room=4,
        how=plainly(how.CODES),
    ),
)
