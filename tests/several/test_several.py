"""Two servers behind HAProxy, with visitors who speak as browsers do."""

import os
import signal
from collections.abc import Callable

import requests

from tests.several.classroom import Browser, Lab, Tab, until

QUERY = "v=2&rates=own&steps=40&x=-5&y=1.5"
OTHER = {"p1": "p2", "p2": "p1"}
Browse = Callable[..., Browser]


def test_a_browser_stays_at_its_server(lab: Lab, browse: Browse) -> None:
    one = browse()
    tabs = [one.open("race"), one.open("init"), one.open("race", QUERY), one.connect().show("race")]
    assert {tab.server for tab in tabs} == {one.server}


def test_browsers_of_one_address_are_spread_over_both(lab: Lab, browse: Browse) -> None:
    """All of a school come from one address; nobody comes to where more are already."""
    browsers = [browse() for _ in range(6)]
    servers = [one.open("race").server for one in browsers]
    assert sorted(servers) == ["p1"] * 3 + ["p2"] * 3
    assert servers == [one.server for one in browsers]


def test_a_moving_hand_is_answered_by_the_browser_s_server(lab: Lab, browse: Browse) -> None:
    one = browse()
    one.open("race", QUERY)
    assert one.server
    until(lambda: one.move(QUERY, sgd_lr="0.02").status_code == 200, "the race is warm")
    before = lab.answered()
    answers = [one.move(QUERY, sgd_lr=f"0.0{n}") for n in range(1, 9)]
    assert [answer.status_code for answer in answers] == [200] * 8
    after = lab.answered()
    assert after[one.server] - before[one.server] == 8
    assert after[OTHER[one.server]] == before[OTHER[one.server]]


def test_both_servers_answer_a_hand_with_the_same_bytes(lab: Lab, browse: Browse) -> None:
    """So an answer may come from any of them, as it does where cookies are blocked."""
    one = browse()
    found = {}
    for server in ("p1", "p2"):
        one.http.cookies.set("lab_server", server, domain="127.0.0.1", path="/")
        one.n = 0
        until(lambda: one.move(QUERY, sgd_lr="0.02").status_code == 200, "the race is warm")
        one.n = 6
        found[server] = one.move(QUERY, sgd_lr="0.05").content
    assert found["p1"] == found["p2"] != b""


def test_a_killed_server_s_visitors_go_on_at_the_other(lab: Lab, browse: Browse) -> None:
    one, other = browse(), browse()
    mine, theirs = one.open("race", QUERY), other.open("race")
    gone, before = mine.server, mine.data["lab"]
    assert theirs.server == OTHER[gone] == other.server
    pid = lab.pids()[gone]
    os.kill(pid, signal.SIGKILL)
    until(mine.is_cut, "the tab is told")
    again = one.connect().show("race", QUERY)  # at once, before anybody has looked whether the server lives
    assert again.server == one.server == OTHER[gone]
    assert again.data["lab"] == before
    assert not theirs.is_cut() and theirs.show("race", QUERY).data["lab"] == before
    lab.renewed(gone, pid)
    assert browse().open("race", QUERY).data["lab"] == before


def drains(lab: Lab, browse: Browse, begin: Callable[[str], object], status: str) -> tuple[Browser, Tab]:
    """Whoever is at a server that drains stays, nobody new comes; the one who stays."""
    one = browse()
    tab = one.open("race", QUERY)
    server, before = tab.server, tab.data["lab"]
    begin(server)
    until(lambda: lab.status(server) == status, "HAProxy knows")
    assert {browse().open("race").server for _ in range(4)} == {OTHER[server]}
    assert not tab.is_cut() and tab.show("race", QUERY).data["lab"] == before
    assert one.connect().show("race").server == server, "a tab whose connection was cut comes back"
    return one, tab


def test_a_server_that_is_asked_to_end_drains(lab: Lab, browse: Browse) -> None:
    pids = lab.pids()
    one, tab = drains(lab, browse, lambda server: os.kill(pids[server], signal.SIGTERM), "NOLB")
    server = tab.server
    assert one.open("race").server == one.server == OTHER[server], "a page opened anew is a new session"
    assert not tab.is_cut()
    for left in one.tabs:
        left.close()
    lab.renewed(server, pids[server])  # it has ended when the last had left


def test_a_server_that_haproxy_is_told_to_drain(lab: Lab, browse: Browse) -> None:
    told: list[str] = []

    def tell(server: str) -> None:
        told.append(server)
        assert not lab.ask(f"set server lab/{server} state drain").strip()

    try:
        drains(lab, browse, tell, "DRAIN")
    finally:
        lab.ask(f"set server lab/{told[0]} state ready")


def test_a_visitor_without_cookies_can_do_everything(lab: Lab, browse: Browse) -> None:
    """In a frame of another site a browser may keep none: the session is one connection, and a hand is
    answered by whoever is asked."""
    one = browse(blocked=True)
    tab = one.open("race", QUERY)
    server, before = tab.server, tab.data["lab"]
    answered = lab.answered()
    until(lambda: one.move(QUERY, sgd_lr="0.02").status_code == 200, "the race is warm")
    sent = {one.move(QUERY, sgd_lr="0.02").status_code for _ in range(6)}
    assert sent == {200} and one.server is None
    other = OTHER[server]  # where fewer are connected
    assert lab.answered()[other] > answered[other], "the server without the session has answered"
    assert tab.show("init").server == server and tab.show("race", QUERY).data["lab"] == before


def test_a_load_balancer_in_front_is_told_that_the_lab_is_ready(lab: Lab) -> None:
    ready = requests.get(f"{lab}/lab/ready", timeout=30)
    assert (ready.status_code, ready.text, ready.headers["Cache-Control"]) == (200, "ready\n", "no-store")


def test_ctrl_c_ends_them_all(lab: Lab) -> None:
    """The last test: nothing is left, although somebody is still here."""
    browser = Browser(lab)
    tab = browser.open("race")
    pids = [*lab.pids().values(), lab.process.pid]
    lab.process.send_signal(signal.SIGINT)
    assert lab.process.wait(60) == 0
    until(tab.is_cut, "the tab is told")
    for pid in pids:
        assert not os.path.exists(f"/proc/{pid}"), pid
