"""A visitor's own table, from a file that a stranger uploads: nothing in it is evaluated or unpickled, and
nothing is built before its size is known.

CSV: cells parted by commas, semicolons, tabs or vertical bars, quoted as in RFC 4180, UTF-8, with or without
a line of names; the last column is the class. What parts the cells is what parts all lines alike. NPZ: a zip
of arrays in the .npy format (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), of
which x holds the inputs and y the classes. NumPy reads their headers, as literals and no longer than HEADER;
the arrays are made here, of the bytes that are there: np.load would build whatever shape is claimed.
"""

import csv
import io
import math
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.format import read_array_header_1_0, read_array_header_2_0, read_magic
from numpy.typing import NDArray

from dl_core.digits import Data, mislabelled, points
from dl_core.plane import standardised
from kit.messages import _
from kit.page import Sentence, Upload, say
from kit.table_refusals import ANEW, Refused

FILE = 2_000_000  # bytes: 500,000 numbers of three digits; read in less than a second
UNPACKED = 8_000_000  # bytes in all arrays of an NPZ: the largest table in float64, and its classes
# fewer leave five to choose by; more, and an epoch with its scores no longer feels immediate
ROWS = (30, 5_000)
COLUMNS = (1, 100)  # inputs; the digits have 64
CLASSES = (2, 20)  # more colours than 20 nobody tells apart; a column of measurements is soon refused
EACH = 5  # rows of each class: half of them are to learn from
# of an input's size, if it is not 0: then float32 neither overflows nor loses it, standardised or not
LARGEST, SMALLEST = (1e6, 1e-20)
CELL, NAME, SHOWN = 60, 60, 40  # characters of a number, of a name, and of the stranger's text in a refusal
JOINERS = "\u200c\u200d"  # not seen themselves, but Persian, Indic scripts and emoji are written with them
MEMBERS, HEADER = 50, 512  # arrays in an NPZ; bytes in the header of one
ENDINGS = ("csv", "tsv", "txt", "npz")
# 3 differs in the names of fields alone
READERS = {(1, 0): read_array_header_1_0, (2, 0): read_array_header_2_0, (3, 0): read_array_header_2_0}
MARKS = "\t;|,"  # what may part cells; what comes first is meant where two part all lines alike
SAMPLE = 100  # lines by which that is decided

_TOLD = re.compile(r'(?i) *"?sep=([^\r\n])"?[\t;|, ]*(?=[\r\n])')  # Excel's first line
# a number, or one with a comma, which is refused where it stands
_DIGITS = re.compile(r"[-+.eE]*[0-9][-+.0-9eE]*(,[-+.0-9eE]*)?")
# a head, empty too
_NUMBERED = re.compile(r"(?i)|unnamed.*|#|row|(.*[ _.-])?(id|idx|index|n[or]\.?|num|number)")
# Python 2's long numbers in a header: NumPy reads them, too, but warns of each
_LONG = re.compile(rb"([0-9]\s*)L\b")
# float() itself takes inf, nan, 1_000 and the digits of every script
_NUMBER = re.compile(rf"[-+.0-9eE]{{1,{CELL}}}")


class Table(NamedTuple):
    """x (n, d) float32; y (n,) int32 from 0 to classes − 1; the names of the classes, sorted, and of the d
    inputs: a stranger's words, printable and short."""

    x: NDArray[np.float32]
    y: NDArray[np.int32]
    classes: tuple[str, ...]
    columns: tuple[str, ...]


class _Array(NamedTuple):
    """An array of an NPZ, not built yet: its bytes, as many as shape and type say."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    fortran: bool
    body: bytes


def read_table(name: str, content: bytes) -> Table:
    """The table in a file of that name: CSV if it ends in .csv, .tsv or .txt, else NPZ. Raises Refused, and
    nothing else."""
    if name.lower().rpartition(".")[2] not in ENDINGS:
        raise Refused("ending", file=_quoted(name))
    if not content:
        raise Refused("empty", rows=ROWS[0])
    if len(content) > FILE:
        raise Refused("large", bytes=f"{len(content):,}", most=f"{FILE:,}")
    return _from_npz(content) if name.lower().endswith(".npz") else _from_csv(content)


def shares(rows: int) -> tuple[int, int, int]:
    """How many of the rows are for the test (a third), for validation (a sixth; both rounded down), and to
    learn from (the others)."""
    return rows // 3, rows // 6, rows - rows // 3 - rows // 6


def row_numbers(table: Table) -> int | None:
    """Which input, if any, holds numbers of rows: a different whole number in each, without a gap, in any
    order, or under a head such as id or #."""
    unnamed = _unnamed(len(table.columns))
    for i, (values, name) in enumerate(zip(table.x.T.astype(np.float64), table.columns, strict=True)):
        head = "" if name == unnamed[i] and table.columns != unnamed else name
        different = np.array_equal(values, values.round()) and len(np.unique(values)) == len(values)
        if different and (np.ptp(values) == len(values) - 1 or _NUMBERED.fullmatch(head)):
            return i
    return None


def split(table: Table, n: int, seed: int, wrong: float = 0.0) -> Data:
    """The table shuffled by the seed, in its `shares`.

    Of the rows to learn from the first n count, or all if there are fewer; all inputs are standardised by
    them (see `standardised`). Of these n labels round(wrong·n) are another class; validation and test labels
    stay true. A rare class may be missing in a part. Raises ValueError for n below 1 or an impossible share.
    """
    if n < 1:
        raise ValueError(f"n={n}; at least 1 training row is needed")
    order, (tested, validated, _) = (
        np.random.default_rng((seed, 37)).permutation(len(table.y)),
        shares(len(table.y)),
    )
    test, validation, train = np.split(order, (tested, tested + validated))
    n = min(n, len(train))
    x = [
        part.astype(np.float32)
        for part in standardised(n, *(table.x[chosen] for chosen in (train, validation, test)))
    ]
    said, false = mislabelled(table.y[train], n, wrong, len(table.classes), np.random.default_rng((seed, 38)))
    return Data(points(x[0], said, n), points(x[1], table.y[validation]), points(x[2], table.y[test]), false)


def _quoted(text: str) -> str:
    """At most SHOWN characters of the stranger's, in quotes; a dot for what cannot be printed."""
    return (
        "“"
        + "".join(letter if letter.isprintable() or letter in JOINERS else "·" for letter in text[:SHOWN])
        + ("…”" if len(text) > SHOWN else "”")
    )


def _name_of(text: str, of: str, place: int, otherwise: str = "") -> str:
    """A name with single spaces, or `otherwise`. of: what is named, the "head" of a column or the class of a
    "line" or a "row"; place: its number. Raises Refused for none, for a long one, and for one with signs that
    are not seen or turn the text around."""
    name = " ".join(text.split())
    seen = "".join(letter for letter in name if letter not in JOINERS)
    if not seen.strip():
        name = seen = otherwise
    if not name:
        raise Refused(f"{of}: empty", place=f"{place:,}")
    if len(name) > NAME:
        raise Refused(
            f"{of}: long", place=f"{place:,}", length=f"{len(name):,}", name=_quoted(name), most=NAME
        )
    if not seen.isprintable():
        raise Refused(f"{of}: unseen", place=f"{place:,}", name=_quoted(name))
    return name


def _bounded(count: int, what: str, allowed: tuple[int, int]) -> None:
    """Raises Refused unless there are as many rows, classes, inputs or columns as are allowed."""
    low, high = allowed
    if not low <= count <= high:
        raise Refused(
            f"{'few' if count < low else 'many'} {what}", count=f"{count:,}", low=low, high=f"{high:,}"
        )


def _table(x: NDArray[Any], labels: list[Any], columns: tuple[str, ...]) -> Table:
    """The table of inputs (n, d) and of a class for each row, all strings or all numbers. Raises Refused for
    what is out of bounds."""
    size = np.abs(x := x.astype(np.float64))  # before the size: the smallest int64 is its own absolute value
    if len(bad := np.argwhere(~((size == 0) | (size >= SMALLEST) & (size <= LARGEST)))):
        row, column = bad[0]
        value = f"{x[row, column]:g}"
        raise Refused(
            "size",
            row=f"{row + 1:,}",
            value=value,
            column=column + 1,
            smallest=f"{SMALLEST:g}",
            largest=f"{LARGEST:,.0f}",
        )
    found = Counter(labels)
    _bounded(len(found), "classes", CLASSES)
    order = sorted(found)
    rarest = min(order, key=found.__getitem__)
    if found[rarest] < EACH:
        raise Refused("rare", name=_quoted(_said(rarest)), rows=found[rarest], least=EACH)
    place = {label: i for i, label in enumerate(order)}
    return Table(
        x.astype(np.float32),
        np.array([place[label] for label in labels], np.int32),
        tuple(map(_said, order)),
        columns,
    )


def _unnamed(columns: int) -> tuple[str, ...]:
    return tuple(_("column {number}", number=i + 1) for i in range(columns))


def _said(label: str | float) -> str:
    """A class's name: 3 for 3.0; other numbers with all their digits, so that different ones have different
    names."""
    return (
        str(int(label))
        if isinstance(label, float) and label.is_integer() and abs(label) < 2**53
        else str(label)
    )


def _from_csv(content: bytes) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("not UTF-8") from error
    if "\0" in text:
        raise Refused("NUL")
    told = _TOLD.match(text)
    # a mark that the file names is tried first
    marks = sorted(MARKS, key=lambda mark: told is None or told[1] != mark)
    text = text[told.end() :] if told else text  # without its end, so that lines keep their numbers
    parted = max(
        (_parted(text, mark) for mark in marks if mark in text), key=_fit, default=_Parted([], 1, 1, None)
    )
    _bounded(parted.columns - 1, "columns", COLUMNS)
    head, names, x, labels = parted.lines[0], list[str](), list[list[float]](), list[str]()
    for line in parted.lines:
        if line.width != parted.width:
            code = "one cell" if line.width == 1 else "other cells"
            raise Refused(code, line=f"{line.number:,}", cells=f"{line.width:,}", width=parted.width)
        cells = line.cells[: parted.columns]
        if line is head and _names_only(line.number, cells):
            names = [_name_of(cell, "head", i + 1, _unnamed(i + 1)[i]) for i, cell in enumerate(cells[:-1])]
            continue
        x.append([_cell(cell, line.number, i + 1) for i, cell in enumerate(cells[:-1])])
        labels.append(_name_of(cells[-1], "line", line.number))
        if len(x) > ROWS[1]:
            break
    else:
        if parted.why:
            raise parted.why
    _bounded(len(x), "rows", ROWS)
    return _table(np.array(x), _as_numbers(labels), tuple(names) or _unnamed(parted.columns - 1))


def _names_only(line: int, cells: list[str]) -> bool:
    """Whether the first line holds the columns' names: no input is a number. Raises Refused if some are: is
    it a row with a hole, or a name 2020?"""
    names = [cell for cell in cells[:-1] if not _has_digits(cell)]
    if 0 < len(names) < len(cells) - 1:
        raise Refused("mixed", line=f"{line:,}", name=_quoted(names[0]))
    return bool(names)


def _has_digits(cell: str) -> bool:
    """Whether the cell is meant for a number, a comma in it or not."""
    return bool(_DIGITS.fullmatch(cell.strip()))


class _Line(NamedTuple):
    """A line that is not blank: its number from 1 (the first, if breaks in quotes make it several), how many
    cells it has, and as many of them as are read."""

    number: int
    width: int
    cells: list[str]


class _Parted(NamedTuple):
    """What one mark makes of a text. width: the cells of most lines; columns: without those at the end that
    are empty in all lines; why: that it ends early."""

    lines: list[_Line]
    width: int
    columns: int
    why: Refused | None


def _parted(text: str, mark: str) -> _Parted:
    """The text in cells that this mark parts: one line more than the largest table with a head has, and no
    more."""
    lines, why, number = list[_Line](), None, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True, skipinitialspace=True)
    try:
        for cells in reader:
            if cells and any(cell.strip() for cell in cells):
                lines.append(_Line(number, len(cells), cells[: COLUMNS[1] + 2]))
                if len(lines) > ROWS[1] + 1:
                    break
            number = reader.line_num + 1
    except csv.Error as error:
        why = Refused("unparted", line=f"{number:,}", why=_quoted(str(error)))
    width = Counter(line.width for line in lines).most_common(1)[0][0] if lines else 1
    full = [line.cells for line in lines if line.width == width]
    columns = width
    while 1 < columns <= COLUMNS[1] + 2 and not any(cells[columns - 1].strip() for cells in full):
        columns -= 1
    return _Parted(lines, width, columns, why)


def _fit(parted: _Parted) -> tuple[int, int]:
    """How well a mark parts the lines: how many of the first that have as many cells as most hold digits in
    all inputs; then how many there are of these.

    With decimal points only one mark parts a line into numbers. With decimal commas the comma may, too: then
    the other, which is asked first, is meant.
    """
    alike = (
        [line.cells[: parted.columns - 1] for line in parted.lines if line.width == parted.width]
        if 1 < parted.columns <= COLUMNS[1] + 1
        else []
    )
    return sum(all(map(_has_digits, cells)) for cells in alike[:SAMPLE]), len(alike)


def _value(cell: str) -> float | None:
    """The number that a cell holds, or None. 1e999 is inf."""
    try:
        return float(cell) if _NUMBER.fullmatch(cell := cell.strip()) else None
    except ValueError:
        return None


def _cell(cell: str, line: int, column: int) -> float:
    value = _value(cell)
    if value is None:
        raise Refused("no number", line=f"{line:,}", column=column, cell=_quoted(cell))
    return value


def _as_numbers(labels: list[str]) -> list[Any]:
    """Classes as numbers if all of them are and are exact, so that 1 and 1.0 are the same and 10 comes after
    9; else as they are."""
    values = [_value(label) for label in labels]
    return values if all(value is not None and abs(value) <= LARGEST for value in values) else labels


def _from_npz(content: bytes) -> Table:
    arrays = {name: _array(name, member) for name, member in _members(content).items()}
    flat, wide = (_one(arrays, name, dimensions) for name, dimensions in (("y", 1), ("x", 2)))
    if wide.shape[0] != flat.shape[0]:
        raise Refused("unequal", rows=f"{wide.shape[0]:,}", classes=f"{flat.shape[0]:,}")
    _bounded(wide.shape[0], "rows", ROWS)
    _bounded(wide.shape[1], "inputs", COLUMNS)
    return _table(
        _numbers(wide).reshape(wide.shape, order="F" if wide.fortran else "C"),
        _labels(flat),
        _unnamed(wide.shape[1]),
    )


def _members(content: bytes) -> dict[str, bytes]:
    """The arrays' bytes by name: x and y if both are there, else all. No more is unpacked than the zip's
    directory declares; a bare read() would."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = {info.filename.removesuffix(".npy"): info for info in file.infolist()}
            _bounded_zip(file.infolist(), len(members))
            wanted = ["x", "y"] if {"x", "y"} <= members.keys() else list(members)
            return {name: file.open(members[name]).read(members[name].file_size) for name in wanted}
    except Refused:
        raise
    # on a broken archive zipfile raises whatever comes: BadZipFile, zlib.error, struct.error,
    # NotImplementedError, RuntimeError...
    except Exception as error:
        raise Refused("not a zip", anew=ANEW) from error


def _bounded_zip(infos: list[zipfile.ZipInfo], names: int) -> None:
    odd = [info.filename for info in infos if not re.fullmatch(r"[\w-]{1,60}\.npy", info.filename, re.ASCII)]
    if odd:
        raise Refused("odd name", name=_quoted(odd[0]), anew=ANEW)
    if len(infos) > MEMBERS or names < len(infos):
        raise Refused("many arrays", arrays=f"{len(infos):,}", names=f"{names:,}", most=MEMBERS)
    if any(
        info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos
    ):  # zipfile unpacks the others without a bound
        raise Refused("compression")
    if (size := sum(info.file_size for info in infos)) > UNPACKED:
        raise Refused("unpacked", bytes=f"{size:,}", most=f"{UNPACKED:,}")


def _array(name: str, data: bytes) -> _Array:
    """What a .npy says that it holds, if that is a plain array with as many bytes as it takes. Nothing of
    what it claims is built."""
    file = io.BytesIO(data if data[6:7] > b"\2" else _LONG.sub(rb"\1 ", data[: HEADER + 12]))
    try:
        shape, fortran, dtype = READERS[read_magic(file)](file, max_header_size=HEADER)
        if not all(0 <= side < 2**63 for side in shape):
            raise ValueError(f"no array is {shape}")
    # whatever NumPy and Python's parser say of a stranger's text: ValueError, TypeError, TokenError,
    # MemoryError...
    except Exception as error:
        raise Refused("damaged", name=_quoted(name), most=HEADER) from error
    if dtype.hasobject or dtype.names:
        raise Refused("objects" if dtype.hasobject else "fields", name=_quoted(name))
    if dtype.kind not in "biufU" or not dtype.itemsize or (dtype.kind == "f" and dtype.itemsize > 8):
        raise Refused("type", name=_quoted(name), kind=_quoted(dtype.str.lstrip("<>|=")))
    body = data[file.tell() :]
    if math.prod(shape) * dtype.itemsize != len(body):
        raise Refused("not whole", name=_quoted(name), bytes=f"{len(body):,}")
    return _Array(name, shape, dtype, fortran, body)


def _one(arrays: dict[str, _Array], name: str, dimensions: int) -> _Array:
    """The array of that name if x and y are both there, else the only one with so many dimensions."""
    fitting = [
        array
        for array in arrays.values()
        if len(array.shape) == dimensions and (name == array.name or not {"x", "y"} <= arrays.keys())
    ]
    if len(fitting) != 1:
        raise Refused("which array", arrays=len(arrays), fitting=len(fitting), name=name, anew=ANEW)
    return fitting[0]


def _numbers(array: _Array) -> NDArray[Any]:
    if array.dtype.kind == "U":
        raise Refused("text inputs", name=_quoted(array.name))
    # a bool is the byte that it is
    return np.frombuffer(array.body, "u1" if array.dtype.kind == "b" else array.dtype)


def _labels(array: _Array) -> list[Any]:
    """Each row's class: a name, or a finite number."""
    if array.dtype.kind != "U":
        labels = _numbers(array)
        if not np.isfinite(labels).all():
            raise Refused("class not finite", row=f"{int(np.isfinite(labels).argmin()) + 1:,}")
        return labels.tolist()
    each, coding = array.dtype.itemsize, "utf-32-be" if array.dtype.str[0] == ">" else "utf-32-le"
    try:
        texts = [
            array.body[i : i + each].decode(coding).rstrip("\0") for i in range(0, len(array.body), each)
        ]
    except UnicodeDecodeError as error:
        raise Refused("no such letters") from error
    return [_name_of(text, "row", i + 1) for i, text in enumerate(texts)]


# --- how pages ask for it -----------------------------------------------------------------------------------

NO_TABLE = _("Upload a table above: it stays in your session and is in no link.")


def table_upload(setting: str, option: str, about: Callable[[str, Table], list[Sentence]]) -> Upload:
    """What a page asks for where its setting is this option. Pages that ask for a table share it."""
    label = _("Your table: CSV with the class in the last column, or NPZ with x and y")
    return Upload("table", setting, option, label, ENDINGS, read_table, about)


def doubts(table: Table) -> list[Sentence]:
    """What its owner should know, if anything: that an input looks like numbers of rows."""
    if (i := row_numbers(table)) is None:
        return []
    return [say(_doubt(table, i), "alarm"), say(OF_NUMBERS, "alarm")]


OF_NUMBERS = _(
    "It is an input like the others. If the rows were sorted by class, it gives the class away: "
    "unless it was measured, leave it out."
)


def _doubt(table: Table, i: int) -> str:
    """That an input looks like numbers of rows."""
    low, high = (f"{value:,.0f}" for value in (table.x[:, i].min(), table.x[:, i].max()))
    given = {"column": i + 1, "name": shortened(table.columns[i]), "low": low, "high": high}
    if table.columns[i] == f"column {i + 1}":
        return _(
            (
                "Column {column} looks like row numbers: a different whole number in each row, from {low} "
                "to {high}."
            ),
            **given,
        )
    return _(
        (
            "Column {column} (“{name}”) looks like row numbers: a different whole number in each row, "
            "from {low} to {high}."
        ),
        **given,
    )


def shortened(name: str) -> str:
    """At most SHOWN characters of a name in a table, of which all can be printed, or join those that can."""
    return name if len(name) <= SHOWN else name[: SHOWN - 1] + "…"
