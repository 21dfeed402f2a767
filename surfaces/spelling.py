"""The first two gates of a stranger's formula: its length and characters, then its words. What is refused is
refused in one sentence that says what is wrong and what to write instead."""

import difflib
import re
import unicodedata

from kit.messages import Message
from surfaces.refusals import Refused

LONGEST, DEEPEST = 200, 32
NAMES = ("x", "y", "r", "pi", "e")
ONE = ("sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "exp", "log", "sqrt", "abs")
TWO = ("min", "max")
FUNCTIONS = (*ONE, *TWO)
ALLOWED = Message(
    "numbers, {names}, + - * / ** ( ) and {functions}",
    {"names": ", ".join(NAMES), "functions": ", ".join(FUNCTIONS)},
)

_SPELLINGS = str.maketrans({"·": "*", "⋅": "*", "×": "*", "−": "-", "^": "**", "π": " pi "})
_RAISED = {ord(raised): plain for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)}
# of any kind, as they are pasted: also those that have no width
_SPACES = re.compile(r"[\s\u200b\u2060\ufeff]")
_WORD = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z][A-Za-z0-9]*)|(?P<sign>\*\*|[-+*/(),])"
)
_KNOWN = "|".join(sorted((*NAMES, *FUNCTIONS), key=len, reverse=True))
_CHARACTERS = {  # what is said of a character that has something else in its place
    "|": "character_size",
    "√": "character_root",
    "=": "character_equation",
    "\\": "character_latex",
    ";": "character_parts",
    "°": "character_degrees",
    "_": "character_underscore",
    **dict.fromkeys("[]{}", "character_brackets"),
}
_INSTEAD = {"÷": "/", "∗": "*", "%": "/100"}  # what to write for a character
_NAMES = {  # what is said of a name that has something else in its place
    "ln": "name_log",
    "pow": "name_power",
    **dict.fromkeys(("np", "numpy", "jnp", "math", "Math", "torch"), "name_alone"),
    **dict.fromkeys(
        ("floor", "ceil", "round", "trunc", "rint", "mod", "fmod", "step", "heaviside"), "name_steps"
    ),
}
# what to write
_OTHER_NAMES = {
    "lg": "log(x)/log(10)",
    "log10": "log(x)/log(10)",
    "log2": "log(x)/log(2)",
    "arctan": "atan",
    "tg": "tan",
    "fabs": "abs",
}
_ASIN = "atan({0}/sqrt(1 - {0}**2))"
WRITTEN_OUT = {  # functions of one part that are not there, by others that are; of {0}
    **dict.fromkeys(("asin", "arcsin"), _ASIN),
    **dict.fromkeys(("acos", "arccos"), f"pi/2 - {_ASIN}"),
    **dict.fromkeys(("sign", "sgn"), "{0}/abs({0})"),
    "sec": "1/cos({0})",
    **dict.fromkeys(("csc", "cosec"), "1/sin({0})"),
    **dict.fromkeys(("cot", "ctg"), "1/tan({0})"),
    "sech": "1/cosh({0})",
    **dict.fromkeys(("asinh", "arcsinh"), "log({0} + sqrt({0}**2 + 1))"),
    **dict.fromkeys(("acosh", "arccosh"), "log({0} + sqrt({0}**2 - 1))"),
    **dict.fromkeys(("atanh", "arctanh"), "log((1 + {0})/(1 - {0}))/2"),
    "expm1": "exp({0}) - 1",
    "log1p": "log(1 + {0})",
    "exp2": "2**({0})",
    "sinc": "sin({0})/({0})",
    "square": "({0})**2",
}


def quoted(text: str) -> str:
    """At most 40 printable characters of a stranger's text, in quotation marks."""
    printable = "".join(c if c.isprintable() else "·" for c in text[:41])
    return f"“{printable if len(printable) <= 40 else printable[:39] + '…'}”"


def in_one_line(text: str) -> str:
    """The text with spaces of any kind as spaces, none of them around it."""
    return _SPACES.sub(" ", text).strip()


def plain(text: str) -> str:
    """The formula in ASCII: · × − ^ π and raised digits spelled as Python does, spaces of any kind as spaces.
    Raises Refused for every other character and for length."""
    if len(text) > LONGEST:
        raise Refused("long", count=len(text), most=LONGEST)
    text = in_one_line(text)
    if not text:
        raise Refused("empty")
    if found := re.search(r"[⁰¹²³⁴⁵⁶⁷⁸⁹] *(\*\*|\^)", text):
        raise Refused("two_powers", part=quoted(found[0]))
    ascii_only = re.sub(
        "[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda digits: f"**({digits[0].translate(_RAISED)})", text
    ).translate(_SPELLINGS)
    for character in ascii_only:
        if not _is_allowed(character):
            raise _refused_character(character)
    return ascii_only.strip()


def _is_allowed(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in " +-*/().,")


def _refused_character(character: str) -> Refused:
    name = unicodedata.name(character, "")
    shown = f"{quoted(character)} (U+{ord(character):04X}{', ' + name if name else ''})"
    if code := _CHARACTERS.get(character):
        return Refused(code, character=shown)
    dash, alike = unicodedata.category(character) == "Pd", unicodedata.normalize("NFKC", character)
    instead = _INSTEAD.get(character) or (
        "-" if dash else quoted(alike) if alike and all(map(_is_allowed, alike)) else ""
    )
    return (
        Refused("character_instead", character=shown, instead=instead)
        if instead
        else Refused("character", character=shown, allowed=ALLOWED)
    )


def check_words(text: str) -> None:
    """The second gate. Raises Refused for unknown names, for words that do not follow each other and for
    brackets that do not close or nest too deep."""
    place, before, depth = 0, "", 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        found = _WORD.match(text, place)
        if not found:
            raise Refused("unreadable", part=quoted(text[place:]), allowed=ALLOWED)
        word = found[0]
        _check_word(text, place, found, before)
        depth += (word == "(") - (word == ")")
        if depth < 0:
            raise Refused("closes_none", part=quoted(text[place:]))
        if depth > DEEPEST:
            raise Refused("nested", part=quoted(text[place:]), most=DEEPEST)
        place, before = found.end(), word
    if before in ("+", "-", "*", "/", "**"):
        raise Refused("ends_early", formula=quoted(text), sign=quoted(before))
    if depth:
        raise (
            Refused("open_bracket", formula=quoted(text))
            if depth == 1
            else Refused("open_brackets", formula=quoted(text), count=depth)
        )


def _check_word(text: str, place: int, found: re.Match[str], before: str) -> None:
    """One word, at its place in the text, after the one before it."""
    word, number = found[0], _WORD.fullmatch(before)
    if run := re.compile(r"[0-9]*\.[0-9]*(\.[0-9]*)+").match(text, place):
        raise Refused("points", number=quoted(run[0]))
    if based := re.compile(r"0[xXbBoO][0-9A-Fa-f]+").match(text, place):
        raise Refused("based", number=quoted(based[0]))
    if re.fullmatch("0+[1-9][0-9]*", word):
        raise Refused("zeros", number=quoted(word), instead=quoted(word.lstrip("0")))
    if found["name"] and word not in (*NAMES, *FUNCTIONS):
        raise _refused_name(word)
    if before in FUNCTIONS and word != "(":
        raise Refused(
            "function_power" if word == "**" and before in ONE else "function",
            name=quoted(before),
            example=called(before),
        )
    ended = before != "" and (before[-1] in ".)" or before[-1].isalnum()) and before not in FUNCTIONS
    if ended and found["number"] and number and number["number"]:
        raise Refused("two_numbers", before=quoted(before), word=quoted(word))
    if ended and (word == "(" or not found["sign"]):
        raise Refused("sign_missing", before=quoted(before), word=quoted(word))
    if not ended and (decimal := re.compile(",([0-9]+)").match(text, place)):
        raise Refused("missing_before_decimal", part=quoted(text[place:]), instead=quoted(f"0.{decimal[1]}"))
    if not ended and (word in ("*", "/", "**", ",") or (word == ")" and before != ",")):
        raise Refused("missing_before", part=quoted(text[place:]))


def called(name: str) -> str:
    """A function with its parts, as an example."""
    return f"{name}({'x, y' if name in TWO else 'x'})"


def _refused_name(word: str) -> Refused:
    name = quoted(word)
    if word.lower() in (*NAMES, *FUNCTIONS):
        return Refused("name_small", name=name, instead=word.lower())
    if code := _NAMES.get(word):
        return Refused(code, name=name, allowed=ALLOWED) if code == "name_steps" else Refused(code, name=name)
    if instead := _OTHER_NAMES.get(word):
        return Refused("name_instead", name=name, instead=instead)
    if written_out := WRITTEN_OUT.get(word):
        return Refused("name_written_out", name=name, instead=written_out.format("u"), call=f"{word}(u)")
    return _refused_unknown_name(word)


def _refused_unknown_name(word: str) -> Refused:
    """Known names written together, a name with a slip in it, or any other."""
    if re.fullmatch(f"(?:{_KNOWN}|[0-9]+)+", word):
        parts = re.findall(f"{_KNOWN}|[0-9]+", word)
        split = "".join(f"{part}(" if part in FUNCTIONS else f"{part}*" for part in parts).rstrip("*(")
        return Refused("name_product", name=quoted(word), instead=quoted(split + ")" * split.count("(")))
    if close := difflib.get_close_matches(word, FUNCTIONS, 1, 0.75):
        return Refused("name_close", name=quoted(word), close=close[0], allowed=ALLOWED)
    return Refused("name", name=quoted(word), allowed=ALLOWED)


def refused_commas(part: str) -> Refused:
    """What to say where commas part what they must not: a number with commas in it, 0,5 or 1.000,5 or
    1,000.5, or anything else."""
    found = re.search(r"(?<![0-9.A-Za-z])[0-9.]+(?:,[0-9][0-9.]*)+", part)
    if not found:
        return Refused("comma", part=quoted(part))
    number = found[0]
    if re.fullmatch("[1-9][0-9]{0,2},[0-9]{3}", number):
        return Refused(
            "comma_either",
            number=quoted(number),
            decimal=quoted(number.replace(",", ".")),
            thousands=quoted(number.replace(",", "")),
        )
    if re.fullmatch("[0-9]+,[0-9]+", number):
        instead = number.replace(",", ".")
    elif re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3},[0-9]+", number):
        instead = number.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?", number):
        instead = number.replace(",", "")
    else:
        return Refused("comma_unclear", number=quoted(number))
    return Refused("comma_decimal", number=quoted(number), instead=quoted(instead))
