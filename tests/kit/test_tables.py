"""Tables from strangers: what is read is what NumPy, pandas and scikit-learn say, and whatever else comes in
is refused in a sentence."""

import io
import pickle
import re
import struct
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris, load_wine
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from kit import tables
from kit.tables import (
    CLASSES,
    COLUMNS,
    EACH,
    FILE,
    JOINERS,
    LARGEST,
    NAME,
    ROWS,
    SHOWN,
    UNPACKED,
    Refused,
    Table,
    read_table,
    row_numbers,
    split,
)

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(40, 3)).round(3), np.arange(40) % 4


def csv_of(x: Any = X, y: Any = Y, mark: str = ",", end: str = "\n", head: str = "") -> bytes:
    """A CSV of these rows and classes."""
    return (
        head + "".join(mark.join([*map(str, row), str(label)]) + end for row, label in zip(x, y, strict=True))
    ).encode()


def npz_of(**arrays: Any) -> bytes:
    """An NPZ as NumPy writes it."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def npy_of(array: Any) -> bytes:
    """An .npy as NumPy writes it."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def zip_of(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members, whatever they are."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as archive:
        warnings.simplefilter("ignore")  # of names that come twice
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def header(descr: str, shape: str, version: bytes = b"\1\0") -> bytes:
    """The head of an .npy that claims whatever it likes."""
    said = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY" + version + struct.pack("<H" if version[0] == 1 else "<I", len(said)) + said


def printed(text: str) -> bool:
    """Whether something is seen of the text, and all of it but what joins letters."""
    seen = "".join(letter for letter in text if letter not in JOINERS)
    return bool(seen) and seen.isprintable()


def assert_bounded(table: Table) -> None:
    """Every promise about a table that was read."""
    rows, columns = table.x.shape
    assert table.x.dtype == np.float32 and table.y.dtype == np.int32 and table.y.shape == (rows,)
    assert (
        ROWS[0] <= rows <= ROWS[1]
        and COLUMNS[0] <= columns <= COLUMNS[1]
        and CLASSES[0] <= len(table.classes) <= CLASSES[1]
    )
    assert np.abs(table.x).max() <= LARGEST and np.isfinite(table.x).all()
    counts = np.bincount(table.y, minlength=len(table.classes))
    assert len(counts) == len(table.classes) and counts.min() >= EACH and table.y.min() >= 0
    assert len(set(table.classes)) == len(table.classes) and len(table.columns) == columns
    assert all(len(name) <= NAME and printed(name) for name in table.classes + table.columns)


def refusal(name: str, content: bytes) -> str:
    """The sentence with which a file is refused, after a look at its manners."""
    with pytest.raises(Refused) as caught:
        read_table(name, content)
    said = str(caught.value)
    assert printed(said) and said.endswith(".") and len(said) < 300 and ":" in said and (";" in said), said
    return said


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("head", [False, True])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_every_kind_of_csv_holds_the_same_table(mark: str, end: str, head: bool, bom: bytes) -> None:
    others = "four of each: " + 4 * ",;".replace(mark, "")
    line = end + mark.join(["a", f'"{others}"', "", "kind"]) + end
    content = bom + csv_of(y=[f"kind {label}" for label in Y], mark=mark, end=end, head=line if head else "")
    table = read_table("My table.CSV", content)
    np.testing.assert_array_equal(table.x, X.astype(np.float32))
    np.testing.assert_array_equal(table.y, Y)
    assert table.classes == ("kind 0", "kind 1", "kind 2", "kind 3")
    assert table.columns == (("a", others, "column 3") if head else ("column 1", "column 2", "column 3"))
    assert_bounded(table)


INPUTS = X[:, :2]
BREAK = '"length\r\n(cm, mean)"'
HEADS = {  # what stands above the rows, what parts them, and the names
    "more commas than semicolons": (
        "length (cm, mean, sd);width (cm, mean);class\n",
        ";",
        ("length (cm, mean, sd)", "width (cm, mean)"),
    ),
    "more semicolons than commas": ("a; b; c,d; e; f; g,kind\n", ",", ("a; b; c", "d; e; f; g")),
    "commas and semicolons, by tabs": ("a, b; c\td, e; f\tkind\n", "\t", ("a, b; c", "d, e; f")),
    "commas, by bars": ("a, b, c|d, e|kind\n", "|", ("a, b, c", "d, e")),
    "quoted break": ('"length\ncm",width,class\n', ",", ("length cm", "width")),
    "quoted breaks and marks": (
        f'{BREAK};"width\r\n(a, b, c)";class\r\n',
        ";",
        ("length (cm, mean)", "width (a, b, c)"),
    ),
    "quoted break in the last head": ('length,width,"class\n; of; them;"\n', ",", ("length", "width")),
    "sep=;": ("sep=;\na;b;class\n", ";", ("a", "b")),
    "sep=,": ("sep=,\r\na; b; c; d,e,class\n", ",", ("a; b; c; d", "e")),
    "SEP=; in quotes": ('"SEP=;"\na, b, c;d;class\n', ";", ("a, b, c", "d")),
    "sep= a tab": ("sep=\t\na\tb\tclass\n", "\t", ("a", "b")),
    "sep=|": ("sep=|\n", "|", ("column 1", "column 2")),
    "sep=; and no names": ("\ufeffsep=;;;\n", ";", ("column 1", "column 2")),
    "spaces after marks": ('a, "b, c", class\n', ", ", ("a", "b, c")),
    "names alone": ("a;b;c\n", ";", ("a", "b")),
}


@pytest.mark.parametrize("case", HEADS)
@pytest.mark.parametrize("kinds", ["plain", '"quoted, with; all|marks\tof them"', '"broken\nin, two"'])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_separator_is_what_parts_all_lines_alike(case: str, kinds: str, end: str) -> None:
    head, mark, columns = HEADS[case]
    rows = csv_of(INPUTS, [kinds if label else "other" for label in Y > 1], mark, "\n").decode()
    table = read_table("a.csv", (head + rows).replace("\r\n", "\n").replace("\n", end).encode())
    np.testing.assert_array_equal(table.x, INPUTS.astype(np.float32))
    assert table.columns == columns and table.classes[np.argmax(Y > 1) and table.y[-1]] == " ".join(
        kinds.strip('"').split()
    )
    assert_bounded(table)


@pytest.mark.parametrize(
    ("mark", "kind"), [(",", "a;b"), (",", "a;b;c|d"), (";", "a, b, c"), ("|", "a,b;c"), ("\t", "a,b;c|d")]
)
@pytest.mark.parametrize("inputs", [1, 2])
def test_marks_in_the_names_of_classes_part_nothing_even_if_all_lines_have_them(
    mark: str, kind: str, inputs: int
) -> None:
    table = read_table("a.csv", csv_of(X[:, :inputs], [f"{kind}{label}" for label in Y], mark))
    np.testing.assert_array_equal(table.x, X[:, :inputs].astype(np.float32))
    assert table.classes == tuple(f"{kind}{label}" for label in range(4))


@pytest.mark.parametrize("head", ["", "a,b,kind", "sep=,\na,b,kind"])
@pytest.mark.parametrize("more", [1, 3])
def test_columns_and_rows_that_are_empty_in_all_lines_are_none(head: str, more: int) -> None:
    rows = csv_of(INPUTS, Y, end="," * more + "\n").decode()
    table = read_table(
        "a.csv", (head and head + "," * more + "\n").encode() + (rows + "," * (2 + more) + "\n").encode()
    )
    np.testing.assert_array_equal(table.x, INPUTS.astype(np.float32))
    np.testing.assert_array_equal(table.y, Y)
    assert "The class in line 3 is empty" in refusal("a.csv", b"p,q,kind,\n1,2,3,c\n1,2,3,\n")


def test_the_largest_files_take_bounded_room_whatever_parts_them() -> None:
    marks = b",;\t|" * 20 + b"\n"
    for content in (marks * (FILE // len(marks)), b"1" + b",1" * (FILE // 2 - 1), b'",' * (FILE // 2)):
        tracemalloc.start()
        try:
            refusal("a.csv", content)
            assert tracemalloc.get_traced_memory()[1] < 20 * FILE
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("load", [load_iris, load_wine])
def test_scikit_learns_tables_come_through_pandas_and_back(load: Callable[..., Any]) -> None:
    there = load(as_frame=True)
    frame = there.data.assign(kind=there.target_names[there.target])
    table = read_table("there.csv", frame.to_csv(index=False).encode())
    np.testing.assert_array_equal(table.x, there.data.to_numpy(np.float32))
    np.testing.assert_array_equal(np.array(table.classes)[table.y], frame.kind)
    assert table.columns == tuple(there.data.columns)


def test_numbers_are_those_of_pandas_to_the_last_digit() -> None:
    words = [
        "-1.5",
        "2e3",
        "+.5",
        "5.",
        "1E-7",
        " 0.1",
        "3 ",
        "-0",
        "1e6",
        "-1e-20",
        "0.30000000000000004",
        "16777217"[:6],
    ]
    content = "".join(f"{words[i % len(words)]},{i % 2}\n" for i in range(48)).encode()
    expected = pd.read_csv(io.BytesIO(content), header=None)[0].to_numpy(np.float64).astype(np.float32)
    np.testing.assert_array_equal(read_table("a.csv", content).x[:, 0], expected)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["10", "9", "1.0", "1"], ("1", "9", "10")),
        (["1.5", "-2", "0", "-0.0"], ("-2", "0", "1.5")),
        (["10", "9", "a", "1e0"], ("10", "1e0", "9", "a")),
        (
            ["20240101000000000001", "20240101000000000002", "1", "1"],
            ("1", "20240101000000000001", "20240101000000000002"),
        ),
        (
            ['=cmd()|"" /c calc""!A1'.join('""'), "+1+1", "@SUM(A1)", "<b>&amp;"],
            ("+1+1", "<b>&amp;", '=cmd()|" /c calc"!A1', "@SUM(A1)"),
        ),
        (["١", "1", "nan", "inf"], ("1", "inf", "nan", "١")),
        (["а", "a", "ja  nein", " ja nein "], ("a", "ja nein", "а")),
        (
            ['"one, two"', '"say ""yes"""', '"two\nlines"', "5' 3\""],
            ("5' 3\"", "one, two", 'say "yes"', "two lines"),
        ),
    ],
)
def test_a_class_is_a_name_or_a_number_and_never_more(labels: list[str], names: tuple[str, ...]) -> None:
    table = read_table("a.csv", csv_of(y=[labels[i % 4] for i in range(40)]))
    assert table.classes == names
    assert_bounded(table)


# Persian, Indic, emoji
JOINED = ("می\u200cخواهم", "क्\u200dष", "ന്\u200d", "👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "خانه\u200c ها")


@pytest.mark.parametrize("name", JOINED)
def test_scripts_that_need_unseen_joiners_keep_them(name: str) -> None:
    labels = [name if label else "other" for label in Y]
    for table in (
        read_table("a.csv", csv_of(y=labels, head=f"a,{name},c,kind\n")),
        read_table("a.npz", npz_of(x=X, y=np.array(labels))),
    ):
        assert set(table.classes) == {name, "other"}
        np.testing.assert_array_equal(np.array(table.classes)[table.y], labels)
        assert_bounded(table)
    assert read_table("a.csv", csv_of(y=labels, head=f"a,{name},c,kind\n")).columns[1] == name
    assert f"“{name}” has 3 rows" in refusal("a.csv", csv_of(y=[name] * 3 + ["other"] * 37))


N = len(Y)
COUNTED = {  # a column, its head, and whether it numbers the rows
    "from 0": (np.arange(N), "x", True),
    "from 1": (np.arange(1, N + 1), "x", True),
    "backwards": (np.arange(N)[::-1], "x", True),
    "from within a longer table": (np.arange(N) + 600, "x", True),
    "shuffled": (np.random.default_rng(0).permutation(N), "x", True),
    "as decimals": (np.arange(N) + 0.0, "x", True),
    **{
        f"gaps, {head}": (3 * np.arange(N) + 1, head, True)
        for head in ("id", "Unnamed: 0", "#", "INDEX", "No.", "row", "sample_id", "Customer Id", "")
    },
    "gaps": (3 * np.arange(N) + 1, "weight", False),
    "gaps, another word with id": (3 * np.arange(N) + 1, "humid", False),
    "one twice": (np.append(np.arange(N - 1), 0), "id", False),
    "halves": (np.arange(N) / 2, "id", False),
    "measured": (X[:, 0], "id", False),
    "a few": (np.arange(N) % 7, "index", False),
}


@pytest.mark.parametrize("case", COUNTED)
@pytest.mark.parametrize("place", [0, 1])
def test_a_column_of_row_numbers_is_told_from_a_measured_one(case: str, place: int) -> None:
    values, head, numbers = COUNTED[case]
    x, names = np.insert(X[:, :1], place, values, axis=1).astype(object), ["width", "kind"]
    x[:, place] = list(values)
    names.insert(place, head)
    assert row_numbers(read_table("a.csv", csv_of(x, head=",".join(names) + "\n"))) == (
        place if numbers else None
    )
    assert row_numbers(read_table("a.npz", npz_of(x=x.astype(float), y=Y))) == (
        place if np.ptp(values) == N - 1 and len(set(values)) == N else None
    )


def test_what_pandas_writes_beside_its_rows_is_row_numbers() -> None:
    there = load_iris(as_frame=True)
    frame = there.data.assign(kind=there.target_names[there.target])
    assert row_numbers(read_table("a.csv", frame.to_csv().encode())) == 0
    assert row_numbers(read_table("a.csv", frame[frame.iloc[:, 0] > 5].to_csv().encode())) == 0, "with gaps"
    assert row_numbers(read_table("a.csv", frame.sample(frac=1, random_state=0).to_csv().encode())) == 0, (
        "shuffled"
    )
    assert row_numbers(read_table("a.csv", frame.to_csv(index=False).encode())) is None
    index = DecisionTreeClassifier(random_state=0).fit(np.arange(150)[::2, None], there.target[::2])
    assert index.score(np.arange(150)[1::2, None], there.target[1::2]) > 0.98, (
        "and they give the class away where rows are sorted by it"
    )


@pytest.mark.parametrize(
    "x",
    [
        X,
        X.astype(np.float16),
        X.astype(">f4"),
        np.asfortranarray(X),
        (X > 0),
        *((np.abs(40 * X)).astype(code) for code in ("i1", ">i2", "i8", "u1", "u8")),
    ],
)
@pytest.mark.parametrize(
    "y",
    [
        Y,
        Y.astype(">i2"),
        Y / 2,
        Y > 1,
        np.array(["a", "bé", "日本", "𝔛"])[Y],
        np.array(["b", "a"])[Y % 2].astype(">U7"),
    ],
)
@pytest.mark.parametrize("names", [("x", "y"), ("data", "target")])
def test_arrays_are_read_as_numpy_reads_them(x: Any, y: Any, names: tuple[str, str]) -> None:
    others = (
        {"ids": npy_of([{}])} if names[0] == "x" else {"scale": np.array(2.0), "cube": np.zeros((2, 2, 2))}
    )
    content = npz_of(**dict(zip(names, (x, y), strict=True)), **others)
    table = read_table("a.npz", content)
    there = np.load(io.BytesIO(content), allow_pickle=False)
    np.testing.assert_array_equal(table.x, there[names[0]].astype(np.float32))
    classes, labels = np.unique(there[names[1]], return_inverse=True)
    np.testing.assert_array_equal(table.y, labels)
    assert table.classes == tuple(
        f"{label:g}" if classes.dtype.kind == "f" else str(int(label)) if classes.dtype.kind != "U" else label
        for label in classes
    )
    assert_bounded(table)


KEYS = ("'descr': 'TYPE'", "'fortran_order': ORDER", "'shape': (40, 3)")
HEADERS = {  # of x, as whoever writes .npy files may write them
    **{" ".join(keys): "{" + ", ".join(keys) + ", }" for keys in permutations(KEYS)},
    "double quotes": '{"descr": "TYPE", "fortran_order": ORDER, "shape": (40, 3)}',
    "both quotes": """{"shape": (40, 3), 'fortran_order': ORDER, 'descr': "TYPE"}""",
    "no spaces": "{'descr':'TYPE','fortran_order':ORDER,'shape':(40,3)}",
    "white everywhere": (
        " { \n'shape'\t: ( 40 , 3 , ) ,\n 'descr' :\n\t'TYPE' , 'fortran_order' : ORDER\n,\n } "
    ),
    "Python 2": "{'shape': (40L, 3L), 'descr': 'TYPE', 'fortran_order': ORDER, }",
    "Python 2, Unicode": "{u'descr': u'TYPE', u'fortran_order': ORDER, u'shape': (40, 3)}",
    "padded": "{'descr': 'TYPE', 'fortran_order': ORDER, 'shape': (40, 3), }" + 400 * " ",
}


@pytest.mark.parametrize(
    ("case", "version"),
    [(case, version) for case in HEADERS for version in (1, 2, 3) if (case, version) != ("Python 2", 3)],
)
@pytest.mark.parametrize(
    ("descr", "order"), [("<f8", "C"), (">f4", "F"), ("float64", "C"), ("=f8", "F"), ("|i1", "F")]
)
def test_a_header_may_be_written_in_every_way_that_its_format_allows(
    case: str, version: int, descr: str, order: Any
) -> None:
    x = (100 * X).astype(descr) if "i" in descr else X.astype(descr)
    said = HEADERS[case].replace("TYPE", descr).replace("ORDER", str(order == "F")).encode() + b"\n"
    member = (
        b"\x93NUMPY"
        + bytes([version, 0])
        + struct.pack("<H" if version == 1 else "<I", len(said))
        + said
        + x.tobytes(order)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's word for what Python 2 wrote
        there = np.load(io.BytesIO(member), allow_pickle=False)
    np.testing.assert_array_equal(there, x)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = read_table(
            "a.npz", zip_of(("x.npy", member), ("y.npy", npy_of(Y)), method=zipfile.ZIP_STORED)
        )
    np.testing.assert_array_equal(table.x, there.astype(np.float32))
    np.testing.assert_array_equal(table.y, Y)


def test_a_headers_texts_are_literals_and_nothing_is_called() -> None:
    for text in (
        "[].append(1)",
        "print('<f8')",
        "'<f8' if 1 else ''",
        "f'<f{8}'",
        "'<f8' * 10**9",
        "9**9**9",
        "(lambda: '<f8')()",
        "open('/tmp/x', 'w')",
    ):
        assert "damaged" in refusal("a.npz", xy(header(text, "(40, 3)") + X.tobytes()))


def test_an_array_without_rows_or_dimensions_is_counted_and_not_read() -> None:
    assert "0 rows" in refusal("a.npz", npz_of(x=np.zeros((0, 3)), y=np.zeros(0)))
    assert "0 columns" in refusal("a.npz", npz_of(x=np.zeros((40, 0), order="F"), y=Y))
    assert "0 can be x" in refusal("a.npz", npz_of(x=np.array(2.0), y=Y))
    assert_bounded(
        read_table(
            "a.npz",
            npz_of(a=np.array(2.0), b=X, c=Y, d=np.zeros((0, 2, 2)), e=np.array(True), f=np.array("text")),
        )
    )


def test_a_table_may_be_as_large_as_it_is_allowed_to_be_and_no_larger() -> None:
    x, y = RNG.integers(0, 99, (ROWS[1], COLUMNS[1])), np.arange(ROWS[1]) % CLASSES[1]
    for table in (
        read_table("a.csv", csv_of(x, y)),
        read_table(
            "a.npz", npz_of(x=x.astype(float), y=np.array([f"{'name':>{NAME}}{i}"[-NAME:] for i in y]))
        ),
    ):
        assert table.x.shape == x.shape and len(table.classes) == CLASSES[1]
        assert_bounded(table)
    x, y = np.vstack([x, x[:1]]), np.append(y, 0)
    assert "more than 5,000 rows" in refusal("a.csv", csv_of(x, y)) and "more than 5,000 rows" in refusal(
        "a.npz", npz_of(x=x, y=y)
    )
    assert "more than 100 columns" in refusal(
        "a.csv", csv_of(np.ones((40, 101)))
    ) and "more than 100 columns" in refusal("a.npz", npz_of(x=np.ones((40, 101)), y=Y))
    assert "2,000,001 bytes" in refusal("a.csv", b"1" * (FILE + 1))


def test_a_table_may_be_as_small_as_it_is_allowed_to_be_and_no_smaller() -> None:
    assert_bounded(read_table("a.csv", csv_of(X[:30, :1], Y[:30] > 1)))
    assert "29 rows; from 30" in refusal("a.csv", csv_of(X[:29], Y[:29])) and "29 rows" in refusal(
        "a.npz", npz_of(x=X[:29], y=Y[:29])
    )
    assert "0 columns" in refusal("a.csv", csv_of(X[:, :0])) and "0 columns" in refusal(
        "a.npz", npz_of(x=X[:, :0], y=Y)
    )
    assert "1 classes; from 2" in refusal("a.csv", csv_of(y=0 * Y)) and "more than 20 classes" in refusal(
        "a.csv", csv_of(np.ones((105, 2)), np.arange(105) % 21)
    )
    assert "“rare” has 4 rows; at least 5" in refusal("a.csv", csv_of(y=["rare"] * 4 + ["b"] * 36))
    assert "more than 20 classes" in refusal("a.csv", csv_of(y=X[:, 0])), (
        "a column of measurements is no class"
    )


GOOD = csv_of()
LONG = b"Z" * 100_000
CSVS = {  # what a stranger may send, and what is said of it
    "empty": (b"", "is empty"),
    "only a mark": (b"\xef\xbb\xbf", "0 columns"),
    "only white": (b"\n \r\n\t\n", "0 columns"),
    "head alone": (b"a,b,c\n", "0 rows"),
    "junk": (bytes(RNG.integers(0, 256, 5000, np.uint8)), "not text in UTF-8"),
    "utf-16": (GOOD.decode().encode("utf-16"), "not text in UTF-8"),
    "latin-1": (csv_of(y=["é", "e"] * 20).decode().encode("latin-1"), "not text in UTF-8"),
    "surrogates": (GOOD + b"1,2,3,\xed\xa0\x80\n", "not text in UTF-8"),
    "NUL": (GOOD + b"1,2,\x003,0\n", "NUL"),
    "a zip by another name": (npz_of(x=X, y=Y), "not text in UTF-8"),
    "a pickle by another name": (pickle.dumps(X), "not text in UTF-8"),
    "a million columns": (b"1" + b",1" * 999_999, "more than 100 columns"),
    "a million empty columns": (b"1" + b"," * 1_000_000, "more than 100 columns"),
    "ragged, short": (GOOD + b"1,2,0\n", "Line 41 has 3 cells, most lines have 4"),
    "ragged, long": (b"a,b,c,d\n\n" + GOOD + b"1,2,3,4,0\n", "Line 43 has 5 cells, most lines have 4"),
    "ragged, enormous": (GOOD + b"," * 1_000_000 + b"1\n", "Line 41 has 1,000,001 cells"),
    "quote, open": (GOOD + b'1,2,3,"0\n' + GOOD, "quotes"),
    "quote, inside, tabs": (csv_of(mark="\t") + b'1\t2\t"3"4\t0\n', "Line 41 does not part into cells"),
    "quote, inside": (GOOD + b'1,2,"3"4,0\n', "Line 41 does not part into cells"),
    "quote, endless": (GOOD + b'"' + LONG + LONG, "field larger than field limit"),
    "nan": (GOOD + b"1,nan,3,0\n", "Line 41, column 2, holds “nan”"),
    "inf": (GOOD + b"1,2,-Infinity,0\n", "“-Infinity”"),
    "hole": (GOOD + b"1,,3,0\n", "Line 41, column 2, holds “”"),
    "hole in the first line": (b"1,?,3,0\n" + GOOD, "Line 1 mixes numbers with “\\?”"),
    "year as a name": (b"a,2020,c,kind\n" + GOOD, "Line 1 mixes numbers with “a”"),
    "huge": (GOOD + b"1,2,1e7,0\n", "Row 41 of the numbers holds 1e\\+07 in column 3"),
    "beyond floats": (GOOD + b"1,2,-1e999,0\n", "holds -inf"),
    "tiny": (GOOD + b"1,2,1e-30,0\n", "holds 1e-30"),
    "arabic digits": (GOOD + "1,٢,3,0\n".encode(), "“٢”"),
    "full-width digits": (GOOD + "1,２,3,0\n".encode(), "“２”"),
    "minus of the typesetter": (GOOD + "1,−2,3,0\n".encode(), "“−2”"),
    "letter for a digit": (GOOD + b"1,2O,3,0\n", "“2O”"),
    "underscores": (GOOD + b"1,1_000,3,0\n", "“1_000”"),
    "hexadecimal": (GOOD + b"1,0x10,3,0\n", "“0x10”"),
    "no number": (GOOD + b"1,1e,3,0\n", "“1e”"),
    "decimal commas": (b"1,5;2,5;a\n" * 40, "Line 1, column 1, holds “1,5”.*decimal point"),
    "decimal commas, one input": (b"1,5;a\n2,5;b\n" * 20, "Line 1, column 1, holds “1,5”.*decimal point"),
    "decimal commas, under names": (
        b"\nx;y;kind\n" + b"1;2,5;a\n" * 40,
        "Line 3, column 2, holds “2,5”.*decimal point",
    ),
    "decimal commas, by tabs": (b"1\t2,5\ta\n" * 40, "Line 1, column 2, holds “2,5”.*decimal point"),
    "thousands": (
        b'x,kind\n"1,234",a\n' + b"5,a\n" * 40,
        "Line 2, column 1, holds “1,234”.*nothing between thousands",
    ),
    "thousands, spaced": (
        b"x,y,kind\n1 234,5,a\n" + b"5,6,a\n" * 40,
        "Line 2, column 1, holds “1 234”.*nothing between thousands",
    ),
    "a line after sep=": (b"sep=;\nx;y;kind\n1;z;a\n" + b"5;6;a\n" * 40, "Line 3, column 2, holds “z”"),
    "sep= alone": (b"sep=;", "0 columns"),
    "sep= of another mark": (
        b"sep=#\n" + b"5#6#a\n" * 40,
        "0 columns of inputs before the class, parted by tabs, semicolons, vertical bars or commas",
    ),
    "a line after a quoted break": (
        b'"length\ncm",width,kind\n1,2,a\n1,?,a\n' + b"5,6,a\n" * 40,
        "Line 4, column 2, holds “\\?”",
    ),
    "a title": (
        b"My flowers\nx,y,kind\n" + b"5,6,a\n" * 40,
        "Line 1 has 1 cell, most lines have 3.*a title above",
    ),
    "a remark": (GOOD + b"# the end; by, me\n", "Line 41 has 2 cells, most lines have 4"),
    "a name too few": (b"x,kind\n" + b"5,6,a\n" * 40, "Line 1 has 2 cells, most lines have 3"),
    "words": (b"x (m, s);y;kind\nred;big;a\n" + b"5;6;a\n" * 40, "Line 2, column 1, holds “red”"),
    "parted by spaces": (GOOD.replace(b",", b" "), "0 columns of inputs before the class, parted by tabs"),
    "slow to look at": (b"1," + b" " * 130_000 + b"?;1,a\n", "0 rows"),
    "formula": (GOOD + b"1,=1+1,3,0\n", "“=1\\+1”"),
    "long cell": (GOOD + b"1," + LONG + b",3,0\n", "Line 41, column 2, holds “Z{40}…”"),
    "long number": (GOOD + b"1," + b"1" * 100_000 + b",3,0\n", "Line 41, column 2, holds “1{40}…”"),
    "long class": (GOOD + b"1,2,3," + LONG + b"\n", "The class in line 41 is a name of 100,000 characters"),
    "wide class": (GOOD + b"1,2,3," + b"Z" * 61 + b"\n", "61 characters, “Z{40}…”; at most 60"),
    "long head": (LONG + b",b,c,d\n" + GOOD, "The head of column 1 is a name of 100,000"),
    "no class": (GOOD + b"1,2,3, \n", "The class in line 41 is empty"),
    "text turned around": (csv_of(y=["a\u202eb", "c"] * 20), "cannot be printed"),
    "unseen": (csv_of(y=["a\u200b", "a"] * 20), "“a·”"),
    "turned, and joined": (csv_of(y=["می\u200c\u202eخواهم", "c"] * 20), "cannot be printed"),
    "joined to nothing": (csv_of(y=["\u200c\u200d", "a"] * 20), "The class in line 1 is empty"),
    "word joiner": (csv_of(y=["a\u2060b", "c"] * 20), "“a·b”"),
    "mark of direction": (csv_of(y=["\u200fا", "c"] * 20), "cannot be printed"),
    "terminal": (csv_of(y=["\x1b[31mred", "a"] * 20), "“·\\[31mred”"),
}


@pytest.mark.parametrize("case", CSVS)
def test_a_bad_csv_is_refused_with_the_reason(case: str) -> None:
    content, reason = CSVS[case]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        said = refusal("a.csv", content)
    assert re.search(reason, said), said
    assert max(said.count("Z"), said.count("1111")) <= SHOWN


def test_no_more_than_a_few_letters_of_the_strangers_come_back() -> None:
    for name, content in [
        ("Z" * 300, GOOD),
        ("a.npz", zip_of(("Z" * 200 + ".dat", b""))),
        ("a.csv", csv_of(y=["Z" * 60] * 4 + ["b"] * 36)),
    ]:
        assert refusal(name, content).replace("NPZ", "").count("Z") == SHOWN
    assert (
        "“a.exe”; .csv, .tsv, .txt and .npz" in refusal("a.exe", GOOD)
        and "“·”" in refusal("\n", GOOD)
        and "“”" in refusal("", GOOD)
    )


class Bomb:
    """What goes off when it is unpickled."""

    def __reduce__(self) -> Any:
        return (exec, ("raise SystemExit('unpickled')",))


def xy(x: bytes, y: Any = Y) -> bytes:
    """An NPZ of these bytes as x.npy."""
    return zip_of(("x.npy", x), ("y.npy", npy_of(y)))


def lying(content: bytes, size: int) -> bytes:
    """The zip, whose directory says that every member unpacks to `size` bytes."""
    at, changed = content.find(b"PK\1\2"), bytearray(content)
    while at >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", size)
        at = content.find(b"PK\1\2", at + 1)
    return bytes(changed)


NPZS = {
    "empty": (b"", "is empty"),
    "junk": (bytes(RNG.integers(0, 256, 5000, np.uint8)), "does not open"),
    "a CSV by another name": (GOOD, "does not open"),
    "one array": (npy_of(X), "does not open"),
    "cut off": (npz_of(x=X, y=Y)[:-30], "does not open"),
    "no arrays": (zip_of(), "0 can be y"),
    "bomb": (zip_of(("x.npy", b"\0" * 400_000_000)), "unpacks to 400,000,000 bytes"),
    "bomb in parts": (
        zip_of(*((f"a{i}.npy", b"\0" * (UNPACKED // 40)) for i in range(41))),
        "unpacks to 8,200,000 bytes",
    ),
    "bomb that lies": (lying(xy(header("'<f8'", "(40, 3)") + b"\0" * 100_000_000), 2000), "does not open"),
    "bomb of another method": (zip_of(("x.npy", b"\0" * 7_000_000), method=zipfile.ZIP_LZMA), "unusual way"),
    "bomb in the header": (xy(header("'<f8'", "(999999999, 999999999)")), "not what its shape needs"),
    "bomb of nothing": (xy(header("'<f8'", "(999999999, 0)")), "999,999,999 rows of inputs, but 40"),
    "bomb of nothing, twice": (
        zip_of(("x.npy", header("'<f8'", "(999999999, 0)")), ("y.npy", header("'<U0'", "(999999999,)"))),
        "of type “U0”",
    ),
    "nested header": (xy(header("'<f8'", "(" * 9000 + "1" + ")" * 9000)), "damaged"),
    "long header": (xy(header("'<f8'", " " * 600 + "(40, 3)") + X.tobytes()), "damaged"),
    "huge header": (xy(b"\x93NUMPY\2\0\xff\xff\xff\xff{}"), "damaged"),
    "code in the header": (xy(header("__import__('os').abort()", "(40, 3)") + X.tobytes()), "damaged"),
    "endless": (xy(header("'<f8'", "(" + "9" * 400 + ", 0)")), "damaged"),
    "one key too many": (xy(header("'<f8'", "(40, 3), 'more': 1") + X.tobytes()), "damaged"),
    "one key twice and one not": (
        xy(
            header("'<f8', 'descr': '<f8'", "(40, 3)").replace(b"fortran_order", b"fortran-order")
            + X.tobytes()
        ),
        "damaged",
    ),
    "a list for a shape": (xy(header("'<f8'", "[40, 3]") + X.tobytes()), "damaged"),
    "version 4": (xy(header("'<f8'", "(40, 3)", b"\4\0") + X.tobytes()), "damaged"),
    "fields in a header": (xy(header("[('a', '<f8')]", "(40, 3)") + X.tobytes()), "holds several fields"),
    "objects in fields": (xy(header("[('a', '|O')]", "(40, 3)") + X.tobytes()), "holds objects"),
    "spans of time": (npz_of(x=np.zeros((40, 3), "m8[s]"), y=Y), "of type “m8\\[s\\]”"),
    "negative": (xy(header("'<f8'", "(-40, -3)") + X.tobytes()), "damaged"),
    "too few bytes": (xy(npy_of(X)[:-1]), "not what its shape needs"),
    "too many bytes": (xy(npy_of(X) + b"\0"), "not what its shape needs"),
    "objects": (npz_of(x=X.astype(object), y=Y), "holds objects"),
    "objects as classes": (npz_of(x=X, y=np.array(["a", None] * 20, object)), "holds objects"),
    "pickle": (xy(npy_of(np.array([[Bomb()]], object))), "holds objects"),
    "bare pickle": (xy(pickle.dumps(Bomb())), "damaged"),
    "paths": (zip_of(("../../x.npy", npy_of(X)), ("y.npy", npy_of(Y))), "“../../x.npy”"),
    "absolute path": (zip_of(("/etc/x.npy", npy_of(X)), ("y.npy", npy_of(Y))), "“/etc/x.npy”"),
    "drive": (zip_of(("C:\\x.npy", npy_of(X)), ("y.npy", npy_of(Y))), "“C:"),
    "no arrays' names": (zip_of(("readme.txt", b"hello")), "“readme.txt”"),
    "two of a name": (
        zip_of(("x.npy", npy_of(X)), ("x.npy", npy_of(X + 1)), ("y.npy", npy_of(Y))),
        "3 arrays by 2 names",
    ),
    "many members": (zip_of(*((f"a{i}.npy", npy_of(Y)) for i in range(51))), "51 arrays"),
    "complex": (npz_of(x=X.astype(complex), y=Y), "of type “c16”"),
    "long double": (xy(header("'<f16'", "(40, 3)") + b"\0" * 1920), "of type “f16”"),
    "structured": (npz_of(x=np.zeros((40, 3), [("a", "f8")]), y=Y), "several fields"),
    "dates": (npz_of(x=np.zeros((40, 3), "M8[ns]"), y=Y), "of type “M8\\[ns\\]”"),
    "bytes": (npz_of(x=X, y=np.array([b"a", b"b"] * 20)), "of type “S1”"),
    "void": (npz_of(x=np.zeros((40, 3), "V8"), y=Y), "of type “V8”"),
    "text as inputs": (npz_of(x=X.astype(str), y=Y), "are text"),
    "huge": (npz_of(x=np.full((40, 3), 2**64 - 1, np.uint64), y=Y), "holds 1.84467e\\+19"),
    "smallest int64": (npz_of(x=np.full((40, 3), -(2**63)), y=Y), "holds -9.22337e\\+18"),
    "nan": (npz_of(x=np.where(X > 2, np.nan, X + np.nan), y=Y), "Row 1 of the numbers holds nan"),
    "inf": (
        npz_of(x=np.where(np.arange(40)[:, None] == 6, -np.inf, X), y=Y),
        "Row 7 of the numbers holds -inf",
    ),
    "nan as class": (npz_of(x=X, y=np.where(Y == 3, np.nan, Y)), "Row 4 of the classes"),
    "no such letters": (
        zip_of(("x.npy", npy_of(X)), ("y.npy", header("'<U1'", "(40,)") + b"\xff" * 160)),
        "do not exist",
    ),
    "half letters": (
        zip_of(("x.npy", npy_of(X)), ("y.npy", header("'<U1'", "(40,)") + b"\0\xd8\0\0" * 40)),
        "do not exist",
    ),
    "empty class": (npz_of(x=X, y=np.array(["", "a"] * 20)), "The class of row 1 is empty"),
    "wide class": (npz_of(x=X, y=np.array(["Z" * 61, "a"] * 20)), "at most 60"),
    "flat inputs": (npz_of(x=X[:, 0], y=Y), "0 can be x"),
    "wide classes": (npz_of(x=X, y=Y[:, None]), "0 can be y"),
    "two tables": (npz_of(x_train=X, x_test=X, y_train=Y), "Of 3 arrays 2 can be x"),
    "unequal": (npz_of(x=X, y=Y[:-1]), "40 rows of inputs, but 39"),
    "one class": (npz_of(x=X, y=0 * Y), "1 classes"),
    "many classes": (npz_of(x=X, y=np.arange(40)), "more than 20 classes"),
}


@pytest.mark.parametrize("case", NPZS)
def test_a_bad_npz_is_refused_with_the_reason_before_it_takes_room(case: str) -> None:
    content, reason = NPZS[case]
    tracemalloc.start()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            said = refusal("a.npz", content)
        assert tracemalloc.get_traced_memory()[1] < 2 * UNPACKED
    finally:
        tracemalloc.stop()
    assert re.search(reason, said), said
    assert said.replace("NPZ", "").count("Z") <= SHOWN


def test_an_encrypted_member_and_a_lying_small_one_are_refused() -> None:
    content = bytearray(npz_of(x=X, y=Y))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.find(mark) + place] |= 1
    assert "not encrypted" in refusal("a.npz", bytes(content))
    assert "does not open" in refusal("a.npz", lying(zip_of(("x.npy", npy_of(X)), ("y.npy", npy_of(Y))), 300))


def mutated(content: bytes, rng: np.random.Generator) -> bytes:
    """The bytes with one to four accidents: flips, cuts, repeats, swaps and insertions of what parsers
    stumble over."""
    for _ in range(rng.integers(1, 5)):
        a, b = sorted(int(i) for i in rng.integers(0, len(content) + 1, 2))
        b = min(b, a + int(rng.integers(1, 60)))
        piece = [
            b'"',
            b"\n",
            b",",
            b";",
            b"\0",
            b"nan",
            b"\xff" * 4,
            b"1e9",
            b"-",
            "٣".encode(),
            b"PK\1\2",
            bytes(rng.integers(0, 256, 3, np.uint8)),
        ][rng.integers(12)]
        content = [
            content[:a] + piece + content[a:],
            content[:a] + piece + content[a + len(piece) :],
            content[:a] + content[b:],
            content[:a] + 3 * content[a:b] + content[b:],
            content[:a] + content[a:b][::-1] + content[b:],
        ][rng.integers(5)]
    return content


def outcomes(name: str, files: list[bytes]) -> int:
    """How many of the files are read; the others are refused in a sentence, and nothing else happens."""
    taken = 0
    for content in files:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                assert_bounded(read_table(name, content))
                taken += 1
            except Refused as refused:
                assert str(refused).isprintable() and len(str(refused)) < 300
    return taken


def test_mutated_files_are_read_within_bounds_or_refused() -> None:
    rng = np.random.default_rng(1)
    texts = [
        csv_of(head="a,b,c,kind\n"),
        csv_of(y=[f'"kind, {label}"' for label in Y], mark=";"),
        csv_of(X, Y, "\t", "\r\n"),
    ]
    assert 10 < outcomes("a.csv", [mutated(texts[i % 3], rng) for i in range(300)]) < 250
    whole = [
        npz_of(x=X, y=Y),
        npz_of(a=X.astype(np.float32), b=np.array(["p", "qr"])[Y % 2]),
        zip_of(("x.npy", npy_of(X)), ("y.npy", npy_of(Y)), method=0),
    ]
    assert outcomes("a.npz", [mutated(whole[i % 3], rng) for i in range(300)]) < 250
    members = [npy_of(X), npy_of(np.array(["p", "qr"])[Y % 2])]  # past the checksums
    assert (
        outcomes(
            "a.npz", [zip_of(("x.npy", mutated(members[0], rng)), ("y.npy", members[1])) for _ in range(150)]
        )
        < 140
    )
    heads = [(member[:128], member[128:]) for member in members]
    files = [
        [mutated(head, rng) + body if i == which else head + body for which, (head, body) in enumerate(heads)]
        for i in (0, 1)
        for _ in range(150)
    ]
    assert outcomes("a.npz", [zip_of(("x.npy", x), ("y.npy", y)) for x, y in files]) < 280
    # any bits as floats and as letters
    random = [
        [head + bytes(rng.integers(0, 256, len(body), np.uint8)) for head, body in heads] for _ in range(40)
    ]
    assert outcomes("a.npz", [zip_of(("x.npy", x), ("y.npy", y)) for x, y in random]) == 0


TABLE = read_table(
    "a.csv",
    csv_of(
        np.column_stack([np.arange(101), RNG.normal(3, 2, (101, 2)), np.full(101, 0.1)]),
        [f"k{i % 3}" for i in range(101)],
    ),
)


def ids(rows: Any, n: Any, known: Any) -> Any:
    """Which rows of TABLE these are, by their first column, made whole again."""
    return np.rint(rows[:, 0] * known.std() + known.mean()).astype(int)


@pytest.mark.parametrize("n", [2, 20, 52, 1000])
def test_parts_are_disjoint_whole_and_standardised_as_scikit_learn_does(n: int) -> None:
    data = split(TABLE, n, 4)
    assert [len(part.y) for part in data[:3]] == [52, 16, 33] and [int(part.n) for part in data[:3]] == [
        min(n, 52),
        16,
        33,
    ]
    order = np.random.default_rng((4, 37)).permutation(101)
    chosen = {"test": order[:33], "validation": order[33:49], "train": order[49:]}
    assert sorted(np.concatenate(list(chosen.values()))) == list(range(101))
    scaler = StandardScaler().fit(TABLE.x[chosen["train"][: min(n, 52)], :3].astype(np.float64))
    for part, rows in chosen.items():
        own = getattr(data, part)
        assert own.x.dtype == np.float32 and own.y.dtype == np.int32
        np.testing.assert_allclose(
            own.x[:, :3], scaler.transform(TABLE.x[rows, :3].astype(np.float64)), rtol=1e-5, atol=1e-6
        )
        np.testing.assert_array_equal(own.y, TABLE.y[rows])
        assert not own.x[:, 3].any(), "a constant column says nothing"
    np.testing.assert_allclose(data.train.x[: min(n, 52), :3].std(axis=0, dtype=np.float64), 1, atol=1e-5)


def test_the_test_rows_do_not_reach_training_or_validation_nor_a_small_n_the_rest() -> None:
    data, order = split(TABLE, 30, 4), np.random.default_rng((4, 37)).permutation(101)
    for unseen in (order[:33], order[33:49], order[49 + 30 :]):
        x = TABLE.x.copy()
        x[unseen] = RNG.normal(size=(len(unseen), 4)) * 1e5
        other = split(TABLE._replace(x=x), 30, 4)
        np.testing.assert_array_equal(other.train.x[:30], data.train.x[:30])
        assert (
            np.array_equal(other.test.x, data.test.x),
            np.array_equal(other.validation.x, data.validation.x),
        ) == (unseen[0] != order[0], unseen[0] != order[33])


def test_a_seed_shuffles_the_same_way_for_every_n_and_another_one_another_way() -> None:
    for part, same in zip(split(TABLE, 40, 4)[:3], split(TABLE, 40, 4)[:3], strict=True):
        np.testing.assert_array_equal(part.x, same.x)
    np.testing.assert_array_equal(split(TABLE, 10, 4).train.y, split(TABLE, 40, 4).train.y)
    assert not np.array_equal(split(TABLE, 40, 4).test.y, split(TABLE, 40, 5).test.y)


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_wrong_labels_are_another_class_and_only_in_training(share: float) -> None:
    clean, false = split(TABLE, 52, 4), split(TABLE, 52, 4, share)
    np.testing.assert_array_equal(false.train.y != clean.train.y, false.wrong)
    assert false.train.y.min() >= 0 and false.train.y.max() < 3 and not clean.wrong.any()
    for n, seed in ((52, 4), (1, 4), (10, 0), (25, 1), (40, 2), (1000, 3)):
        other = split(TABLE, n, seed, share)
        assert other.wrong[: other.train.n].sum() == other.wrong.sum() == round(share * int(other.train.n))
    pairs = zip(clean.train.y[false.wrong].tolist(), false.train.y[false.wrong].tolist(), strict=True)
    assert share < 1 or set(pairs) == {
        (true, said) for true in range(3) for said in range(3) if true != said
    }, "any other class"
    for part in ("validation", "test"):
        np.testing.assert_array_equal(getattr(false, part).y, getattr(clean, part).y)


def test_the_smallest_and_largest_numbers_stay_finite_when_standardised() -> None:
    x = np.full((40, 2), tables.SMALLEST)
    x[0] = np.float32(tables.SMALLEST) * (1 + 2**-23)  # the least that can differ
    x[1:20, 1] = LARGEST
    for seed in range(20):
        data = split(read_table("a.npz", npz_of(x=x, y=Y)), 20, seed)
        assert all(np.isfinite(part.x).all() for part in data[:3])


def test_an_impossible_n_is_an_error_that_says_so() -> None:
    with pytest.raises(ValueError, match="n=0; at least 1"):
        split(TABLE, 0, 0)
    only = split(TABLE, 1, 0)
    assert not only.train.x.any() and not only.test.x.any(), "one row has no spread"
