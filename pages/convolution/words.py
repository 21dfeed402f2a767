"""What the page says of its facts: whole sentences, in one place."""

from collections.abc import Sequence

from dl_core.nets.sizes import Axis
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Sentence, say
from pages.convolution.backward import Back, Through
from pages.convolution.facts import Matrix, TooLarge, Window
from pages.convolution.pooling import Pooling


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


def backward(facts: Back | Through | TooLarge) -> list[Sentence]:
    """What the gradient is, and that it is the same by the matrix."""
    if isinstance(facts, TooLarge):
        return too_large(facts)
    if isinstance(facts, Through):
        return _through(facts)
    stride = max(one.stride for one in facts.along)
    if facts.of == "kernel":
        return [
            say(
                _(
                    "∂L/∂kernel: each weight's place in the kernel is a window of the input as large as "
                    "∂L/∂y, and its gradient the sum of their products; stride and dilation exchange their "
                    "places. Largest difference from the matrix's entries added up weight by weight: "
                    "{apart}.",
                    apart=number(facts.apart, 2),
                )
            )
        ]
    says = [
        say(
            _(
                "∂L/∂x is the full convolution of ∂L/∂y with the flipped kernel, which libraries call a "
                "transposed convolution. Largest difference from the transposed matrix times ∂L/∂y: {apart}.",
                apart=number(facts.apart, 2),
            )
        )
    ]
    if stride > 1:
        says.append(
            say(
                _(
                    "With a stride of {stride} there are {zeros} zeros between neighbours of ∂L/∂y first: "
                    "it is dilated, and then gone over with a stride of 1.",
                    stride=stride,
                    zeros=stride - 1,
                )
            )
        )
    return says


def _through(facts: Through) -> list[Sentence]:
    given = {
        "sent": int((facts.grad != 0).sum()),
        "reached": int((facts.slope != 0).sum()),
        "all": facts.slope.size,
        "winners": len(facts.winners),
    }
    return [
        say(
            _(
                "{sent} cells of ∂L/∂y are not 0; they reach {reached} of the {all} pixels. {winners} "
                "pixels are the first of the largest of some window; all others have a gradient of 0, "
                "whatever ∂L/∂y is.",
                **given,
            )
        )
    ]


def pooling(facts: Pooling) -> list[Sentence]:
    """How much of the output a shift changes, here and over all digits."""
    given = {
        "shift": facts.shift,
        "changed": len(facts.changed),
        "all": facts.y.size,
        "here": percent(len(facts.changed) / facts.y.size),
        "share": percent(facts.shares[facts.kind][facts.shift]),
        "pixels": percent(facts.shares["pixels"][facts.shift]),
        "size": percent(facts.sizes[facts.kind][facts.shift]),
        "pixel_size": percent(facts.sizes["pixels"][facts.shift]),
    }
    text = _(
        "Moved by {shift} pixels, {changed} of the {all} cells of the output change, {here}. Over all 1,797 "
        "digits {share} of the cells change, of the pixels themselves {pixels}; the change is {size} as "
        "long as the output was, of the pixels {pixel_size}.",
        **given,
    )
    if facts.shift == 0:
        text = _("Not moved, nothing changes. Move Shift.")
    says = [say(text)]
    if facts.shift and facts.is_moved:
        says.append(
            say(
                _(
                    "The shift is a multiple of the stride: the output is the same, moved by {cells}. That "
                    "is equivariance, not invariance.",
                    cells=facts.shift // facts.stride,
                )
            )
        )
    return says
