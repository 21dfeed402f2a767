"""Codes: digits as a few numbers each, by PCA, by an autoencoder and by a variational one."""

from kit.messages import _
from kit.page import Page, Part, plainly
from pages.codes import came, charts, facts, how, nets, panel, training_presets, words
from pages.codes.presets import CHANGED, PRESETS
from pages.codes.training.parts import PARTS as TRAINING
from pages.codes.view import Codes

PAGE = Page(
    name="codes",
    title=_("Codes"),
    icon="compress",
    about=_("Digits as two numbers each: PCA, an autoencoder and a variational one."),
    invites=_("walk through the plane of codes, and see what each point decodes to"),
    chapter="learning",
    view=Codes,
    presets=PRESETS | training_presets.PRESETS,
    changed=CHANGED,
    parts=(
        Part(
            name="plane",
            panel=panel.PLANE,
            steps=nets.in_the_plane,
            joined=facts.plane,
            begins=True,
            progress=nets.progress,
            charts=charts.plane,
            words=words.plane,
            came=came.plane,
            room=3,
            how=plainly(how.PLANE),
            pressed=(nets.first_call,),
        ),
        *TRAINING,
    ),
)
