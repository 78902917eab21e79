"""The countries and languages that a profile can name, by the codes of their standards."""

from babel import Locale, localedata

# Codes that stand for no country: unions, the world, the unknown, and parts that have a code only by exception.
_NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}

COUNTRIES = frozenset(
    code for code in Locale("en").territories if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
)
"""ISO 3166-1, two letters."""
LANGUAGES = frozenset(code.replace("_", "-") for code in localedata.locale_identifiers())
"""Languages, some as a region speaks them: `pt`, `pt-BR`."""
LEVELS = ("basic", "conversational", "fluent", "native")
"""How well somebody speaks a language."""
