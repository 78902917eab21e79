"""English and French are complete: every string of templates and code has a translation with the same placeholders."""

import re
from functools import cache

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from inbox.config import ROOT

pytestmark = pytest.mark.thorough

METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "_n": (1, 2),
}
PLACEHOLDER, BRACES = re.compile(r"%\(\w+\)[sd]"), re.compile(r"\{\w+\}")


@cache
def extracted() -> dict[str, set[str]]:
    """Every string that pages may show, and where it stands."""
    found: dict[str, set[str]] = {}
    for folder in ("inbox", "jobs", "templates"):
        for file, line, message, _, _ in extract_from_dir(ROOT / folder, METHODS, keywords=KEYWORDS):
            for text in [message] if isinstance(message, str) else message:
                found.setdefault(text, set()).add(f"{folder}/{file}:{line}")
    return found


@pytest.fixture(scope="module")
def catalogue():
    """The French one."""
    with open(ROOT / "inbox" / "locale" / "fr" / "LC_MESSAGES" / "messages.po", "rb") as file:
        return read_po(file, locale="fr")


def translations(message) -> list[str]:
    """Of one entry: one, or one for each number."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_string_has_its_french(catalogue):
    known = {text for message in catalogue if message.id and not message.fuzzy and all(translations(message))
             for text in ([message.id] if isinstance(message.id, str) else message.id)}  # fmt: skip
    missing = {text: sorted(places)[0] for text, places in extracted().items() if text not in known}
    assert not missing


def test_translations_have_the_placeholders_of_their_originals(catalogue):
    for message in catalogue:
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        for number, text in enumerate(translations(message) if message.id else ()):
            original = originals[min(number, len(originals) - 1)]
            assert _placeholders(text) == _placeholders(original), message.id


def _placeholders(text: str) -> set[str]:
    return {*PLACEHOLDER.findall(text), *BRACES.findall(text)}


def test_no_french_is_left_over(catalogue):
    known = extracted()
    ours = [message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if message.id]
    assert [text for text in ours if text not in known] == []


def test_the_compiled_catalogue_is_the_written_one(app, catalogue):
    from flask_babel import force_locale, gettext  # noqa: PLC0415

    with app.test_request_context(), force_locale("fr"):
        for message in catalogue:
            if isinstance(message.id, str) and message.id:
                assert gettext(message.id).replace("%%", "%") == message.string.replace("%%", "%"), message.id


def test_french_signs_keep_to_their_words(catalogue):
    """`bin/flask translations update` sets the spaces that do not break."""
    loose = re.compile(r"(?<=\S) [:;!?»](?!\w)|« ")
    assert [text for message in catalogue if message.id for text in translations(message) if loose.search(text)] == []
    assert [text for message in catalogue if message.id for text in translations(message) if "'" in text] == []
