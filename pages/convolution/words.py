"""What the page says of its facts: whole sentences, in one place."""

from collections.abc import Sequence

from dl_core.nets.sizes import Axis
from kit.messages import Message, _, listed
from kit.number_format import number
from kit.page import Sentence, say
from pages.convolution.facts import Matrix, TooLarge, Window


def grouped(value: int) -> str:
    """2,304."""
    return f"{value:,}"


def _formula(one: Axis) -> Message:
    return _(
        "⌊({n} + {before} + {after} − {dilation}·({k} − 1) − 1) / {stride}⌋ + 1 = {places}",
        n=one.n,
        before=one.before,
        after=one.after,
        dilation=one.dilation,
        k=one.k,
        stride=one.stride,
        places=max(one.places, 0),
    )


def _sizes(along: Sequence[Axis]) -> Message:
    """The formula of the output's size with its numbers put in, once if all axes are alike."""
    rows = list(dict.fromkeys(along))
    if len(rows) == 1:
        return _("Size of the output along each axis: {formula}.", formula=_formula(rows[0]))
    return _(
        "Size of the output, axis by axis: {formulas}.", formulas=listed([_formula(one) for one in along])
    )


def too_large(facts: TooLarge) -> list[Sentence]:
    """Why there is no output."""
    one = next(one for one in facts.along if one.places < 1)
    return [
        say(
            _(
                "The kernel reaches over {reach} places, and there are {padded} with the padding: it fits "
                "nowhere. Choose a smaller kernel or dilation, or more padding.",
                reach=one.reach,
                padded=one.padded,
            ),
            "alarm",
        )
    ]


def window(facts: Window | TooLarge) -> list[Sentence]:
    """Sizes, what rounding down leaves out, and what the layer takes."""
    if isinstance(facts, TooLarge):
        return too_large(facts)
    says = [say(_sizes(facts.along))]
    if facts.rounded_down:
        left = max(one.left_over for one in facts.along)
        says.append(
            say(
                _(
                    "The stride does not divide: it is rounded down, and the last {left} rows and columns "
                    "of the padded input are in no window. PyTorch, JAX and Keras do the same.",
                    left=left,
                )
            )
        )
    shared, local, dense = (facts.costs[kind] for kind in ("convolution", "local", "dense"))
    says.append(
        say(
            _(
                "Weights: {shared}, without sharing {local}, dense {dense}; in float32 {bytes}, "
                "{local_bytes} and {dense_bytes} bytes. Multiply-adds: {products}, without sharing the "
                "same, dense {dense}.",
                shared=grouped(shared.weights),
                local=grouped(local.weights),
                dense=grouped(dense.weights),
                bytes=grouped(shared.bytes),
                local_bytes=grouped(local.bytes),
                dense_bytes=grouped(dense.bytes),
                products=grouped(shared.multiply_adds),
            )
        )
    )
    return says


def matrix(facts: Matrix | TooLarge) -> list[Sentence]:
    """What is in the matrix, that it says the same, and what a free step makes of it."""
    if isinstance(facts, TooLarge):
        return too_large(facts)
    rows, columns = facts.dense.shape
    says = [
        say(
            _(
                "{rows}×{columns} = {all} entries: {zeros} are 0 by their place, the other {there} have "
                "{weights} weights. Largest difference between matrix times input and convolution, in "
                "float32: {apart}.",
                rows=rows,
                columns=columns,
                all=grouped(rows * columns),
                zeros=grouped(rows * columns - facts.entries),
                there=grouped(facts.entries),
                weights=facts.kernel.size,
                apart=number(facts.apart, 2),
            )
        )
    ]
    shared, free = facts.steps["shared"], facts.steps["free"]
    says.append(
        say(
            _(
                "After one training step of the free matrix it has {free} different entries; after one of "
                "the kernel, {shared}.",
                free=grouped(free.distinct),
                shared=grouped(shared.distinct),
            )
        )
    )
    return says
