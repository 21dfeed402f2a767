"""Why a stranger's formula is not taken: every reason once, as a whole sentence that says which part, what is
allowed, and what to do."""

from kit.messages import Message

WORDS = {
    "long": "The formula has {count} characters: at most {most} are read, so write a shorter one.",
    "empty": "There is no formula: write one in x and y, such as x**2/20 + y**2.",
    "two_powers": "{part} can be read in two ways: put brackets around the power that comes first.",
    "box": "The box {box} is none: give finite numbers x0 < x1 and y0 < y1.",
    # characters
    "character": "The character {character} cannot be used: a formula is made of {allowed}.",
    "character_instead": "The character {character} cannot be used: write {instead}.",
    "character_size": "The character {character} cannot be used: write abs(x) for its size.",
    "character_root": "The character {character} cannot be used: write sqrt(x) for a root.",
    "character_equation": "The character {character} cannot be used: write only one side of the equation.",
    "character_latex": (
        "The character {character} cannot be used: write the formula without LaTeX, as in sin(x)/y."
    ),
    "character_parts": (
        "The character {character} cannot be used: write a comma between the parts of min and max."
    ),
    "character_degrees": (
        "The character {character} cannot be used: write *pi/180, for angles are in radians."
    ),
    "character_underscore": "The character {character} cannot be used: write names and numbers without it.",
    "character_brackets": "The character {character} cannot be used: write round brackets.",
    # words
    "unreadable": "{part} cannot be read: a formula is made of {allowed}.",
    "closes_none": (
        "The formula cannot be read at {part}: this bracket closes none, so take it away or open one before."
    ),
    "nested": "The brackets at {part} nest deeper than {most}: write the formula with fewer.",
    "ends_early": (
        "The formula {formula} cannot be read: after its last {sign} a number or a name is missing."
    ),
    "open_bracket": "The formula {formula} cannot be read: 1 of its brackets is not closed.",
    "open_brackets": "The formula {formula} cannot be read: {count} of its brackets are not closed.",
    "points": "{number} is no number, for it has more than one point: write one like 0.5.",
    "based": "{number} is no decimal number: write one like 16.",
    "zeros": "The number {number} begins with 0: write {instead}.",
    "function": "{name} is a function: write what it is of in brackets, as in {example}.",
    "function_power": (
        "{name} is a function: write what it is of in brackets, as in {example}, and its powers as "
        "{example}**2."
    ),
    "two_numbers": (
        "{before} and {word} are two numbers side by side: write one number without spaces in it, or a "
        "sign between them."
    ),
    "sign_missing": "Between {before} and {word} a sign is missing: write products with *, as in 2*x.",
    "missing_before": "The formula cannot be read at {part}: before it a number or a name is missing.",
    "missing_before_decimal": (
        "The formula cannot be read at {part}: before it a number or a name is missing, and a decimal "
        "is written with a point: {instead}."
    ),
    # names
    "name": "{name} is not known: use {allowed}, and write every product with *.",
    "name_small": "{name} is not known: write {instead}, in small letters.",
    "name_instead": "{name} is not known: write {instead}.",
    "name_log": "{name} is not known: write log, which is the natural logarithm.",
    "name_power": "{name} is not known: write u**v for a power.",
    "name_alone": "{name} is not known: write the function alone, as in sin(x).",
    "name_written_out": "{name} is not known: there is no such function here, so write {instead} for {call}.",
    "name_steps": (
        "{name} is not known: there are no functions with steps here; tanh(50*u) is nearly one, and "
        "besides there are {allowed}."
    ),
    "name_product": (
        "{name} is not known: write products with * and brackets after functions, as in {instead}."
    ),
    "name_close": "{name} is not known: there is {close}, and besides {allowed}.",
    # commas
    "comma": "The part {part} is no formula: a comma stands only between the two parts of min and max.",
    "comma_decimal": "{number} has a comma inside a number: write {instead}.",
    "comma_either": (
        "{number} has a comma inside a number: write {decimal} for a decimal, or {thousands} for thousands."
    ),
    "comma_unclear": (
        "{number} has a comma inside a number: write it with one point and no comma, as in 1000.5."
    ),
    # grammar
    "grammar": (
        "The formula cannot be read at {part}: close every bracket and give every sign something on both "
        "sides."
    ),
    "too_hard": "The formula {formula} cannot be read: write a simpler one.",
    "too_many": (
        "The formula {formula} has {count} numbers, names and signs: at most {most} are taken, so write a "
        "shorter one."
    ),
    "deep": "The part {part} lies deeper than {most} inside others: write the formula flatter.",
    "large": "The number {part} is too large: numbers up to {most} are taken, so scale the formula.",
    "one_argument": "{part} has 1 part in its brackets: {name} takes {wanted}.",
    "arguments": "{part} has {count} parts in its brackets: {name} takes {wanted}.",
    "arguments_decimal": (
        "{part} has {count} parts in its brackets: {name} takes {wanted}, and decimals are written with a "
        "point."
    ),
    "no_formula": "The part {part} is no formula: use {allowed}.",
    # constants
    "fractional_power": (
        "The part {part} is no finite number, for a negative number to a fractional power has no real "
        "value: write whole exponents, and -(8**(1/3)) for the cube root of -8."
    ),
    "by_zero": "The part {part} is no finite number, for it divides by 0: write another number there.",
    "negative_root": (
        "The part {part} is no finite number, for a negative number has no real root: write a number that "
        "is 0 or larger."
    ),
    "logarithm": (
        "The part {part} is no finite number, for only numbers above 0 have a real logarithm: write one "
        "of them."
    ),
    "overflow": "The part {part} is no finite number, for it is too large: write smaller numbers.",
    "exponent_large": (
        "The exponent {exponent} is too large: constant exponents from {least} to {most} are taken."
    ),
    "exponent_varies": (
        "The exponent {exponent} varies and its base is no positive number: write exp(u*log(v)) for v**u."
    ),
}


class Refused(ValueError):
    """A formula that is not taken. code: of WORDS; values: what stands in its places; message: the
    sentence."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values, self.message = code, values, Message(WORDS[code], values)
        super().__init__(self.message)
