"""The sites that may show the app in a frame on their pages."""

import re
from collections.abc import Mapping

NAME = "LAB_FRAME_ANCESTORS"
# scheme, host and port (RFC 6454), as the security policy of a page takes them; *. is all below a name
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ORIGIN = re.compile(
    rf"https?://(?:\*\.{LABEL}\.)?{LABEL}(?:\.{LABEL})*(?::([0-9]{{1,5}}))?", re.IGNORECASE | re.ASCII
)
MOST = 50


def ancestors(text: str) -> tuple[str, ...]:
    """The origins that a text lists, parted by spaces or commas. Raises ValueError with a sentence."""
    found = tuple(text.replace(",", " ").split())
    for one in found:
        match = ORIGIN.fullmatch(one)
        if match is None or int(match[1] or 1) not in range(1, 65_536):
            raise ValueError(
                f"{NAME} holds {one[:80]!r}, which is no origin. Give the sites that may show the app in a "
                "frame as scheme, host and, if need be, port, without a path, parted by spaces: "
                "https://moodle.example.org https://*.school.example http://localhost:8080"
            )
    if len(found) > MOST:
        raise ValueError(f"{NAME} names {len(found)} sites. Give {MOST} at most, or *. for all below a name.")
    return found


def framing(text: str) -> tuple[str, Mapping[bytes, bytes]]:
    """Who may frame the app, as the directive of the policy and as headers besides. Without sites only the
    app itself; X-Frame-Options, for old browsers, can name none. Raises ValueError with a sentence."""
    sites = ancestors(text)
    directive = " ".join(("frame-ancestors 'self'", *sites))
    return directive, {} if sites else {b"x-frame-options": b"SAMEORIGIN"}
