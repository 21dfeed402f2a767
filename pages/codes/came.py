"""What came of what an example asks to try: whole sentences with the numbers before and now."""

import numpy as np

from kit.messages import Message, _
from kit.number_format import number
from pages.codes.facts import Plane
from pages.codes.gaps import PLACES, Gaps, Walk
from pages.codes.variational import Variational
from pages.codes.ways import WAYS


def plane(before: Plane | None, now: Plane) -> list[Message]:
    """The errors of both nets, and what is decoded at the ring."""
    errors = {name: number(one.error) for name, one in now.planes.items()}
    said = [_("Error of a test digit: PCA {pca}, autoencoder {plain}, variational {variational}.", **errors)]
    for name, one in now.planes.items():
        if one.own:
            near = number(one.near, 2)
            said.append(_("{way}: the ring decodes to {near} from a digit.", way=WAYS[name], near=near))
    if before is not None and before.reach != now.reach:
        said.append(
            _(
                "The codes reach to {now} instead of {before}.",
                now=number(now.reach, 2),
                before=number(before.reach, 2),
            )
        )
    return said


def variational(before: Variational | None, now: Variational) -> list[Message]:
    """Error, KL and dead numbers."""
    own = now.nets.variational
    said = [
        _(
            "Test error {error}, KL {kl}, dead numbers: {dead} of {width}.",
            error=number(own.test[-1]),
            kl=number(now.divergence),
            dead=now.dead,
            width=now.nets.width,
        )
    ]
    if before is not None:
        said.append(
            _(
                "Before: test error {error}, KL {kl}, dead numbers: {dead}.",
                error=number(before.nets.variational.test[-1]),
                kl=number(before.divergence),
                dead=before.dead,
            )
        )
    return said


def gaps(before: Gaps | None, now: Gaps) -> list[Message]:
    """Medians of codes from N(0, 1)."""

    def middles(of: Gaps) -> dict[str, str]:
        return {
            name: number(np.median(one.apart), 2)
            for name, one in of.found["standard"].items()
            if name != "pca"
        }

    said = [
        _("Codes from N(0, 1): autoencoder {plain} from a digit, variational {variational}.", **middles(now))
    ]
    if before is not None:
        said.append(_("Before: autoencoder {plain}, variational {variational}.", **middles(before)))
    return said


def walk(before: Walk | None, now: Walk) -> list[Message]:
    """Half-way, by both nets."""

    def middles(of: Walk) -> dict[str, str]:
        return {name: number(one.apart[PLACES // 2], 2) for name, one in of.walks.items() if name != "pca"}

    said = [
        _(
            "Half-way: pixels {pixels} from a digit, autoencoder {plain}, variational {variational}.",
            **middles(now),
        )
    ]
    if before is not None:
        said.append(
            _("Before: pixels {pixels}, autoencoder {plain}, variational {variational}.", **middles(before))
        )
    return said
