"""Why a file is not taken as a table: each reason as a whole sentence, with places for what was given and
what is allowed."""

from kit.messages import Message, _

ANEW = "np.savez(file, x=x, y=y)"

REFUSALS: dict[str, Message] = {
    "ending": _(
        "The file is called {file}; .csv, .tsv, .txt and .npz are read: save the table as one of these."
    ),
    "empty": _("The file is empty; a table of at least {rows} rows is needed: choose another file."),
    "large": _(
        "The file has {bytes} bytes; at most {most} are allowed: leave out rows, columns or decimals."
    ),
    # what is in a table
    "few rows": _("The table has {count} rows; from {low} to {high} are allowed: add some."),
    "many rows": _("The table has more than {high} rows; from {low} to {high} are allowed: leave some out."),
    "few classes": _("The table has {count} classes; from {low} to {high} are allowed: add some."),
    "many classes": _(
        "The table has more than {high} classes; from {low} to {high} are allowed: put each row's "
        "class, not a measurement, into the last column (of an NPZ: "
        "into y)."
    ),
    "few inputs": _("The table has {count} columns of inputs; from {low} to {high} are allowed: add some."),
    "many inputs": _(
        "The table has more than {high} columns of inputs; from {low} to {high} are allowed: leave some out."
    ),
    "few columns": _(
        "The table has {count} columns of inputs before the class, parted by tabs, semicolons, "
        "vertical bars or commas; from {low} to {high} are allowed: add "
        "some."
    ),
    "many columns": _(
        "The table has more than {high} columns of inputs before the class, parted by tabs, "
        "semicolons, vertical bars or commas; from {low} to {high} are "
        "allowed: leave some out."
    ),
    "size": _(
        "Row {row} of the numbers holds {value} in column {column}; sizes from {smallest} to "
        "{largest}, and 0, are allowed: use another unit, or leave the row "
        "out."
    ),
    "rare": _(
        "The class {name} has {rows} rows; at least {least} are needed: add some, or leave the class out."
    ),
    # names
    "head: long": _(
        "The head of column {place} is a name of {length} characters, {name}; at most {most} are "
        "allowed: write a shorter one."
    ),
    "head: unseen": _(
        "The head of column {place} is {name}, with characters that cannot be printed; letters, "
        "digits, signs and spaces are allowed: type it anew."
    ),
    "line: empty": _(
        "The class in line {place} is empty; each row needs one: fill it in, or leave the row out."
    ),
    "line: long": _(
        "The class in line {place} is a name of {length} characters, {name}; at most {most} are "
        "allowed: write a shorter one."
    ),
    "line: unseen": _(
        "The class in line {place} is {name}, with characters that cannot be printed; letters, "
        "digits, signs and spaces are allowed: type it anew."
    ),
    "row: empty": _(
        "The class of row {place} is empty; each row needs one: fill it in, or leave the row out."
    ),
    "row: long": _(
        "The class of row {place} is a name of {length} characters, {name}; at most {most} are "
        "allowed: write a shorter one."
    ),
    "row: unseen": _(
        "The class of row {place} is {name}, with characters that cannot be printed; letters, digits, "
        "signs and spaces are allowed: type it anew."
    ),
    # CSV
    "not UTF-8": _("The file is not text in UTF-8; a CSV has to be: save it as “CSV UTF-8”, or as .npz."),
    "NUL": _(
        "The file holds NUL characters, so it is no text; a CSV has to be: save it as “CSV UTF-8”, or "
        "as .npz."
    ),
    "one cell": _(
        "Line {line} has 1 cell, most lines have {width}; all need as many: look for a separator too "
        "many or too few, or for a title above the table."
    ),
    "other cells": _(
        "Line {line} has {cells} cells, most lines have {width}; all need as many: look for a "
        "separator too many or too few, or for a title above the table."
    ),
    "mixed": _(
        "Line {line} mixes numbers with {name}; the first line has to hold only names, or only "
        "numbers and a class: correct it."
    ),
    "unparted": _(
        "Line {line} does not part into cells: {why}; quotes have to come in pairs, and cells to be "
        "short: correct it."
    ),
    "no number": _(
        "Line {line}, column {column}, holds {cell}; inputs have to be numbers such as -1.5 or 2000, "
        "with a decimal point and nothing between thousands: write "
        "one, or leave the line out."
    ),
    # NPZ
    "unequal": _(
        "There are {rows} rows of inputs, but {classes} classes; there has to be one for each row: "
        "save them anew."
    ),
    "not a zip": _(
        "The file does not open as an NPZ; it has to be a whole one, not encrypted: save it anew with {anew}."
    ),
    "odd name": _(
        "The NPZ holds {name}; names of letters, digits, _ and -, then .npy, are allowed: save it "
        "anew with {anew}."
    ),
    "many arrays": _(
        "The NPZ holds {arrays} arrays by {names} names; at most {most}, each by its own, are "
        "allowed: save only x and y."
    ),
    "compression": _(
        "The NPZ is compressed in an unusual way; np.savez and np.savez_compressed are read: save it "
        "with one of these."
    ),
    "unpacked": _(
        "The NPZ unpacks to {bytes} bytes; at most {most} are allowed: leave out rows, columns or "
        "other arrays."
    ),
    "damaged": _(
        "The array {name} is damaged, or its header is longer than {most} bytes; it has to be whole: "
        "save it anew."
    ),
    "objects": _("The array {name} holds objects; plain numbers are allowed: use x.astype(float)."),
    "fields": _("The array {name} holds several fields; plain numbers are allowed: use x.astype(float)."),
    "type": _(
        "The array {name} is of type {kind}; whole and decimal numbers, bool and, for y, text are "
        "allowed: convert it."
    ),
    "not whole": _(
        "The array {name} has {bytes} bytes, which is not what its shape needs; it has to be whole: "
        "save it anew."
    ),
    "which array": _(
        "Of {arrays} arrays {fitting} can be {name}; inputs x (rows, columns) and classes y (rows) "
        "are needed: {anew}."
    ),
    "text inputs": _("The inputs {name} are text; numbers are needed: save them as x.astype(float)."),
    "class not finite": _(
        "Row {row} of the classes is not a finite number; each row needs one: leave it out."
    ),
    "no such letters": _(
        "The classes hold characters that do not exist; text has to be Unicode: save y anew."
    ),
}


class Refused(ValueError):
    """Why a file is not taken, in one sentence for the visitor: what was given, what is allowed, what to do.
    code: of REFUSALS; values: what stands in its places; message: both together. It may quote the file: show
    it as plain text."""

    def __init__(self, code: str, /, **values: object) -> None:
        self.code, self.values = code, values
        self.message = _(REFUSALS[code], **values)
        super().__init__(self.message)
