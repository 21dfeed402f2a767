"""How to read the maps, in Markdown: what stands below them."""

from kit.messages import _
from kit.race.words import about_surface
from pages.basins.view import BasinsView

READ = _("""
### How to read it

Each pixel is the middle of a small square of starts, and stands for one of them. Its **colour** says at which
minimum that start is after the last step; the **strength** of the colour how soon: strong after few steps,
faint after many. A start *is at* a minimum if it is within 1 % of the box's diagonal of it; *diverged* is
what is not finite, or more than a diagonal away from the box's centre; *at no minimum* is the rest: on its
way, jumping about, on a saddle or a top. A start that circles through a minimum's neighbourhood counts by
where it is at the last step. Per cent: the share of the starts in the window shown.

### What it shows, and what not

The surface does not own these basins: rule, rate and number of steps do. A rule that follows the slope in
small steps divides the plane along the ridges. With momentum, or with large steps, it runs past, and the
borders break up into fine pieces; Newton's method jumps to where a parabola would end, and its borders are
fractal. A large basin is no advantage by itself: it matters which minimum it belongs to.

### Protocol and precision

Rates are constant, without noise or schedule; *tuned* rates are tuned for the one start of the diamond, and
then used for all starts. The maps are computed in float32, coarse first, then in full; of large maps every
2nd or 4th start along each side is shown until all are there, or stopped. Then a coarse grid of 64 × 64
starts is sent down once in float32 and once in float64: the share that ends at the same place is printed.
Where it is well below 100 %, a single pixel says nothing of the surface: another rounding would paint another
picture, and only what both have in common holds. The line from the diamond is in float64, so on such a map it
may end elsewhere than its pixel says.
""")

SURFACE = _("### The surface")


def how(view: BasinsView) -> list[str]:
    """How to read the maps, and the surface."""
    return [READ, "", SURFACE, "", about_surface(view.surface)]
