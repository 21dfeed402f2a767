"""Says how the people in a room reach the app on this machine: its addresses in the local network, a QR code,
and what may be in the way.

    python -m scripts.room --port 8501

The QR code needs segno (requirements-class.txt); without it all else is said.
"""

import argparse
import ipaddress
import platform
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress

ELSEWHERE = ("192.0.2.1", "2001:db8::1")  # addresses of documentation: nothing is sent to them
FIREWALLS = {
    "Linux": (
        "A firewall of this machine may be in the way: `sudo ufw allow {port}/tcp` (Debian, Ubuntu) or `sudo "
        "firewall-cmd --add-port={port}/tcp` (Fedora) lets others through."
    ),
    "Darwin": "macOS may ask whether Python may accept incoming connections: allow it.",
    "Windows": (
        "Windows may ask whether Python may be reached: allow it for the kind of network that you are in "
        "(private or public)."
    ),
}
NETWORK = (
    "All must be in the same network. Guest and eduroam networks often keep their devices apart from each "
    "other: where the address opens on this machine and on no other, use a hotspot of your own, or a server "
    "(docs/deployment.md). A VPN on this machine may hide it, too. The address begins with http, not https."
)


def own_addresses() -> list[str]:
    """This machine's addresses in its networks, that of the way out first; none if it is in none."""
    found = [_on_the_way_to(there) for there in ELSEWHERE]
    with suppress(OSError):  # the machine need not know its own name
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)]
    return reachable(found)


def reachable(found: Sequence[str | None]) -> list[str]:
    """Those that others in the network can use, each once, IPv4 first: shorter to type."""
    kept = []
    for text in found:
        one = ipaddress.ip_address(text.split("%")[0]) if text else None
        if one and not (one.is_loopback or one.is_link_local or one.is_unspecified or one.is_multicast):
            kept.append(one)
    return [str(one) for one in sorted(dict.fromkeys(kept), key=lambda one: one.version)]


def _on_the_way_to(there: str) -> str | None:
    """The address with which this machine would speak to another one."""
    family = socket.AF_INET6 if ":" in there else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as s:
            s.connect((there, 9))
            return str(s.getsockname()[0])
    except OSError:
        return None


def url(address: str, port: int) -> str:
    """What is typed into a browser."""
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def qr(text: str) -> None:
    """Print a QR code, if there is somebody who can draw one."""
    try:
        import segno  # noqa: PLC0415  # only `make class` installs it
    except ImportError:
        print("(a QR code stands here after `pip install -r requirements-class.txt`)")
        return
    segno.make(text, error="m", micro=False).terminal(compact=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if somebody can reach this machine, else 1."""
    parser = argparse.ArgumentParser(description="how the people in a room reach the app")
    parser.add_argument("--port", type=int, default=8501)
    port = parser.parse_args(arguments).port
    # listening to 0.0.0.0 is IPv4
    urls = [url(one, port) for one in own_addresses() if ":" not in one]
    if not urls:
        print("This machine is in no network: switch Wi-Fi on or plug a cable in.", file=sys.stderr)
        return 1
    qr(urls[0])
    print("Open", "\n  or ".join(urls))
    print(FIREWALLS.get(platform.system(), FIREWALLS["Linux"]).format(port=port))
    print(NETWORK, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
