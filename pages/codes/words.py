"""What the page says of its facts: whole sentences, in one place."""

import numpy as np

from kit.messages import Message, _
from kit.number_format import number, percent
from kit.page import Sentence, say
from pages.codes.facts import Plane
from pages.codes.gap_charts import SAID
from pages.codes.gaps import PLACES, Gaps, Walk
from pages.codes.nets import TIMES, Nets
from pages.codes.variational import Variational
from pages.codes.ways import WAYS


def nets(found: Nets) -> list[Sentence]:
    """Where the nets come from."""
    if found.is_kept:
        return [say(_("These nets were trained before, and kept. Move Seed: others learn while you look."))]
    if found.done < found.steps:
        return [say(_("The nets learn: step {done} of {steps}.", done=found.done, steps=found.steps))]
    return [say(_("The nets have learned for {steps} steps.", steps=found.steps))]


def plane(facts: Plane) -> list[Sentence]:
    """Errors, and what the ring is decoded to."""
    errors = {name: number(one.error) for name, one in facts.planes.items()}
    says = [
        *nets(facts.nets),
        say(
            _(
                "Squared error of a test digit through two numbers: PCA {pca}, autoencoder {plain}, "
                "variational {variational}.",
                **errors,
            )
        ),
        say(
            _(
                "Decoded at the ring, distance to the nearest training digit: PCA {pca}, autoencoder "
                "{plain}, variational {variational}.",
                **{name: number(one.near) for name, one in facts.planes.items()},
            )
        ),
    ]
    says += [say(_moved(name, one.label)) for name, one in facts.planes.items() if one.own]
    return says


def _moved(name: str, label: int) -> Message:
    return _(
        "{way}: the ring was moved; the training digit nearest to what is decoded there is a {label}.",
        way=WAYS[name],
        label=label,
    )


def variational(facts: Variational) -> list[Sentence]:
    """The two terms, what counts of the two numbers, and whether the code has collapsed."""
    says = nets(facts.nets)
    if not facts.nets.done:
        return says
    says.append(
        say(
            _(
                "Loss = {reconstruction} + {beta} · {kl}: the reconstruction's term, and KL times beta.",
                reconstruction=number(facts.reconstruction),
                beta=number(facts.view["beta"]),
                kl=number(facts.divergence),
            )
        )
    )
    says.append(say(_alike(facts)))
    if facts.dead == facts.nets.width:
        says.append(
            say(
                _("All numbers of the code are dead: whatever it sees, it decodes the same picture."), "alarm"
            )
        )
    else:
        says.append(
            say(
                _(
                    "{dead} of {width} numbers of the code are dead. Two draws of one code are decoded "
                    "{apart} apart, on average.",
                    dead=facts.dead,
                    width=facts.nets.width,
                    apart=number(facts.moves, 2),
                )
            )
        )
    return says


def _alike(facts: Variational) -> Message:
    twin, own = facts.nets.twin, facts.nets.variational
    assert twin
    return _(
        "2 · variance · beta = {product}. Its twin, {times} times the variance and beta / {times}, has the "
        "same product: error {twin} and KL {twin_kl}, where it has {own} and {own_kl}.",
        product=number(facts.product),
        times=number(TIMES),
        twin=number(twin.test[-1], 4),
        twin_kl=number(twin.kl[-1].sum(), 4),
        own=number(own.test[-1], 4),
        own_kl=number(own.kl[-1].sum(), 4),
    )


def gaps(facts: Gaps) -> list[Sentence]:
    """Medians of each kind."""
    says = [
        *nets(facts.nets),
        say(
            _(
                "A test digit itself is {digits} from its nearest training digit (median).",
                digits=number(np.median(facts.digits)),
            )
        ),
    ]
    for kind in ("standard", "fitted"):
        middles = {name: number(np.median(one.apart)) for name, one in facts.found[kind].items()}
        says.append(
            say(
                _(
                    "Codes {kind}: decoded {plain} from a digit by the autoencoder, {variational} by the "
                    "variational one, {pca} by PCA.",
                    kind=SAID[kind],
                    **middles,
                )
            )
        )
    return says


def walk(facts: Walk) -> list[Sentence]:
    """The middle of this walk, and of many."""
    middle = PLACES // 2
    middles = {name: number(one.apart[middle]) for name, one in facts.walks.items()}
    many = {name: number(one.middles) for name, one in facts.walks.items()}
    pure = {name: percent(one.purity) for name, one in facts.walks.items()}
    return [
        *nets(facts.nets),
        say(
            _(
                "Half-way, distance to the nearest training digit: pixels {pixels}, PCA {pca}, autoencoder "
                "{plain}, variational {variational}.",
                **middles,
            )
        ),
        say(
            _(
                "The same, mean over 360 pairs of test digits, straight: pixels {pixels}, PCA {pca}, "
                "autoencoder {plain}, variational {variational}.",
                **many,
            )
        ),
        say(
            _(
                "Of the five nearest training digits of such a middle, of one class: pixels {pixels}, PCA "
                "{pca}, autoencoder {plain}, variational {variational}.",
                **pure,
            )
        ),
    ]
