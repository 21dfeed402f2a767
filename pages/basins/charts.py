"""How the facts are drawn: a map for each rule, in colours of minima."""

import numpy as np

from dl_core.experiments.basins import DIVERGED, HOLE, PENDING, UNDECIDED, Basins
from kit import theme
from kit.charts import Spec, axis, chart, dots, line
from kit.messages import Message, _
from kit.number_format import number
from kit.settings import slug
from pages.basins.facts import Facts, Floats, Map, Shown
from pages.basins.pictures import AFTER, HUES, LEVELS, Picture, picture
from pages.basins.view import ZOOM
from pages.basins.words import named, percent

# Found by search: apart for normal sight and for the three kinds of colour-blindness (24 in CIELAB or more),
# and none is the colour of a rule.
COLOURS = ("#4248cc", "#d4cb10", "#b60802", "#5cdac5", "#e798fd", "#9bd595", "#924aa9", "#943d45")
GROUND = {"light": "#ffffff", "dark": "#10161f"}
# nearly the ground; the grey of divergence
ELSE = {UNDECIDED: {"light": "#eceff3", "dark": "#262d38"}, DIVERGED: theme.DIVERGED}
FAINTEST = 0.45  # share of the hue in the last of its levels, the rest is ground
# of a hole: its byte and the next
STRIPES = {"light": ("#aab1bb", "#ffffff"), "dark": ("#4a535f", "#10161f")}
SHOWN = 6  # minima that have a row of a legend
ABOUT = _(
    "Each pixel is a start. Colour: the minimum at which it ends; strong: after few steps, faint: "
    "after many. At no minimum: nearly the ground; diverged: "
    "grey. Dots: minima. Diamond and line: the start and its path, in float64. Click: start there. Wheel, "
    "after a click or with Ctrl or ⌘: closer, around the pointer."
)
OTHERS = [_("at no minimum"), _("diverged"), _("not computed yet"), *[_("in a hole: no value here")] * 2]


def charts(facts: Facts) -> list[Spec]:
    """A map for each rule."""
    return [basin_map(facts, one) for one in facts.maps]


def _mixed(hue: str, ground: str, share: float) -> str:
    channels = (
        round(share * int(hue[i : i + 2], 16) + (1 - share) * int(ground[i : i + 2], 16)) for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def palette() -> dict[str, list[str]]:
    """For each theme LEVELS shades of every hue, towards the ground, then at no minimum, diverged, pending
    ("": no paint), and the two of a hole."""
    shares = np.linspace(1, FAINTEST, LEVELS)
    return {
        mode: [
            *(_mixed(hue, ground, float(share)) for hue in COLOURS for share in shares),
            ELSE[UNDECIDED][mode],
            ELSE[DIVERGED][mode],
            "",
            *STRIPES[mode],
        ]
        for mode, ground in GROUND.items()
    }


PALETTE = palette()


def legend(one: Map, minima: Floats) -> list[Spec]:
    """A row for each class that has any start, {"index": byte of its colour, "label": words}: minima by
    share, at most SHOWN and then the rest together, then the diverged, those at no minimum, and those in a
    hole."""
    *of_minima, nowhere, diverged = one.shares or (0.0, 0.0)
    order = [k for k in np.argsort(np.negative(of_minima), kind="stable").tolist() if of_minima[k] > 0]
    rows = [
        {
            "index": k % HUES * LEVELS,
            "label": _("{minimum}: {share}", minimum=named(minima[k]), share=percent(of_minima[k])),
        }
        for k in order[:SHOWN]
    ]
    if rest := order[SHOWN:]:
        share = percent(sum(of_minima[k] for k in rest))
        rows.append(
            {"index": AFTER[PENDING], "label": _("{minima} more: {share}", minima=len(rest), share=share)}
        )
    others = (
        (DIVERGED, diverged, _("diverged: {share}", share=percent(diverged))),
        (UNDECIDED, nowhere, _("at no minimum: {share}", share=percent(nowhere))),
        (HOLE, one.in_holes, _("striped, in a hole: {share}", share=percent(one.in_holes))),
    )
    return rows + [{"index": AFTER[place], "label": label} for place, share, label in others if share > 0]


def pixels(drawn: Picture, one: Map, minima: Floats) -> Spec:
    """The mark "pixels": a picture, each byte an index into `palette[theme]`.

    To be said of a pixel with byte b < hues × levels: names[k], in steps[b % levels] to steps[b % levels + 1]
    − 1 steps (nothing of steps unless `counted`); k is b // levels, or where there are more minima than hues,
    the same pixel's byte in `places` (packed alike). Of another: others[b − hues × levels].
    """
    return {
        "kind": "pixels",
        "rows": drawn.rows,
        "columns": drawn.columns,
        "data": drawn.data,
        "palette": PALETTE,
        "places": drawn.places,
        "hues": HUES,
        "levels": LEVELS,
        "steps": drawn.edges,
        "counted": drawn.counted,
        "names": [named(minimum) for minimum in minima],
        "others": OTHERS,
        "legend": legend(one, minima),
    }


NOTHING = picture(
    Basins(
        np.full((1, 1), PENDING, np.int8),
        np.full((1, 1), -1, np.int16),
        np.zeros((1, 1, 2), np.float32),
        np.zeros((0, 2)),
    ),
    0,
)


def _title(shown: Shown) -> Message:
    one = shown.map
    given = {"rule": _(one.rule.label), "rate": number(one.rule.lr)}
    if one.picture is None:
        return _("{rule}, η = {rate} (to come)", **given)
    if one.done < 1:
        return _("{rule}, η = {rate} (coarse)", **given)
    if shown.every == 2:
        return _("{rule}, η = {rate} (every 2nd start)", **given)
    if shown.every == 4:
        return _("{rule}, η = {rate} (every 4th start)", **given)
    return _("{rule}, η = {rate}", **given)


def basin_map(facts: Facts, shown: Shown) -> Spec:
    """The chart of a map over the window: a dot on every minimum in it, the path, a diamond where it starts;
    a click sets the start to the middle of a pixel."""
    x0, x1, y0, y1 = facts.window
    low, high, below, above = facts.box
    inside = [(x, y) for x, y in facts.minima.tolist() if x0 <= x <= x1 and y0 <= y <= y1]
    path = shown.path
    marks = [pixels(shown.picture or NOTHING, shown.map, facts.minima)]
    marks += [dots([x for x, _y in inside], [y for _x, y in inside], "", size=2.5)] if inside else []
    marks += [line(path[:, 0], path[:, 1]), dots(path[:1, 0], path[:1, 1], "", marker="diamond", size=6)]
    more = {
        "pick": {"x": "x", "y": "y"},
        "limits": {"x": (low, high), "y": (below, above)},
        "map": "large" if facts.is_large else "small",
        # how many times closer it is looked at, for the wheel, which sets x, y and zoom
        "closer": {"now": float(f"{(high - low) / (x1 - x0):.5g}"), "most": ZOOM.high},
    }
    return chart(
        slug(shown.map.rule), _title(shown), ABOUT, axis("x", x0, x1), axis("y", y0, y1), marks, **more
    )
