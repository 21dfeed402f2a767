"""Bodies and headers that no browser of ours sends."""

from hypothesis import strategies as st


def nested(levels: int, opening: bytes, closing: bytes) -> bytes:
    """A question whose change is nested so deep."""
    inner = opening * levels + b"1" + closing * levels
    return b'{"query": "", "n": 1, "changes": {"seed": ' + inner + b"}}"


NO_QUESTIONS = (
    b"",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"query"',
    b"{" * 5000,
    b"[" * 30_000,
    b'{"query": ' * 3000,
    b"\x00" * 1000,
    b'{"query": "", "query": null, "n": 1, "n": 2, "changes": {}, "changes": {"seed": 1, "seed": 2}}',
)
DEEP = tuple(
    nested(levels, *pair)
    for levels in (10, 300, *range(850, 1000, 10), 3000)
    for pair in ((b"[", b"]"), (b'{"a":', b"}"))
)
NUMBERS = (
    *(b"NaN", b"Infinity", b"-Infinity", b"1e999", b"1e308", b"true", b"null", b'"1"', b'"\\ud800"'),
    *(b"9" * 4299, b"-" + b"9" * 4300, b"9" * 20_000, b'"' + b"9" * 4300 + b'"'),
    *(b"{}", b"-0.0", b'"1_0"', b"[1]"),
)
CHANGES = (
    *(
        b"null",
        b"[]",
        b"[[]]",
        b'["ab", "cd"]',
        b'[["seed", "1"]]',
        b"[[[], 1]]",
        b"[[{}, 1]]",
        b"NaN",
        b'"ab"',
    ),
    *(
        b'{"seed": NaN}',
        b'{"seed": 1e999}',
        b'{"\\ud800": "\\udfff"}',
        b'{"reset": "\\ud800"}',
        b'{"": null}',
    ),
    *(b'{"seed": ["1"]}', b'{"seed": {"a": "b"}}', b'{"v": "1"}', b'{"seed": "' + b"9" * 20_000 + b'"}'),
)
QUERIES = (
    *(b"null", b"1", b"[]", b'"\\ud800=1"', b'"seed=\\ud800"', b'"%ff=%fe"', b'"seed=1;race=none"'),
    *(b'"&&&==="', b'"' + b"a=1&" * 299 + b'"', b'"' + b"a=1&" * 3000 + b'"'),
    *(b'"formula=\\ud800&surface=own"', b'"embed=true"'),
)
HAS = (
    *(b"null", b"1", b'"ab"', b"[1]", b'["ab"]', b'[["picture", {}]]', b'{"picture": null, "ground": NaN}'),
    *(b'{"picture": "\\ud800", "ground": ["\\udfff"]}', b'{"_fields": 1}', b"[]", b"false"),
    b'{"picture": ' + b"[" * 900 + b"]" * 900 + b"}",
)
HOSTILE = (
    *NO_QUESTIONS,
    *DEEP,
    *(b'{"query": "", "n": %s, "changes": {}}' % one for one in NUMBERS),
    *(b'{"query": "", "n": 1, "changes": %s}' % one for one in CHANGES),
    *(b'{"query": %s, "n": 1, "changes": {}}' % one for one in QUERIES),
    *(b'{"query": "", "n": 1, "changes": {}, "has": %s}' % one for one in HAS),
)
_NAMES = (
    *(
        b"accept-language",
        b"accept-encoding",
        b"content-type",
        b"content-length",
        b"sec-fetch-site",
        b"range",
    ),
    *(b"if-none-match", b"host", b"cookie", b"x-forwarded-for", b"origin", b"transfer-encoding", b"has"),
)
_VALUES = (
    *(b"en-XA", b"en;q=nan", b"*;q=inf", b"de;q=-1", b"gzip;q=\xff", b"gzip", b"same-origin", b"cross-site"),
    *(b"bytes=0-", b"bytes=5-1", b"-1", b"chunked", b"," * 4000, b";q=" * 900, b"", b"[::1]:x", b"[]", b":"),
)
HEADERS = st.lists(
    st.tuples(st.sampled_from(_NAMES), st.one_of(st.sampled_from(_VALUES), st.binary(max_size=40))),
    max_size=4,
)
