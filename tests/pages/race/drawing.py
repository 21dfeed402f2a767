"""What the player is sent of a view of a race."""

import json
from functools import partial
from typing import Any

from kit.messages import ENGLISH
from pages.race import PAGE
from pages.race.view import RaceView
from ui.ask import Asked
from ui.player_page import message
from ui.study_page import panel_of


def show(view: RaceView, language: str = ENGLISH) -> bytes:
    """All that the page computes for a view."""
    panel = partial(panel_of(PAGE), view, [])
    return message(PAGE, PAGE.parts[0], Asked(view, None, ""), panel, language=language)


def header_of(sent: bytes) -> dict[str, Any]:
    """The header of a message, which is JSON and nothing else."""
    return json.loads(sent[4 : 4 + int.from_bytes(sent[:4], "little")], parse_constant=_fail)


def body_of(sent: bytes) -> bytes:
    """What stands behind the header."""
    return sent[4 + int.from_bytes(sent[:4], "little") :]


def caption(view: RaceView) -> str:
    """What is said under the table."""
    return " ".join(sentence["text"] for sentence in header_of(show(view))["says"])


def _fail(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")
