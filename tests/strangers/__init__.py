"""What strangers send, made of the settings' own declarations, so that a new page needs no line here."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from kit.settings import LONGEST, Number, OneOf, Setting, SomeOf, Text, View

set_hypothesis_home_dir(Path(__file__).parents[2] / ".cache" / "hypothesis")
TIMES = int(os.environ.get("LAB_FUZZ", "0"))  # as often as usual, drawn anew; 0: once, always the same
ODD_NUMBERS = (
    *("nan", "-nan", "inf", "-inf", "1e999", "-1e999", "1e-999", "-0", "0.1e1", "1_000", "１", "٣", " 1 "),
    *("1\n", "+1", "--1", "0x10", "1,5", "1.", ".5", "true", "None", "", "9" * 399, "9" * 5000),
    *("0." + "0" * 390 + "1", "1e308", "5e-324", "1j"),
)
ODD_TEXTS = (
    *("", " ", ",", ",,,", "none", "none,none", "\x00", "\u202e", "\ud800", "\udfff\ud800", "\ufeff", "𝒙"),
    *("a" * 401, "a" * 20_000, "[](javascript:1)", "<script>1</script>", "{0}", "{setting}", "%s", "%"),
    *("&=?#", "../../etc/passwd", "x.__class__", "__import__('os')", "$\\href{}{}$"),
    *("\r\nSet-Cookie: a=b", "'\"`;--"),
)
# pieces of formulas, and of what looks like one
PIECES = (
    *(
        "x",
        "y",
        "r",
        "1",
        "0",
        "2.5",
        "1e300",
        "+",
        "-",
        "*",
        "/",
        "**",
        "^",
        "(",
        ")",
        "sin(",
        "exp(",
        "log(",
    ),
    *(
        "sqrt(",
        "abs(",
        ",",
        " ",
        "π",
        "e",
        "x**y",
        "((",
        "))",
        "max(",
        ".",
        "..",
        "lambda",
        "[",
        "]",
        "=",
        "!",
    ),
    *("\n", "٣", "\ud800"),
)


def many(count: int) -> settings:
    """So many examples; `make fuzz` takes ten times as many, others each time."""
    return settings(
        max_examples=count * max(TIMES, 1),
        derandomize=not TIMES,
        database=None,
        deadline=None,
        print_blob=bool(TIMES),
        suppress_health_check=list(HealthCheck),
    )


def odd_texts() -> st.SearchStrategy[str]:
    """What nobody would type by mistake alone."""
    anything = st.text(st.characters(), max_size=30)
    return st.one_of(st.sampled_from(ODD_TEXTS), st.sampled_from(ODD_NUMBERS), anything)


def taken(setting: Setting) -> st.SearchStrategy[str]:
    """Texts that a setting takes."""
    match setting:
        case Number(param=param) if param.step:
            return st.integers(int(param.low), int(param.high)).map(str)
        case Number(param=param):
            return st.floats(param.low, param.high).map(repr)
        case OneOf(options=options):
            return st.sampled_from(list(options))
        case SomeOf(options=options):
            return st.lists(st.sampled_from(list(options)), unique=True).map(
                lambda some: ",".join(some) or "none"
            )
        case Text(examples=examples, default=default):
            return st.sampled_from([*examples, default])


def nearly(setting: Setting) -> st.SearchStrategy[str]:
    """Texts about which one has to look twice."""
    match setting:
        case Number(param=param):
            bounds = (param.low, param.high)
            beyond = [1.5 * bound + sign for bound in bounds for sign in (-1e-9, 0, 1e-9, 0.5)]
            return st.one_of(
                st.sampled_from([repr(one) for one in (*bounds, *beyond)]), st.floats().map(repr)
            )
        case OneOf(options=options):
            spoilt = st.sampled_from([str.upper, str.title, lambda name: name + " ", lambda name: name * 3])
            return st.builds(lambda name, spoil: spoil(name), st.sampled_from(list(options)), spoilt)
        case SomeOf(options=options):
            return st.lists(st.one_of(st.sampled_from(list(options)), odd_texts()), max_size=40).map(",".join)
        case Text():
            return st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def texts(setting: Setting) -> st.SearchStrategy[str]:
    """What a stranger may write for a setting: half of it is taken."""
    if id(setting) not in _MADE:
        made = st.one_of(taken(setting), taken(setting), nearly(setting), odd_texts())
        _MADE[id(setting)] = setting, made
    return _MADE[id(setting)][1]


# by identity, for settings hold mappings; Hypothesis takes longer to make a strategy than to draw from it
_MADE: dict[int, tuple[Setting, st.SearchStrategy[str]]] = {}


@st.composite
def changes(
    draw: Any, known: Mapping[str, Setting], most: int = 6, only_taken: bool = False
) -> dict[str, str]:
    """Texts by the names of known settings; a few, and, unless only_taken, names of no setting."""
    names = draw(st.lists(st.sampled_from(sorted(known)), max_size=most, unique=True))
    found = {name: draw(taken(known[name]) if only_taken else texts(known[name])) for name in names}
    if not only_taken and draw(st.integers(0, 3)) == 0:
        found |= draw(st.dictionaries(odd_texts(), odd_texts(), max_size=3))
    return found


@st.composite
def addresses(draw: Any, cls: type[View], only_taken: bool = False) -> dict[str, str]:
    """Parameters of a link to a page: first some that may decide which others there are, then others."""
    first = draw(changes(cls.settings({}), only_taken=only_taken))
    view, _complaints = cls.read(first)
    more = draw(changes(view.known, only_taken=only_taken))
    versions = (
        {}
        if only_taken
        else draw(st.sampled_from([{}, {}, {"v": "2"}, {"v": "1"}, {"v": "99"}, {"v": "\x00"}]))
    )
    return {**first, **more, **versions}


@st.composite
def edits(draw: Any, view: View) -> dict[str, Any]:
    """What a browser's hand may send on top of a view."""
    found: dict[str, Any] = draw(changes(view.known))
    if draw(st.integers(0, 5)) == 0:
        found["reset"] = draw(st.sampled_from(["1", "", "0", "\x00"]))
    return found


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(ODD_TEXTS)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(ODD_TEXTS), inner, max_size=4)
    ),
    max_leaves=8,
)


def spelled(address: Mapping[str, str]) -> str:
    """The parameters as a link spells them, as long as a server takes it."""
    return urlencode(address, errors="replace")[:30_000]


__all__ = [
    "JSON",
    "LONGEST",
    "TIMES",
    "addresses",
    "changes",
    "edits",
    "many",
    "odd_texts",
    "spelled",
    "taken",
    "texts",
]
