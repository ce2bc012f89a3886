"""Text made safe to show: masked numbers, age bands, invisible characters made visible.

Comes in: text and numbers of one person. Goes out: text. Never decides who sees what (see `access.toml`).
"""

import re
import unicodedata

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
_CONTROL_PICTURES = 0x2400
_DELETE = 0x7F
_TAIL = 4
# An identity number, a telephone, a bank card: eleven digits or more, however they are spaced. No amount is as long.
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){10,}[Xx]?")


def visible(text: str) -> str:
    """`text` with control, bidirectional and zero-width characters shown: NUL as ␀, U+202E as ‹U+202E›."""
    if text.isprintable() and not any(letter in text for letter in _BLANK_LETTERS):
        return text
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    code = ord(letter)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == _DELETE:
        return "␡"
    hidden = unicodedata.category(letter) in _INVISIBLE or letter in _BLANK_LETTERS or (code & 0xFFFE) == 0xFFFE
    return f"‹U+{code:04X}›" if hidden else letter


def mask_number(number: str) -> str:
    """All but the last four characters as `*`; a number of under twelve characters keeps a third at most."""
    keep = min(_TAIL, len(number) // 3)
    return "*" * (len(number) - keep) + number_tail(number, keep)


def mask_in_text(text: str) -> str:
    """Free text with every long number in it masked: a remark goes to more offices than the number may."""
    return _LONG_NUMBER.sub(lambda found: mask_number(found[0]), text)


def number_tail(number: str, keep: int = _TAIL) -> str:
    """The last `keep` characters, fewer of a short number."""
    keep = min(keep, len(number) // 3)
    return number[len(number) - keep :]


def age_band(age: int | None) -> str:
    """Ten years wide: 68 → 60—69岁; 90 and over in one band; empty if unknown."""
    if age is None or age < 0:
        return ""
    if age >= 90:
        return "90岁以上"
    low = age // 10 * 10
    return f"{low}—{low + 9}岁"
