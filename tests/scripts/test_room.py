"""What a room is told."""

import socket
import sys
from types import SimpleNamespace

import pytest

from scripts import room
from scripts.room import own_addresses, reachable, url


def test_only_addresses_that_others_can_use_each_once() -> None:
    found = [
        "2001:db8:5::7",
        "192.168.1.20",
        None,
        "127.0.1.1",
        "::1",
        "fe80::1%eth0",
        "192.168.1.20",
        "0.0.0.0",
    ]
    assert reachable(found) == ["192.168.1.20", "2001:db8:5::7"]


def test_own_addresses_are_those_that_sockets_can_bind() -> None:
    for address in own_addresses():
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as s:
            s.bind((address, 0))


def test_an_address_is_spelled_as_browsers_read_it() -> None:
    assert url("192.168.1.20", 8501) == "http://192.168.1.20:8501"
    assert url("2001:db8::7", 8501) == "http://[2001:db8::7]:8501"


def test_the_qr_code_is_the_first_address_and_all_are_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn: list[str] = []

    def make(text: str, **_: object) -> SimpleNamespace:
        return SimpleNamespace(terminal=lambda **_: drawn.append(text))

    monkeypatch.setitem(sys.modules, "segno", SimpleNamespace(make=make))
    monkeypatch.setattr(room, "own_addresses", lambda: ["192.168.1.20", "10.0.0.3", "2001:db8::7"])
    assert room.main(["--port", "8600"]) == 0
    assert drawn == ["http://192.168.1.20:8600"]
    said = capsys.readouterr().out
    assert "http://192.168.1.20:8600" in said and "http://10.0.0.3:8600" in said and "2001" not in said


def test_without_the_library_all_else_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "segno", None)
    monkeypatch.setattr(room, "own_addresses", lambda: ["192.168.1.20"])
    assert room.main([]) == 0
    said = capsys.readouterr().out
    assert "http://192.168.1.20:8501" in said and "requirements-class.txt" in said


def test_a_machine_in_no_network_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(room, "own_addresses", list)
    assert room.main([]) == 1
    assert "no network" in capsys.readouterr().err
