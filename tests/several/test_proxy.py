"""HAProxy with the configuration that is shipped, before servers that say who they are."""

import http.server
import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from scripts.haproxy import find
from scripts.room import own_addresses
from scripts.serving import free_port
from scripts.several import TEMPLATE, config
from tests.several.classroom import Lab, until
from ui.ready import COOKIE, LEAVE


class Named(http.server.ThreadingHTTPServer):
    """Answers with its name and the heads that it was sent. ready: what it says at /lab/ready."""

    def __init__(self, name: str, ready: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), Says)
        self.name, self.ready = name, ready
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Says(http.server.BaseHTTPRequestHandler):
    """One answer of it."""

    server: Named

    def do_GET(self) -> None:
        """Whatever is asked."""
        heads = {name.lower(): value for name, value in self.headers.items()}
        text = json.dumps({"name": self.server.name, "heads": heads}).encode()
        self.send_response(self.server.ready if self.path == "/lab/ready" else 200)
        if self.path == "/leave":
            self.send_header("Set-Cookie", LEAVE.decode())
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Silence."""


@contextmanager
def proxied(folder: Path, *servers: Named, env: dict[str, str] | None = None) -> Iterator[Lab]:
    """HAProxy before these."""
    lab, port, admin = folder / "haproxy.cfg", free_port(), folder / "admin.sock"
    lab.write_text(config(TEMPLATE.read_text(), [one.server_port for one in servers]))
    given = {**os.environ, "LAB_BIND": f"0.0.0.0:{port}", "LAB_ADMIN": str(admin), **(env or {})}
    process = subprocess.Popen([str(find()), "-db", "-f", str(lab)], env=given, stderr=subprocess.DEVNULL)
    try:
        base = Lab(f"http://127.0.0.1:{port}")
        base.admin = str(admin)
        until(admin.exists, "HAProxy listens")
        yield base
    finally:
        process.kill()
        process.wait()
        for one in servers:
            one.shutdown()
            one.server_close()


def who(lab: Lab, path: str = "/race", **options: object) -> str:
    """Who answers."""
    return str(requests.get(lab + path, timeout=30, **options).json()["name"])  # type: ignore[arg-type]


def status_is(lab: Lab, **names: str) -> None:
    until(lambda: all(lab.status(name) == status for name, status in names.items()), f"{names}")


def test_a_warm_server_comes_before_one_that_only_answers(tmp_path: Path) -> None:
    one, two = Named("one", 503), Named("two", 503)
    with proxied(tmp_path, one, two) as lab:
        status_is(lab, p1="DOWN", p2="DOWN")
        assert {who(lab) for _ in range(4)} == {"one", "two"}, "none is warm: both can say so"
        two.ready = 200
        status_is(lab, p1="DOWN", p2="UP")
        assert {who(lab) for _ in range(4)} == {"two"}
        one.ready = 200
        status_is(lab, p1="UP", p2="UP")
        assert {who(lab) for _ in range(4)} == {"one", "two"}


def test_a_server_that_drains_keeps_its_browsers_until_a_page_sends_them_away(tmp_path: Path) -> None:
    one, two = Named("one"), Named("two")
    with proxied(tmp_path, one, two) as lab, requests.Session() as browser:
        status_is(lab, p1="UP", p2="UP")
        mine = browser.get(f"{lab}/race", timeout=30).json()["name"]
        server = one if mine == "one" else two
        server.ready = 404
        status_is(lab, **{"p1" if server is one else "p2": "NOLB"})
        assert {browser.get(f"{lab}/lab/now/race", timeout=30).json()["name"] for _ in range(4)} == {mine}
        assert mine not in {who(lab) for _ in range(4)}
        assert browser.get(f"{lab}/leave", timeout=30).json()["name"] == mine
        assert COOKIE not in browser.cookies
        assert browser.get(f"{lab}/race", timeout=30).json()["name"] != mine


def test_nobody_can_claim_another_address(tmp_path: Path) -> None:
    with proxied(tmp_path, Named("one")) as lab:
        status_is(lab, p1="UP")
        heads = {"X-Forwarded-For": "192.0.2.77"}
        told = requests.get(f"{lab}/race", headers=heads, timeout=30).json()["heads"]
        assert told["x-forwarded-for"] == "127.0.0.1"


def test_the_cookie_is_not_for_scripts_and_not_for_the_server(tmp_path: Path) -> None:
    with proxied(tmp_path, Named("one")) as lab, requests.Session() as browser:
        status_is(lab, p1="UP")
        given = browser.get(f"{lab}/race", timeout=30).headers["Set-Cookie"]
        assert given.startswith(f"{COOKIE}=p1") and "httponly" in given.lower()
        assert "cookie" not in browser.get(f"{lab}/race", timeout=30).json()["heads"]


def test_a_site_that_shows_it_in_a_frame_can_have_a_partitioned_cookie(tmp_path: Path) -> None:
    env = {"LAB_COOKIE": "secure attr SameSite=None attr Partitioned"}
    with proxied(tmp_path, Named("one"), env=env) as lab:
        status_is(lab, p1="UP")
        given = requests.get(f"{lab}/race", timeout=30).headers["Set-Cookie"].lower()
        assert {"secure", "samesite=none", "partitioned"} <= {part.strip() for part in given.split(";")}


@pytest.mark.skipif(not own_addresses(), reason="this machine is in no network")
def test_strangers_do_not_see_the_metrics(tmp_path: Path) -> None:
    with proxied(tmp_path, Named("one")) as lab:
        status_is(lab, p1="UP")
        assert who(lab, "/_stcore/metrics") == "one"
        from_outside = lab.replace("127.0.0.1", own_addresses()[0])
        assert requests.get(from_outside + "/_stcore/metrics", timeout=30).status_code == 403
        assert requests.get(from_outside + "/race", timeout=30).status_code == 200


def test_while_nobody_answers_a_page_tries_again(tmp_path: Path) -> None:
    one = Named("one")
    with proxied(tmp_path, one) as lab:
        status_is(lab, p1="UP")
        one.shutdown()
        one.server_close()
        answer = requests.get(f"{lab}/race", timeout=30)
        assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
        assert "http-equiv=refresh" in answer.text and answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "env", [{}, {"LAB_COOKIE": "secure attr SameSite=None attr Partitioned", "LAB_SERVER_2": "lab:8501"}]
)
def test_haproxy_takes_the_configuration_as_it_is_shipped(env: Mapping[str, str]) -> None:
    given = {**env, "LAB_SERVER_1": "127.0.0.1:1"}
    given = {name: value.replace("lab:", "localhost:") for name, value in given.items()}
    done = subprocess.run(
        [str(find()), "-c", "-f", str(TEMPLATE)], env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "warning" not in done.stderr.lower(), done.stderr
