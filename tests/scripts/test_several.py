"""How several servers are started and kept: without starting any."""

import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts import several
from scripts.several import TEMPLATE, Failed, Server, Several, config, environment
from ui.ready import COOKIE, PATH

ROOT = Path(__file__).parents[2]


def test_the_configuration_has_a_server_for_each_port_in_both_backends() -> None:
    for ports in ([9001], [9001, 9002], [9001, 9002, 9003, 9004, 9005]):
        text = config(TEMPLATE.read_text(), ports)
        for backend in ("lab", "starting"):
            part = re.search(rf"^backend {backend}\n(.*?)(?=^backend|\Z)", text, re.MULTILINE | re.DOTALL)
            assert part
            found = re.findall(r"^    server p(\d+) 127\.0\.0\.1:(\d+) cookie p(\d+)$", part[1], re.MULTILINE)
            assert found == [(str(n), str(port), str(n)) for n, port in enumerate(ports, 1)]
        assert "LAB_SERVER" not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)


def test_app_and_configuration_agree_on_the_cookie_and_the_address() -> None:
    text = TEMPLATE.read_text()
    assert re.findall(r"^    cookie (\w+) ", text, re.MULTILINE) == [COOKIE, COOKIE]
    assert PATH in re.findall(r"http-check send meth GET uri (\S+)", text)


def test_servers_share_the_processors_of_the_machine() -> None:
    assert environment(2, {}, 16)["LAB_WORKERS"] == "4"
    assert environment(4, {}, 2)["LAB_WORKERS"] == "1"
    assert environment(2, {"LAB_WORKERS": "3", "LAB_DRAIN": "5"}, 16) == {
        "LAB_WORKERS": "3",
        "LAB_DRAIN": "5",
    }


class Asleep(Server):
    """A server that does nothing, or ends at once."""

    ends = False

    def start(self, env: Mapping[str, str]) -> None:
        seconds = 0 if self.ends else 600
        self.began, self.ready = time.monotonic(), False
        self.process = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({seconds})"])


class Ends(Asleep):
    """A server that ends at once."""

    ends = True


def test_the_next_server_starts_when_the_one_before_is_ready(tmp_path: Path) -> None:
    all_of_them = Several([Asleep(1), Asleep(2), Asleep(3)], "127.0.0.1:1", tmp_path, {})
    running = [0]
    try:
        for _ in range(2):
            all_of_them.look()
        for server in all_of_them.servers:
            running.append(sum(one.is_running for one in all_of_them.servers))
            server.ready = True
            all_of_them.look()
        assert running == [0, 1, 2, 3]
    finally:
        all_of_them.end()
    assert not any(one.is_running for one in all_of_them.servers)


def test_a_server_that_ends_whenever_it_starts_is_given_up(tmp_path: Path) -> None:
    all_of_them = Several([Ends(1)], "127.0.0.1:1", tmp_path, {})
    with pytest.raises(Failed, match="port 1 does not start"):
        for _ in range(several.MOST_BRIEF + 1):
            all_of_them.look()
            process = all_of_them.servers[0].process
            assert process
            process.wait(60)


def test_a_server_that_has_run_for_a_while_is_started_again_for_ever(tmp_path: Path) -> None:
    all_of_them = Several([Ends(1)], "127.0.0.1:1", tmp_path, {})
    for _ in range(4 * several.MOST_BRIEF):
        all_of_them.look()
        server = all_of_them.servers[0]
        assert server.process
        server.process.wait(60)
        server.began -= several.BRIEF


@pytest.mark.parametrize("servers", ["0", "-1", "33", "two"])
def test_a_number_of_servers_that_cannot_be_is_refused(
    servers: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        several.main(["--servers", servers])
    assert refused.value.code == 2 and servers in capsys.readouterr().err


def test_without_haproxy_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(several, "find", lambda: None)
    monkeypatch.setattr(several.signal, "signal", lambda *_: None)
    assert several.main(["--servers", "2"]) == 1
    assert "apt-get install haproxy" in capsys.readouterr().err


def made(*arguments: str) -> str:
    """What make would run."""
    return subprocess.run(
        ["make", "-n", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_make_starts_as_many_servers_as_it_is_told() -> None:
    assert "scripts.several --servers 2 --host 127.0.0.1 --port 8501" in made("serve", "WORKERS=2")
    assert "scripts.several --servers 3 --host 0.0.0.0 --port 8600" in made("class", "WORKERS=3", "PORT=8600")
    alone = made("class", "PORT=8600")
    assert "scripts.room --port 8600" in alone and "uvicorn app:app --host 0.0.0.0 --port 8600" in alone
    assert "tests/several" in made("test-class") and "--ignore tests/several" in made("test")
