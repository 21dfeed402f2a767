"""The parts of the page in which nets learn."""

from functools import partial

from kit.messages import _
from kit.page import Command, Group, Part, plainly
from pages.codes import kept, nets, panel
from pages.codes.training import came, charts, gradient, how, linear, linear_charts, widths, words
from pages.codes.view import Codes

STEPS = Command("step", _("100 steps"), _("Every net learns for 100 steps"))

PARTS: tuple[Part[Codes], ...] = (
    Part(
        name="linear",
        panel=(Group(("units", "decay", "aim", "seed")),),
        steps=linear.linear,
        begins=True,
        progress=linear.steps_done,
        charts=linear_charts.linear,
        words=words.linear,
        came=came.linear,
        room=4,
        how=plainly(how.LINEAR),
        pressed=(linear.first_call,),
    ),
    Part(
        name="width",
        panel=(Group(("seed",)),),
        steps=widths.widths,
        kept=partial(widths.SHELF.facts, "width"),
        progress=widths.progress,
        step=STEPS,
        enough=widths.doubled,
        charts=charts.width,
        words=words.width,
        came=came.width,
        room=words.ROOM,
        how=plainly(how.WIDTH),
        pressed=(widths.first_call,),
    ),
    Part(
        name="denoise",
        panel=(Group(("input_noise", "code", "seed")),),
        steps=widths.noisy,
        kept=partial(widths.SHELF.facts, "denoise"),
        progress=widths.progress,
        step=STEPS,
        enough=widths.doubled,
        charts=charts.noisy,
        words=words.noisy,
        came=came.noisy,
        room=words.ROOM,
        how=plainly(how.DENOISE),
        pressed=(widths.first_call,),
    ),
    Part(
        name="gradient",
        panel=(Group(("digit", "draws")), *panel.OF_TWO),
        work=panel.OF_TWO,
        facts=lambda view: gradient.gradient(view, kept.kept(view, False), False),
        instant=kept.is_kept,
        steps=nets.trained,
        joined=gradient.gradient,
        begins=True,
        progress=nets.progress,
        charts=charts.gradient,
        words=words.gradient,
        came=came.gradient,
        room=words.ROOM,
        how=plainly(how.GRADIENT),
        pressed=(nets.first_call,),
    ),
)
