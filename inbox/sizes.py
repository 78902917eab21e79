"""How large files are, as people say it: in steps of 1,024, with one decimal where that says something."""

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

STEP = 1024


def said(size: int) -> str:
    """That many bytes: `18 MB`, `1.4 GB`."""
    units = (_bytes, _kilo, _mega, _giga)
    number, unit = float(size), 0
    while number >= STEP and unit < len(units) - 1:
        number, unit = number / STEP, unit + 1
    rounded = round(number) if number >= 10 or unit == 0 else round(number, 1)
    if rounded >= STEP and unit < len(units) - 1:
        rounded, unit = 1, unit + 1
    return units[unit](format_decimal(rounded, "#,##0.#", get_locale()))


def over(size: int, most: int) -> str:
    """The same of what is more than `most`; to the byte, where both would be said alike."""
    shown = said(size)
    return shown if shown != said(most) else _bytes(format_decimal(size, "#,##0", get_locale()))


def lazily_over(size: int, most: int) -> LazyString:
    """That, in the language of whoever reads the sentence that it stands in."""
    return LazyString(over, size, most)


def lazy(size: int) -> LazyString:
    """`said`, in the language of whoever reads the sentence that it stands in."""
    return LazyString(said, size)


def _bytes(number: str) -> str:
    return _("%(number)s bytes", number=number)


def _kilo(number: str) -> str:
    return _("%(number)s KB", number=number)


def _mega(number: str) -> str:
    return _("%(number)s MB", number=number)


def _giga(number: str) -> str:
    return _("%(number)s GB", number=number)
