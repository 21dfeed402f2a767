"""The first two gates of a stranger's formula: its length and characters, then its words. What is refused is refused in one sentence that says what is
wrong and what to write instead."""

import difflib
import re
import unicodedata

LONGEST, DEEPEST = 200, 32
NAMES = ("x", "y", "r", "pi", "e")
ONE = ("sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "exp", "log", "sqrt", "abs")
TWO = ("min", "max")
FUNCTIONS = (*ONE, *TWO)
ALLOWED = f"numbers, {', '.join(NAMES)}, + - * / ** ( ) and {', '.join(FUNCTIONS)}"

_SPELLINGS = str.maketrans({"·": "*", "⋅": "*", "×": "*", "−": "-", "^": "**", "π": " pi "})
_RAISED = {ord(raised): plain for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)}
_SPACES = re.compile(r"[\s\u200b\u2060\ufeff]")  # of any kind, as they are pasted: also those that have no width
_WORD = re.compile(r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z][A-Za-z0-9]*)|(?P<sign>\*\*|[-+*/(),])")
_KNOWN = "|".join(sorted((*NAMES, *FUNCTIONS), key=len, reverse=True))
_INSTEAD = {  # what to write for a character
    "|": "abs(x) for its size", "√": "sqrt(x) for a root", "=": "only one side of the equation", "\\": "the formula without LaTeX, as in sin(x)/y", "÷": "/",
    "∗": "*", "%": "/100", ";": "a comma between the parts of min and max", "°": "*pi/180, for angles are in radians", "_": "names and numbers without it",
    **dict.fromkeys("[]{}", "round brackets"),
}  # fmt: skip
_OTHER_NAMES = {  # what to write for a name
    "ln": "log, which is the natural logarithm", "lg": "log(x)/log(10)", "log10": "log(x)/log(10)", "log2": "log(x)/log(2)", "arctan": "atan", "tg": "tan",
    "pow": "u**v for a power", "fabs": "abs", **dict.fromkeys(("np", "numpy", "jnp", "math", "Math", "torch"), "the function alone, as in sin(x)"),
}  # fmt: skip
_ASIN = "atan({0}/sqrt(1 - {0}**2))"
WRITTEN_OUT = {  # functions of one part that are not there, by others that are; of {0}
    **dict.fromkeys(("asin", "arcsin"), _ASIN), **dict.fromkeys(("acos", "arccos"), f"pi/2 - {_ASIN}"), **dict.fromkeys(("sign", "sgn"), "{0}/abs({0})"),
    "sec": "1/cos({0})", **dict.fromkeys(("csc", "cosec"), "1/sin({0})"), **dict.fromkeys(("cot", "ctg"), "1/tan({0})"), "sech": "1/cosh({0})",
    **dict.fromkeys(("asinh", "arcsinh"), "log({0} + sqrt({0}**2 + 1))"), **dict.fromkeys(("acosh", "arccosh"), "log({0} + sqrt({0}**2 - 1))"),
    **dict.fromkeys(("atanh", "arctanh"), "log((1 + {0})/(1 - {0}))/2"), "expm1": "exp({0}) - 1", "log1p": "log(1 + {0})", "exp2": "2**({0})",
    "sinc": "sin({0})/({0})", "square": "({0})**2",
}  # fmt: skip
_NOT_THERE = {  # what to say of a function that is not there
    **{name: f"there is no such function here, so write {instead.format('u')} for {name}(u)" for name, instead in WRITTEN_OUT.items()},
    **dict.fromkeys(
        ("floor", "ceil", "round", "trunc", "rint", "mod", "fmod", "step", "heaviside"),
        f"there are no functions with steps here; tanh(50*u) is nearly one, and besides there are {ALLOWED}",
    ),
}


class Refused(ValueError):
    """A formula that is not taken. The message is one sentence: which part, what is allowed, what to do."""


def quoted(text: str) -> str:
    """At most 40 printable characters of a stranger's text, in quotation marks."""
    printable = "".join(c if c.isprintable() else "·" for c in text[:41])
    return f"“{printable if len(printable) <= 40 else printable[:39] + '…'}”"


def in_one_line(text: str) -> str:
    """The text with spaces of any kind as spaces, none of them around it."""
    return _SPACES.sub(" ", text).strip()


def plain(text: str) -> str:
    """The formula in ASCII: · × − ^ π and raised digits spelled as Python does, spaces of any kind as spaces. Raises Refused for every other character
    and for length."""
    if len(text) > LONGEST:
        raise Refused(f"The formula has {len(text)} characters: at most {LONGEST} are read, so write a shorter one.")
    text = in_one_line(text)
    if not text:
        raise Refused("There is no formula: write one in x and y, such as x**2/20 + y**2.")
    if found := re.search(r"[⁰¹²³⁴⁵⁶⁷⁸⁹] *(\*\*|\^)", text):
        raise Refused(f"{quoted(found[0])} can be read in two ways: put brackets around the power that comes first.")
    ascii_only = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda digits: f"**({digits[0].translate(_RAISED)})", text).translate(_SPELLINGS)
    for character in ascii_only:
        if not _is_allowed(character):
            shown = f"{quoted(character)} (U+{ord(character):04X}{', ' + name if (name := unicodedata.name(character, '')) else ''})"
            raise Refused(f"The character {shown} cannot be used: {_instead_of_character(character)}.")
    return ascii_only.strip()


def _is_allowed(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in " +-*/().,")


def _instead_of_character(character: str) -> str:
    if instead := _INSTEAD.get(character):
        return f"write {instead}"
    if unicodedata.category(character) == "Pd":
        return "write -"
    alike = unicodedata.normalize("NFKC", character)
    if alike and all(map(_is_allowed, alike)):
        return f"write {quoted(alike)}"
    return f"a formula is made of {ALLOWED}"


def check_words(text: str) -> None:
    """The second gate. Raises Refused for unknown names, for words that do not follow each other and for brackets that do not close or nest too deep."""
    place, before, depth = 0, "", 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        found = _WORD.match(text, place)
        if not found:
            raise Refused(f"{quoted(text[place:])} cannot be read: a formula is made of {ALLOWED}.")
        word = found[0]
        _check_word(text, place, found, before)
        depth += (word == "(") - (word == ")")
        if depth < 0:
            raise Refused(f"The formula cannot be read at {quoted(text[place:])}: this bracket closes none, so take it away or open one before.")
        if depth > DEEPEST:
            raise Refused(f"The brackets at {quoted(text[place:])} nest deeper than {DEEPEST}: write the formula with fewer.")
        place, before = found.end(), word
    if before in ("+", "-", "*", "/", "**"):
        raise Refused(f"The formula {quoted(text)} cannot be read: after its last {quoted(before)} a number or a name is missing.")
    if depth:
        raise Refused(f"The formula {quoted(text)} cannot be read: {depth} of its brackets {'is' if depth == 1 else 'are'} not closed.")


def _check_word(text: str, place: int, found: re.Match[str], before: str) -> None:
    """One word, at its place in the text, after the one before it."""
    word, number = found[0], _WORD.fullmatch(before)
    if run := re.compile(r"[0-9]*\.[0-9]*(\.[0-9]*)+").match(text, place):
        raise Refused(f"{quoted(run[0])} is no number, for it has more than one point: write one like 0.5.")
    if based := re.compile(r"0[xXbBoO][0-9A-Fa-f]+").match(text, place):
        raise Refused(f"{quoted(based[0])} is no decimal number: write one like 16.")
    if re.fullmatch("0+[1-9][0-9]*", word):
        raise Refused(f"The number {quoted(word)} begins with 0: write {quoted(word.lstrip('0'))}.")
    if found["name"] and word not in (*NAMES, *FUNCTIONS):
        raise Refused(f"{quoted(word)} is not known: {_instead_of_name(word)}.")
    if before in FUNCTIONS and word != "(":
        powers = f", and its powers as {before}(x)**2" if word == "**" and before in ONE else ""
        raise Refused(f"{quoted(before)} is a function: write what it is of in brackets, as in {before}({'x, y' if before in TWO else 'x'}){powers}.")
    ended = before != "" and (before[-1] in ".)" or before[-1].isalnum()) and before not in FUNCTIONS
    if ended and found["number"] and number and number["number"]:
        raise Refused(f"{quoted(before)} and {quoted(word)} are two numbers side by side: write one number without spaces in it, or a sign between them.")
    if ended and (word == "(" or not found["sign"]):
        raise Refused(f"Between {quoted(before)} and {quoted(word)} a sign is missing: write products with *, as in 2*x.")
    if not ended and (decimal := re.compile(",([0-9]+)").match(text, place)):
        missing = "before it a number or a name is missing, and a decimal is written with a point"
        raise Refused(f"The formula cannot be read at {quoted(text[place:])}: {missing}: {quoted(f'0.{decimal[1]}')}.")
    if not ended and (word in ("*", "/", "**", ",") or (word == ")" and before != ",")):
        raise Refused(f"The formula cannot be read at {quoted(text[place:])}: before it a number or a name is missing.")


def _instead_of_name(word: str) -> str:
    if word.lower() in (*NAMES, *FUNCTIONS):
        return f"write {word.lower()}, in small letters"
    if instead := _OTHER_NAMES.get(word):
        return f"write {instead}"
    if not_there := _NOT_THERE.get(word):
        return not_there
    if re.fullmatch(f"(?:{_KNOWN}|[0-9]+)+", word):
        parts = re.findall(f"{_KNOWN}|[0-9]+", word)
        split = "".join(f"{part}(" if part in FUNCTIONS else f"{part}*" for part in parts).rstrip("*(")
        return f"write products with * and brackets after functions, as in {quoted(split + ')' * split.count('('))}"
    if close := difflib.get_close_matches(word, FUNCTIONS, 1, 0.75):
        return f"there is {close[0]}, and besides {ALLOWED}"
    return f"use {ALLOWED}, and write every product with *"


def about_commas(part: str) -> str:
    """What to say where commas part what they must not."""
    if found := re.search(r"(?<![0-9.A-Za-z])[0-9.]+(?:,[0-9][0-9.]*)+", part):
        return f"{quoted(found[0])} has a comma inside a number: write {_with_a_point(found[0])}"
    return f"The part {quoted(part)} is no formula: a comma stands only between the two parts of min and max"


def _with_a_point(number: str) -> str:
    """What to write for a number with commas, 0,5 or 1.000,5 or 1,000.5."""
    if re.fullmatch("[0-9]+,[0-9]+", number):
        thousands = f" for a decimal, or {quoted(number.replace(',', ''))} for thousands" if re.fullmatch("[1-9][0-9]{0,2},[0-9]{3}", number) else ""
        return f"{quoted(number.replace(',', '.'))}{thousands}"
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3},[0-9]+", number):
        return quoted(number.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?", number):
        return quoted(number.replace(",", ""))
    return "it with one point and no comma, as in 1000.5"
