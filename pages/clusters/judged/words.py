"""What is said of groupings beside known classes: whole sentences, in one place."""

import numpy as np

from kit.messages import Message, _, listed
from kit.number_format import number
from kit.page import Sentence, say
from kit.tables import NO_TABLE, Table, doubts, shortened
from pages.clusters.judged.grouped import NoTable
from pages.clusters.judged.runs import Truth
from pages.clusters.runs import TooFew
from pages.clusters.view import OWN, Clusters
from pages.clusters.words import too_few


def truth(facts: Truth | TooFew | NoTable) -> list[Sentence]:
    """Whether the lowest inertia is the best grouping."""
    if isinstance(facts, NoTable):
        return [say(NO_TABLE)]
    if isinstance(facts, TooFew):
        return too_few(facts)
    if not len(facts.inertia):
        return [say(learns(facts.view) if facts.view["codes"] == "autoencoder" else _UNDER_WAY)]
    best, closest = int(facts.inertia.argmin()), int(facts.nmi.argmax())
    says = [
        say(
            _(
                "Lowest inertia, {inertia}: NMI {nmi}, purity {purity}.",
                inertia=number(facts.inertia[best], 5),
                nmi=number(facts.nmi[best]),
                purity=number(facts.purity[best]),
            )
        )
    ]
    if best != closest:
        says.append(
            say(
                _(
                    "Highest NMI, {nmi}: purity {purity}, inertia {inertia}. It is the better grouping, and "
                    "has the higher inertia: who knows no labels could not choose it.",
                    nmi=number(facts.nmi[closest]),
                    purity=number(facts.purity[closest]),
                    inertia=number(facts.inertia[closest], 5),
                )
            )
        )
    if np.isfinite(facts.correlation):
        says.append(
            say(
                _(
                    "Correlation of inertia and NMI over {runs} runs: {correlation}.",
                    runs=len(facts.inertia),
                    correlation=number(facts.correlation, 2),
                )
            )
        )
    missing = sorted(set(range(len(facts.classes))) - set(facts.lowest.named))
    if missing:
        says.append(say(_nameless(facts, missing)))
    return says


_UNDER_WAY = _("The first starts are under way.")


def learns(view: Clusters) -> Message:
    """That an autoencoder learns the codes first."""
    if view["samples"] == OWN:
        return _(
            "An autoencoder learns the codes. For a table of a shape that is new here its program is "
            "compiled first, which takes some seconds, once."
        )
    return _("An autoencoder learns the codes.")


def _nameless(facts: Truth, missing: list[int]) -> Message:
    names = [shortened(facts.classes[one]) for one in missing]
    if facts.view["samples"] == OWN:
        return _("With the lowest inertia, classes that name no cluster: {classes}.", classes=listed(names))
    return _("With the lowest inertia, digits that name no cluster: {digits}.", digits=", ".join(names))


def about_table(file: str, table: Table) -> list[Sentence]:
    """What is in a table, and what is done with it."""
    size = _(
        "{file}: {rows} rows, {classes} classes, which only judge; inputs: {inputs}, each minus its mean "
        "and over its standard deviation.",
        file=file,
        rows=f"{len(table.y):,}",
        inputs=len(table.columns),
        classes=len(table.classes),
    )
    return [say(size), *doubts(table)]


def came(before: Truth | TooFew | NoTable | None, now: Truth | TooFew | NoTable) -> list[Message]:
    """Lowest inertia and its NMI."""
    if not isinstance(now, Truth) or not len(now.inertia):
        return []
    nmi = number(now.nmi[now.inertia.argmin()])
    says = [
        _(
            "Lowest inertia of {runs} runs: {inertia}, with NMI {nmi}.",
            runs=len(now.inertia),
            inertia=number(now.inertia.min(), 5),
            nmi=nmi,
        )
    ]
    if isinstance(before, Truth) and len(before.inertia):
        says.append(
            _(
                "Before it was {inertia}, with NMI {nmi}.",
                inertia=number(before.inertia.min(), 5),
                nmi=number(before.nmi[before.inertia.argmin()]),
            )
        )
    return says
