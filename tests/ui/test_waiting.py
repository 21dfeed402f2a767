"""What a run says of the process that computes it."""

from types import SimpleNamespace
from typing import Any

import pytest

from ui.study_page import _waiting


@pytest.mark.parametrize(
    ("running", "before", "begun_anew", "said"),
    [
        (True, 0, 0, []),
        (True, 3, 0, ["Many are computing: 3 turns of others come before yours."]),
        (True, 1, 0, ["Somebody else is computing: one turn comes before yours."]),
        (False, 3, 0, []),
        (True, 0, 1, ["The process that computed this has ended; another one has begun it again."]),
    ],
)
def test_a_place_in_the_queue_and_a_new_beginning_are_said(
    running: bool, before: int, begun_anew: int, said: list[str]
) -> None:
    run: Any = SimpleNamespace(running=running, work=SimpleNamespace(before=before, begun_anew=begun_anew))
    assert [sentence["text"] for sentence in _waiting(run)] == said
