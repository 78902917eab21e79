"""Translations: who may have one, what becomes of it, and that it is made once whatever dies meanwhile."""

from datetime import timedelta

import pytest

from inbox import clock, translator
from inbox.errors import Invalid, NotAllowed, TooMany
from inbox.extensions import db
from inbox.models.conversation import Conversation
from inbox.models.message import ASSISTANT
from inbox.models.participation import Participation
from inbox.models.person import Person
from inbox.models.translation import DONE, FAILED, PENDING, SAME, Translation
from inbox.services import blocks, clearings, languages, messages, participations, translations
from inbox.translator import NoTranslation
from tests.cast import Cast
from tests.provider import Provider, said

OURS = "Olá, preciso de um logo para a minha empresa."


@pytest.fixture
def provider():
    with Provider() as made:
        yield made


@pytest.fixture
def app(make_app, provider):
    """It has a translator."""
    return make_app(TRANSLATORS="libretranslate", HALLE_LIBRETRANSLATE_URL=provider.url)


@pytest.fixture
def message(cast, ana, bo):
    """Ana wrote to Bo, in Portuguese."""
    return cast.said(ana, bo, OURS)


def row(cast, message, target: str = "en") -> Translation | None:
    return cast.row(Translation, message.id, target)


def made(cast, message, target: str = "en") -> Translation | None:
    """What it is once a worker was there."""
    cast.do(translations.make, message.id, target)
    return row(cast, message, target)


class TestAsking:
    def test_it_waits_until_a_job_has_made_it(self, cast, bo, message):
        before = cast.again(message).changed_seq
        cast.do(translations.ask, bo, message.id)
        assert row(cast, message).state == PENDING and cast.again(message).changed_seq > before
        asked = cast.again(message).changed_seq
        done = made(cast, message)
        assert (done.state, done.body, done.source, done.engine) == (DONE, f"en: {OURS}", "pt", "libretranslate")
        assert cast.again(message).changed_seq > asked and cast.again(message).language == "pt"

    def test_twice_is_once(self, cast, bo, message, provider):
        for _ in range(3):
            cast.do(translations.ask, bo, message.id)
            made(cast, message)
        assert len(provider.asked) == 1
        seq = cast.again(message).changed_seq
        cast.do(translations.ask, bo, message.id)
        assert cast.again(message).changed_seq == seq

    def test_one_that_failed_is_asked_for_again(self, cast, bo, message, provider):
        provider.answer = lambda _asked: said("", 500)
        cast.do(translations.ask, bo, message.id)
        failed = made(cast, message)
        assert (failed.state, failed.reason, failed.engine) == (FAILED, "refused", "LibreTranslate")
        provider.answer = lambda _asked: said("Hello")
        cast.do(translations.ask, bo, message.id)
        assert made(cast, message).body == "Hello"

    def test_what_is_in_that_language_already_needs_none(self, cast, ana, bo, provider):
        english = cast.said(ana, bo, "Hello, I need a logo for my company.")
        cast.do(translations.ask, bo, english.id)
        assert made(cast, english).state == SAME and provider.asked == []

    def test_nobody_else_may_ask(self, cast, ana, message, provider):
        for person in (ana, cast.person("chloe"), cast.person("mod")):
            with pytest.raises(NotAllowed):
                cast.do(translations.ask, person, message.id)
        assert row(cast, message) is None

    def test_not_what_was_deleted_or_cleared(self, cast, ana, bo, message):
        cast.do(clearings.clear, bo, {message.conversation_id: None})
        with pytest.raises(NotAllowed):
            cast.do(translations.ask, bo, message.id)
        other = cast.said(ana, bo, OURS)
        cast.do(messages.delete, ana, other.id)
        with pytest.raises(NotAllowed):
            cast.do(translations.ask, bo, other.id)
        assert cast.count(Translation) == 0

    @pytest.mark.parametrize("who", ["ana", "bo"])
    def test_not_across_a_block(self, cast, ana, bo, message, who):
        pair = {"ana": (ana, bo), "bo": (bo, ana)}[who]
        cast.do(blocks.block, *pair)
        with pytest.raises(NotAllowed):
            cast.do(translations.ask, bo, message.id)

    def test_so_many_an_hour_and_no_more(self, make_app, provider):
        one = {"TRANSLATORS": "libretranslate", "HALLE_LIBRETRANSLATE_URL": provider.url}
        few = Cast(make_app(HALLE_TRANSLATIONS_HOUR="2", **one))
        ana, bo = few.person("ana"), few.person("bo")
        said_ = [few.said(ana, bo, f"{OURS} {number}") for number in range(3)]
        for each in said_[:2]:
            few.do(translations.ask, bo, each.id)
        with pytest.raises(TooMany):
            few.do(translations.ask, bo, said_[2].id)

    def test_without_a_translator_there_is_none(self, make_app):
        none = Cast(make_app(TRANSLATORS="none"))
        message = none.said(none.person("ana"), none.person("bo"), OURS)
        with pytest.raises(NotAllowed):
            none.do(translations.ask, none.person("bo"), message.id)


class TestMaking:
    def test_nobody_makes_what_somebody_is_making(self, cast, bo, message, provider):
        cast.do(translations.ask, bo, message.id)
        with cast.app.app_context():
            assert translations._take(message.id, "en") is not None  # a worker that dies now
        made(cast, message)
        assert provider.asked == [] and cast.do(translations.due) == []

    def test_a_worker_that_died_is_made_up_for_within_a_minute(self, cast, bo, message, provider):
        clock.freeze(clock.now())
        cast.do(translations.ask, bo, message.id)
        with cast.app.app_context():
            translations._take(message.id, "en")
        clock.move(timedelta(seconds=41))
        assert cast.do(translations.due) == [(message.id, "en")]
        assert made(cast, message).state == DONE and len(provider.asked) == 1

    def test_one_on_which_every_worker_dies_is_given_up_and_says_so(self, cast, bo, message):
        clock.freeze(clock.now())
        cast.do(translations.ask, bo, message.id)
        for _ in range(3):
            with cast.app.app_context():
                assert translations._take(message.id, "en") is not None
            clock.move(timedelta(seconds=41))
        failed = made(cast, message)
        assert (failed.state, failed.reason) == (FAILED, "broken")

    def test_making_it_twice_ends_the_same(self, cast, bo, message, provider):
        cast.do(translations.ask, bo, message.id)
        first = made(cast, message)
        seq = cast.again(message).changed_seq
        assert made(cast, message).body == first.body
        assert (len(provider.asked), cast.again(message).changed_seq) == (1, seq)

    def test_the_author_s_languages_help_where_a_text_is_not_clear(self, cast, bo, provider):
        chloe = cast.person("chloe", languages=[["ca", "native"]])
        short = cast.said(chloe, bo, "Bon dia, necessito un logotip.")
        cast.do(translations.ask, bo, short.id)
        assert made(cast, short).source == "ca" and provider.asked[0]["source"] == "ca"


class TestChanges:
    def test_an_edit_makes_it_stale_and_brings_a_new_one(self, cast, ana, bo, message):
        cast.do(translations.ask, bo, message.id)
        made(cast, message)
        cast.do(messages.edit, ana, message.id, "Preciso de um cartaz para a loja.", 0)
        stale = row(cast, message)
        assert (stale.state, stale.revision, stale.body) == (PENDING, 1, "")
        assert made(cast, message).body == "en: Preciso de um cartaz para a loja."

    def test_one_that_is_made_while_its_message_is_edited_is_kept_for_nobody(self, cast, ana, bo, message, provider):
        cast.do(translations.ask, bo, message.id)

        def meanwhile(asked):
            if asked["q"] == OURS:
                cast.do(messages.edit, ana, message.id, "Preciso de outra coisa.", 0)
            return said(f"en: {asked['q']}")

        provider.answer = meanwhile
        assert made(cast, message).state == PENDING
        assert made(cast, message).body == "en: Preciso de outra coisa."

    def test_a_deletion_takes_it_along(self, cast, ana, bo, message):
        cast.do(translations.ask, bo, message.id)
        made(cast, message)
        cast.do(messages.delete, ana, message.id)
        assert cast.count(Translation) == 0

    def test_one_that_is_made_while_its_message_is_deleted_leaves_no_trace(self, cast, ana, bo, message, provider):
        cast.do(translations.ask, bo, message.id)

        def meanwhile(asked):
            cast.do(messages.delete, ana, message.id)
            return said("secret")

        provider.answer = meanwhile
        made(cast, message)
        assert cast.count(Translation) == 0 and cast.again(message).body == ""

    def test_who_clears_a_conversation_clears_what_was_made_for_them(self, cast, ana, bo, message):
        answer = cast.said(bo, ana, "Hello, what shall it look like?")
        cast.do(translations.choose, ana, "fr", False)
        cast.do(translations.ask, bo, message.id)
        cast.do(translations.ask, ana, answer.id)
        cast.do(clearings.clear, bo, {message.conversation_id: None})
        assert row(cast, message) is None and row(cast, answer, "fr") is not None


class TestAutomatic:
    def test_what_comes_is_translated_by_itself(self, cast, ana, bo, message):
        cast.do(translations.switch, bo, message.conversation_id, True)
        other = cast.said(ana, bo, "E num saco de papel?")
        assert row(cast, message) is None and row(cast, other).state == PENDING
        assert made(cast, other).body == "en: E num saco de papel?"
        mine = cast.said(bo, ana, "Com certeza, amanhã mesmo.")
        assert row(cast, mine) is None, "what I write is not"
        cast.do(translations.switch, bo, message.conversation_id, False)
        assert row(cast, cast.said(ana, bo, "Obrigada pela resposta!")) is None

    def test_the_default_is_for_what_was_not_chosen(self, cast, ana, bo, message):
        dev = cast.person("dev")
        second = cast.said(dev, bo, "Hello")
        cast.do(translations.switch, bo, second.conversation_id, False)
        cast.do(translations.choose, bo, "fr", True)
        sides = {each: cast.row(Participation, each.conversation_id, bo.id).translate_to for each in (message, second)}
        assert list(sides.values()) == ["fr", ""]
        third = cast.said(cast.person("eve"), bo, "Hello, it is me again.")
        assert cast.part(bo, third).translate_to == "fr" and row(cast, third, "fr").state == PENDING
        cast.do(translations.choose, bo, "fr", False)
        assert row(cast, cast.said(ana, bo, "Mais uma coisa."), "fr") is None

    def test_another_language_is_another_one_everywhere(self, cast, bo, message):
        cast.do(translations.switch, bo, message.conversation_id, True)
        cast.do(translations.choose, bo, "de", False)
        assert cast.part(bo, message).translate_to == "de"

    def test_not_what_nobody_translates_into(self, cast, bo):
        for target in ("tlh", "", "x" * 100, "\x00"):
            with pytest.raises(Invalid):
                cast.do(translations.choose, bo, target, True)

    def test_neither_spam_nor_what_is_in_that_language(self, cast, ana, bo, message):
        cast.do(translations.switch, bo, message.conversation_id, True)
        for text in ("Hello, I need a logo for my company.", "When would it be ready?"):
            cast.said(ana, bo, text)
            cast.do(languages.hear)
        assert cast.count(Translation) == 1, "the first one was taken to be in Portuguese"
        cast.do(participations.mark_spam, bo, {message.conversation_id: None})
        cast.said(ana, bo, OURS)
        assert cast.count(Translation) == 1


def test_reasons_fit_their_column():
    assert max(map(len, translator.engine.REASONS)) <= Translation.reason.type.length
    assert max(len(each.title) for each in translator.ENGINES.values()) <= Translation.engine.type.length
    assert str(NoTranslation("away", "Google").sentence) == "Google cannot be reached."


@pytest.mark.parametrize(
    ("says", "state"), [("Dez dias.", DONE), ("Nove dias.", FAILED), ("Dez dias em março.", FAILED)]
)
def test_what_an_assistant_said_is_not_translated_into_another_number(cast, ana, bo, provider, says, state):
    """What somebody wrote themselves is translated as the engine says; an assistant never says another number."""
    provider.answer = lambda _asked: said(says)
    cast.said(ana, bo, "How long does it take?")
    by_hand = cast.said(bo, ana, "It takes ten days.")
    with cast.app.app_context():
        conversation = db.session.get(Conversation, by_hand.conversation_id)
        by = (db.session.get(Person, id_) for id_ in (bo.id, ana.id))
        spoken = messages.say(*by, conversation, "It takes ten days.", ASSISTANT, "k").id
    with cast.app.app_context():
        db.session.get(Person, ana.id).translate_to = "pt"
        db.session.commit()
    for id_, expected in ((spoken, state), (by_hand.id, DONE)):
        cast.do(translations.ask, ana, id_)
        cast.do(translations.make, id_, "pt")
        assert cast.row(Translation, id_, "pt").state == expected
