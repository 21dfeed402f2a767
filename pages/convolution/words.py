"""What the page says of its facts: whole sentences, in one place."""

from collections.abc import Sequence

from dl_core.nets.sizes import Axis
from kit.messages import Message, _, listed
from kit.number_format import number, percent
from kit.page import Sentence, say
from pages.convolution.backward import Back, Through
from pages.convolution.facts import OTHERS, Matrix, TooLarge, Window
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


LIBRARIES = {
    "valid": _('PyTorch padding=0 or "valid", JAX "VALID", Keras "valid"'),
    "same": _(
        'JAX "SAME", Keras "same", and PyTorch "same" where the stride is 1; for other strides PyTorch '
        "has no name"
    ),
    "same_lower": _('JAX "SAME_LOWER"; PyTorch and Keras have no name for it: pad the input first'),
    "full": _(
        'SciPy mode="full"; PyTorch takes the number, JAX the pairs, Keras a ZeroPadding layer before it'
    ),
    "causal": _(
        'Keras "causal", along one axis; JAX takes the pairs, in PyTorch the input is padded first (F.pad)'
    ),
    "own": _(
        "PyTorch takes one number for both sides of an axis, and for uneven ones the input is padded first "
        "(F.pad); JAX takes the pairs, Keras a ZeroPadding layer before it"
    ),
}


def paddings(name: str, along: Sequence[Axis]) -> Message:
    """How many zeros there are, and what libraries call that."""
    pairs = list(dict.fromkeys((one.before, one.after) for one in along))
    sides = listed([_("{before} before, {after} after", before=a, after=b) for a, b in pairs])
    if not any(map(any, pairs)):
        return _("Padding: none. In libraries: {libraries}.", libraries=LIBRARIES[name])
    return _("Padding: {sides}. In libraries: {libraries}.", sides=sides, libraries=LIBRARIES[name])


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
                    "The stride does not divide: it is rounded down, as PyTorch, JAX and Keras do. Places at "
                    "the end of an axis that are in no window: {left}.",
                    left=left,
                )
            )
        )
    says.append(say(paddings(facts.view["padding"], facts.along)))
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
    """What is in the matrix, that it says the same, and what training steps make of it."""
    if isinstance(facts, TooLarge):
        return too_large(facts)
    rows, columns = facts.dense.shape
    shared, local, free = (facts.steps[name] for name in ("shared", "local", "free"))
    return [
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
                weights=facts.weights,
                apart=number(facts.apart, 2),
            )
        ),
        say(
            _(
                "After one training step there are {free} different numbers in the matrix if every entry "
                "learns for itself, {local} outside its zeros if these stay, and {shared} if the weights "
                "stay shared.",
                free=grouped(free.distinct),
                local=grouped(local.distinct),
                shared=grouped(shared.distinct),
            )
        ),
        say(
            _(
                "Error left on this picture: free {free}, shared {shared}; on the first {others} digits: "
                "free {free_others}, shared {shared_others}.",
                free=percent(free.here),
                shared=percent(shared.here),
                others=OTHERS,
                free_others=percent(free.others),
                shared_others=percent(shared.others),
            )
        ),
    ]


def backward(facts: Back | Through | TooLarge) -> list[Sentence]:
    """What the gradient is, and that it is the same by the matrix."""
    if isinstance(facts, TooLarge):
        return too_large(facts)
    if isinstance(facts, Through):
        return [_through(facts)]
    apart, stride = number(facts.apart, 2), max(one.stride for one in facts.along)
    if facts.of == "kernel":
        text = _(
            "∂L/∂kernel is a correlation of the input with ∂L/∂y: each weight has a window of the input, as "
            "large as ∂L/∂y. Stride and dilation exchange their places. Largest difference from the "
            "matrix's entries added up weight by weight: {apart}.",
            apart=apart,
        )
        return [say(text)]
    text = _(
        "∂L/∂x is the full convolution of ∂L/∂y with the flipped kernel; libraries call it a transposed "
        "convolution. Largest difference from the transposed matrix times ∂L/∂y: {apart}.",
        apart=apart,
    )
    if stride == 1:
        return [say(text)]
    dilated = _(
        "Stride {stride}: ∂L/∂y is dilated first (zeros between neighbours: {zeros}), and then gone over "
        "with a stride of 1.",
        stride=stride,
        zeros=stride - 1,
    )
    return [say(text), say(dilated)]


def _through(facts: Through) -> Sentence:
    return say(
        _(
            "Cells of ∂L/∂y that are not 0: {sent}; pixels that they reach: {reached} of {all}. Winners, "
            "the first of the largest in some window: {winners}; all other pixels have a gradient of 0, "
            "whatever ∂L/∂y is.",
            sent=int((facts.grad != 0).sum()),
            reached=int((facts.slope != 0).sum()),
            all=facts.slope.size,
            winners=len(facts.winners),
        )
    )


def pooling(facts: Pooling) -> list[Sentence]:
    """How much of the output a shift changes, here and over all digits."""
    if facts.shift == 0:
        return [say(_("Not moved, nothing changes. Move Shift."))]
    shares, sizes = (
        {way: percent(row[facts.shift]) for way, row in one.items()} for one in (facts.shares, facts.sizes)
    )
    says = [
        say(
            _(
                "Moved to the right by {shift}: {changed} of {all} cells of the output change. Over all "
                "1,797 digits: {share} of the cells, and of the pixels themselves {pixels}.",
                shift=facts.shift,
                changed=len(facts.changed),
                all=facts.y.size,
                share=shares[facts.kind],
                pixels=shares["pixels"],
            )
        ),
        say(
            _(
                "How much they change: the difference is {size} as long as the output was, and that of the "
                "pixels {pixels}.",
                size=sizes[facts.kind],
                pixels=sizes["pixels"],
            )
        ),
    ]
    if facts.is_moved:
        says.append(
            say(
                _(
                    "The shift is a multiple of the stride: the output is the same, moved by {cells}. That "
                    "is equivariance, and not invariance.",
                    cells=facts.shift // facts.stride,
                )
            )
        )
        if facts.is_cut:
            says.append(say(_("At the edges it is not: there windows see another part of the picture.")))
    return says
