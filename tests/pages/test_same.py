"""What a browser has is not sent again: grounds with answers, pictures when a hand lets go."""

import json
import struct
from collections.abc import Mapping
from typing import Any

import pytest

from pages import PAGES
from tests.pages.visiting import visitor
from ui import fast_path, parts, player_page, study_page
from ui.fast_path import answer
from ui.player_page import Has
from ui.workers import Here

OWN = {"v": "2", "rates": "own"}
MOVE = {"n": 5, "changes": {"sgd.lr": "0.05"}}


def header(message: bytes) -> Any:
    (size,) = struct.unpack_from("<I", message)
    return json.loads(message[4 : 4 + size])


def asked(query: Mapping[str, str], has: Has = Has(), edit: Mapping[str, Any] = MOVE) -> bytes:
    found = answer("race", query, edit, has=has)
    assert found
    return found


def committed(page: str, query: Mapping[str, str], has: str, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the component at hand is sent after a commit of an edit, by a browser that shows the picture
    `has`."""
    sent: list[Any] = []
    monkeypatch.setattr(study_page, "lab", lambda data, *rest: sent.append(data))
    monkeypatch.setattr(parts, "study", lambda data, *rest: sent.append(data))
    app = visitor(page, query)
    assert not app.run().exception
    sent.clear()
    edit = {"race": MOVE, "gradients": {"n": 5, "changes": {"scale": "2"}}}[page]
    app.session_state["edit"] = {**edit, "commit": True, "shown": {}, "has": has}
    assert not app.run().exception
    return sent


def test_the_ground_is_left_out_for_whom_has_it_and_nothing_else() -> None:
    whole = asked(OWN)
    told = header(whole)
    bare = asked(OWN, Has(ground=told["map"]["id"]))
    assert header(bare) == {**told, "bare": True} and not told["bare"]
    size = struct.unpack_from("<I", bare)[0]
    assert whole[4 + struct.unpack_from("<I", whole)[0] :].startswith(bare[4 + size :])
    assert len(whole) - len(bare) > 20_000
    other = asked(OWN, Has(ground="Bowl()"))
    assert other == whole


def test_whoever_has_the_picture_is_told_only_what_its_address_adds() -> None:
    tag = header(asked(OWN))["tag"]
    same = asked(OWN, Has(picture=tag), {**MOVE, "n": 9})
    assert len(same) < 1000
    told = header(same)
    assert told["same"] and told["tag"] == tag and told["ack"] == told["panel"]["ack"] == 9
    assert "groups" not in told["panel"] and told["panel"]["address"] == "v=2&rates=own"
    other = asked(OWN, Has(picture=tag), {"n": 9, "changes": {"sgd.lr": "0.06"}})
    assert "same" not in header(other) and header(other)["tag"] != tag


@pytest.mark.parametrize(
    "changes",
    [
        {"sgd.lr": "0.06"},
        {"x": "1"},
        {"steps": "50"},
        {"race": "sgd"},
        {"microscope": "sgd"},
        {"surface": "bowl"},
    ],
)
def test_a_picture_is_known_by_all_that_it_shows(changes: dict[str, str]) -> None:
    def tag(edit: Mapping[str, Any]) -> str:
        return str(header(asked(OWN, edit={"n": 1, "changes": edit}))["tag"])

    assert tag(changes) != tag({}) and tag({"about": "adam"}) == tag({}), "the rule below is another part"


def test_a_commit_sends_no_picture_that_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    tag = header(asked(OWN))["tag"]
    lab, bowl = committed("race", OWN, tag, monkeypatch)
    assert header(lab)["same"] and header(lab)["tag"] == tag and len(lab) < 1000
    assert header(bowl)["same"] and len(bowl) < 1000, "and none that this session was sent"
    lab, _bowl = committed("race", OWN, "another", monkeypatch)
    assert "same" not in header(lab) and header(lab)["tag"] == tag and len(lab) > 50_000


def test_a_study_is_not_sent_again_either(monkeypatch: pytest.MonkeyPatch) -> None:
    found = answer("gradients", {}, {"n": 5, "changes": {"scale": "2"}})
    assert found
    tag = json.loads(found)["tag"]
    (sent,) = committed("gradients", {}, tag, monkeypatch)
    assert sent["same"] and sent["tag"] == tag and "charts" not in sent and sent["panel"]["ack"] == 5
    (sent,) = committed("gradients", {}, "another", monkeypatch)
    assert sent["charts"] and sent["tag"] == tag and sent["panel"]["groups"]


def test_only_what_follows_from_the_view_alone_has_a_name() -> None:
    for page in PAGES:
        for preset in page.presets.values():
            part, tag = page.part(preset.view), study_page.tag_of_study(page, preset.view, "en")
            if tag:
                assert part.at_once(preset.view) and not page.takes_a_file(preset.view) and not part.measure
            german = study_page.tag_of_study(page, preset.view, "de")
            assert bool(tag) == bool(german) and (not tag or tag != german)


def test_what_a_class_opens_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player_page, "PICTURES", kept := player_page.LRUCache(64))
    made: list[object] = []
    once = player_page._picture
    monkeypatch.setattr(player_page, "_picture", lambda *given: made.append(given) or once(*given))
    for _student in range(3):
        assert not visitor("race", {"v": "2", "sgd.lr": "0.07", "rates": "own"}).run().exception
    assert len(made) == 2, "the race and the bowl"
    asked(OWN)
    assert len(made) == 3 and len(kept._values) == 2, "what hands pass on their way is not kept"


def test_what_a_stranger_says_to_have_is_compared_and_nothing_else() -> None:
    for has in (Has("x" * 10_000, "\ud800"), Has("../..", "Ravine"), Has("None", "0")):
        assert asked(OWN, has) == asked(OWN)
    assert fast_path.LARGEST < 100_000


def test_work_that_goes_on_is_drawn_again_only_where_there_is_something_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(parts, "study", lambda data, *rest: sent.append(data))
    app = visitor("dropout", {"v": "2", "data": "moons", "width": "8", "depth": "1", "epochs": "300"})

    def told(more: int | None = None, do: str | None = None, edit: Any = None) -> Any:
        app.session_state["study"] = {"more": more}
        for name, value in (("command", do and {"n": 1, "do": do}), ("edit", edit)):
            if value:
                app.session_state[name] = value
        assert not app.run().exception
        return sent[-1]

    told()
    begun = told(do="start")
    drawn = told(begun["more"])
    for _ in range(200):  # until all nets have come an epoch further
        if "charts" in (drawn := told(drawn["more"])):
            break
    else:
        raise AssertionError("no epoch")
    pull = Here.pull
    monkeypatch.setattr(Here, "pull", lambda self, *_: None)  # others have their turn
    still = told(drawn["more"])
    again = told(still["more"])
    numbers = [one["more"] for one in (begun, drawn, still, again)]
    assert sorted(set(numbers)) == numbers and "charts" in begun and "charts" in drawn
    for one in (still, again):
        assert one["same"] and one["tag"] == drawn["tag"] == str(drawn["more"]) and "charts" not in one
    assert "charts" in told(drawn["more"]), "a browser that has not got the last answer gets a picture"
    last = told(again["more"])
    assert "charts" in last and last["tag"] == str(last["more"])
    hand = {"n": 7, "changes": {"epochs": "200"}}
    assert "charts" in told(last["more"], edit=hand), "a hand is answered with a picture"
    last = told(sent[-1]["more"], edit={"n": 8, "changes": {}})
    monkeypatch.setattr(Here, "pull", pull)
    assert any("charts" in (last := told(last["more"])) for _ in range(200))
    monkeypatch.setattr(Here, "pull", lambda self, *_: None)
    stopped = told(do="pause")
    assert "charts" in stopped and stopped["more"] is None and "start" in str(stopped["panel"]["groups"])
