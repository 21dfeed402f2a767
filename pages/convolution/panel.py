"""The panel of each part: what stands in it of a view. What stands in none is read all the same."""

from kit.messages import _
from kit.page import Group, Labelled
from pages.convolution.view import OWN, Convolution


def _rest(shown: tuple[Group, ...], *names: str) -> Group:
    """What is read and does not stand in the panel."""
    there = {one.setting if isinstance(one, Labelled) else one for group in shown for one in group.settings}
    return Group(tuple(name for name in names if name not in there), shown=False)


INPUT = ("dims", "picture", "digit", "drawn", "row", "channels", "filters")
KERNEL = ("kernel", "weights", "seed", "size", "stride", "dilation", "padding", "before", "after", "flip")


def _picture(view: Convolution) -> tuple[str, ...]:
    own = view["picture"] == "drawn"
    return ("picture", *(() if own else ("digit",)), *(("row",) if view.dims == 1 else ()))


def _moved(view: Convolution) -> tuple[str, ...]:
    own = ("before", "after") if view["padding"] == "own" else ()
    return ("size", "stride", "padding", *own, "dilation")


def _kernel(view: Convolution) -> tuple[str, ...]:
    more = {"random": ("seed",), "learned": ("seed",), OWN: ("weights",)}
    return ("kernel", *more.get(view["kernel"], ()))


def window(view: Convolution) -> tuple[Group, ...]:
    """Of the part "One window"."""
    many = ("channels", "filters") if view.dims < 3 else ()
    shown = (
        Group((*_kernel(view), *_moved(view), "flip")),
        Group(("dims", *_picture(view), *many), _("Input")),
    )
    return (*shown, _rest(shown, *INPUT, *KERNEL, "at"))


def matrix(view: Convolution) -> tuple[Group, ...]:
    """Of the part "The same as a matrix"."""
    shown = (Group(("trained", *_kernel(view), *_moved(view))), Group(("dims", *_picture(view)), _("Input")))
    return (*shown, _rest(shown, *INPUT, *KERNEL))


def backward(view: Convolution) -> tuple[Group, ...]:
    """Of the part "Backward"."""
    if view["of"] == "pool":
        shown: tuple[Group, ...] = (
            Group(("of", "window", "step")),
            Group(("picture", *(() if view["picture"] == "drawn" else ("digit",))), _("Input")),
        )
    else:
        shown = (Group(("of", *_kernel(view), *_moved(view))), Group(("dims", *_picture(view)), _("Input")))
    return (*shown, _rest(shown, *INPUT, *KERNEL, "gradient", "back", "window", "step"))


def pooling(view: Convolution) -> tuple[Group, ...]:
    """Of the part "Pooling"."""
    shown = (
        Group(("shift", Labelled("pool", kind="segment"), "window", "step")),
        Group(("picture", *(() if view["picture"] == "drawn" else ("digit",))), _("Input")),
    )
    return (*shown, _rest(shown, "digit", "drawn"))
