"""Codes: digits as a few numbers each, by PCA, by an autoencoder and by a variational one."""

from kit.messages import _
from kit.page import Page
from pages.codes import training_presets
from pages.codes.parts import PARTS
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
    parts=(*PARTS, *TRAINING),
)
