"""Apertium: its ways from one language to another, and the real program."""

import os
import shutil
import subprocess
import time

import pytest

from inbox import translator
from inbox.translator import NoTranslation, apertium
from tests.apy import warm
from tests.stack.server import free_ports
from tests.stack.waiting import until

pytestmark = pytest.mark.thorough

DEBIANS = {
    ("es", "en"), ("en", "es"), ("en", "ca"), ("ca", "en"), ("fr", "ca"), ("ca", "fr"), ("es", "ca"), ("ca", "es"),
    ("pt", "ca"), ("ca", "pt"), ("fr", "es"), ("es", "fr"), ("es", "pt"), ("pt", "es"), ("en", "eo"), ("fr", "eo"),
}  # fmt: skip
SAID = {
    "es": ("Hola, necesito un logotipo para mi empresa. ¿Cuánto cuesta?", ("Hello", "logotype", "company", "costs")),
    "ca": ("El segon logotip és el bo! El podríem veure a l'aparador de la botiga?", ("second", "logo", "shop window")),
    "fr": ("Bonjour, j'ai besoin d'un logo pour mon entreprise. Combien ça coûte ?", ("need", "company", "costs")),
    "pt": ("Olá, preciso de um logo para a minha empresa.", ("hello", "need", "my company")),
}
"""What people say, and words that stand in its translation."""

needs_it = pytest.mark.skipif(shutil.which("apertium") is None, reason="no apertium (bin/test installs it as root)")


@pytest.mark.parametrize(
    ("source", "target", "way"),
    [
        ("es", "en", ("es", "en")),
        ("ca", "en", ("ca", "en")),
        ("fr", "en", ("fr", "ca", "en")),
        ("pt", "en", ("pt", "ca", "en")),
        ("en", "fr", ("en", "ca", "fr")),
        ("fr", "es", ("fr", "es")),
    ],
)
def test_the_way_is_the_best_one(source, target, way):
    assert apertium.route(source, target, DEBIANS) == way


def test_spanish_never_lies_between_french_and_another():
    over_spanish_alone = {("fr", "es"), ("es", "en"), ("es", "pt"), ("en", "es"), ("es", "fr")}
    assert apertium.route("fr", "en", over_spanish_alone) is None
    assert apertium.route("en", "fr", over_spanish_alone) is None
    assert apertium.route("pt", "en", {("pt", "es"), ("es", "en")}) == ("pt", "es", "en")


def test_there_is_no_way_to_where_nothing_leads():
    assert apertium.route("de", "en", DEBIANS) is None
    assert apertium.route("en", "en", DEBIANS) is None


@needs_it
@pytest.mark.parametrize("source", SAID)
def test_real_apertium_translates_to_english(make_app, source):
    text, words = SAID[source]
    with make_app(TRANSLATORS="apertium").app_context():
        done = translator.translate(text, "en")
    assert (done.source, done.engine) == (source, "apertium")
    assert all(word.lower() in done.text.lower() for word in words), done.text


@needs_it
def test_lines_and_what_looks_like_markup_stay(make_app):
    with make_app(TRANSLATORS="apertium").app_context():
        done = translator.translate("Hola <b>amigo</b>.\n\n[uno] ^dos$ / tres\\ {cuatro} @ & 50 % 👍\n", "en", "es")
    assert done.text == "Hello <b>Fellow</b>.\n\n[One] ^two$ / three\\ {four} @ & 50 % 👍\n"


@needs_it
def test_it_can_what_is_installed(make_app):
    with make_app(TRANSLATORS="apertium").app_context():
        assert {"en", "es", "fr", "pt", "ca"} <= translator.languages()
        assert apertium.has("fr", "en") and not apertium.has("ja", "en") and not apertium.has("", "en")
        assert translator.leaves() == ()


def test_where_it_is_not_installed_the_next_one_is_asked(make_app, tmp_path):
    with make_app(HALLE_APERTIUM_DATA=str(tmp_path)).app_context():
        assert [engine.name for engine in translator.engines()] == ["google"]
        assert translator.leaves() == ("Google",)


@needs_it
def test_a_program_that_hangs_is_ended_with_all_that_it_began(make_app, tmp_path, monkeypatch):
    """Its command is a shell that runs a dozen others."""
    slow, told = tmp_path / "apertium", tmp_path / "pids"
    slow.write_text(f"#!/bin/sh\nsleep 60 & echo $$ $! > {told}; wait\n")
    slow.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with make_app(TRANSLATORS="apertium", HALLE_TRANSLATION_SECONDS="0.5").app_context():
        begun = time.monotonic()
        with pytest.raises(NoTranslation) as caught:
            translator.translate("Hola amigo", "en", "es")
    assert caught.value.reason == "silent" and time.monotonic() - begun < 20
    pids = told.read_text().split()
    states = [subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True) for pid in pids]
    assert len(pids) == 2 and all(state.stdout.strip()[:1] in ("", "Z") for state in states)


@pytest.fixture(scope="module")
def apy():
    if shutil.which("apertium-apy") is None:
        pytest.skip("no apertium-apy (bin/test installs it as root)")
    with warm() as url:
        yield url


class TestApy:
    """`apertium-apy`, a real one on loopback, whose programs stay ready."""

    @pytest.fixture
    def asking(self, make_app, apy):
        """An application that asks it."""
        with make_app(TRANSLATORS="apertium", HALLE_APERTIUM_URL=apy).app_context():
            yield

    @pytest.mark.parametrize("source", SAID)
    def test_it_translates_to_english_by_the_same_ways(self, asking, source):
        text, words = SAID[source]
        done = translator.translate(text, "en")
        assert (done.source, done.engine) == (source, "apertium")
        assert all(word.lower() in done.text.lower() for word in words), done.text

    def test_what_looks_like_markup_stays(self, asking):
        assert "<b>" in translator.translate("Hola <b>amigo</b>.", "en", "es").text

    def test_a_page_knows_its_languages_from_what_a_job_was_told_and_asks_it_nothing(self, asking, monkeypatch):
        translator.translate("Hola amigo", "en", "es")
        monkeypatch.setattr(apertium, "_door", lambda: pytest.fail("a page asked an engine"))
        apertium._lately.clear()
        until(lambda: {"en", "es", "fr", "pt", "ca"} <= translator.languages(), what="a moment is over")
        assert translator.leaves() == (), "it is on this machine"

    def test_one_that_is_away_is_said_to_be_away(self, make_app):
        (port,) = free_ports(1)
        away = make_app(TRANSLATORS="apertium", HALLE_APERTIUM_URL=f"http://127.0.0.1:{port}")
        with away.app_context(), pytest.raises(NoTranslation) as caught:
            translator.translate("Hola amigo", "en", "es")
        assert caught.value.reason in ("away", "pair") and str(caught.value.sentence)
