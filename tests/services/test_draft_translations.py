"""Translations of drafts: made once whatever dies meanwhile, never over what was typed, and with the original kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import clock
from inbox.errors import Conflict, Invalid, NotAllowed, TooMany
from inbox.models.draft import Draft
from inbox.models.message import Message
from inbox.models.translation import DONE, FAILED, PENDING, SAME, Translation
from inbox.models.waiting import Waiting
from inbox.services import (
    blocks,
    clearings,
    draft_translations,
    drafts,
    languages,
    messages,
    releases,
    translations,
    waiting,
)
from inbox.services.drafts import Writing
from tests.cast import Cast
from tests.provider import Provider, hanging, said

OURS = "Olá, preciso de um logo para a minha empresa."
THEIRS = f"es: {OURS}"


@pytest.fixture
def provider():
    with Provider() as made:
        yield made


@pytest.fixture
def app(make_app, provider):
    """It has a translator."""
    return make_app(TRANSLATORS="libretranslate", HALLE_LIBRETRANSLATE_URL=provider.url)


@pytest.fixture
def draft(cast, ana, bo):
    """Ana's draft for Bo as the database has it."""
    return lambda: cast.row(Draft, ana.id, bo.id)


@pytest.fixture
def ask(cast, ana, bo):
    """Ana types that to Bo, and has it translated into Spanish."""

    def asked(body: str = OURS, version: int = 0, key: str = "form", target: str = "es"):
        return cast.do(draft_translations.ask, ana, bo, Writing(body, None, version, key), target)

    return asked


@pytest.fixture
def make(cast, ana, bo):
    """A worker comes by."""
    return lambda: cast.do(draft_translations.make, ana.id, bo.id)


@pytest.fixture
def typing(cast, ana, bo):
    """Ana types that to Bo; no message goes out."""

    def save(body: str, version: int, key: str = "form", step: int | None = None):
        return cast.do(drafts.save, ana, bo, Writing(body, None, version, key, step))

    return save


@pytest.fixture
def send(cast, ana, bo):
    """Ana sends it, from a page that knows the draft as it is, unless it is said which version it knows."""

    def sent(body: str, version: int | None = None, key: str = "form") -> Message:
        known = cast.row(Draft, ana.id, bo.id).version if version is None else version
        return cast.do(waiting.send, ana, bo, body, key, None, known)

    return sent


class TestAsking:
    def test_what_was_typed_is_kept_and_waits_until_a_job_has_made_it(self, ask, make, draft):
        ask()
        assert (draft().body, draft().translation, draft().target) == (OURS, PENDING, "es")
        make()
        made = draft()
        assert (made.body, made.original, made.source, made.engine) == (THEIRS, OURS, "pt", "libretranslate")
        assert (made.translation, made.version, made.excerpt) == (DONE, 2, THEIRS)

    def test_twice_is_once(self, ask, make, provider, draft):
        ask(), ask(), make()
        ask(), make(), make()  # from the page that still shows what was typed
        assert len(provider.asked) == 1 and draft().body == THEIRS

    def test_into_another_language_it_is_made_of_what_was_typed(self, ask, make, provider, draft):
        ask(), make()
        ask(THEIRS, version=2, target="fr")
        assert draft().body == OURS, "it can be read while it waits"
        make()
        assert provider.asked[-1]["q"] == OURS
        assert (draft().body, draft().original, draft().target) == (f"fr: {OURS}", OURS, "fr")

    def test_a_translation_that_was_corrected_is_translated_and_the_first_words_stay_the_original(
        self, ask, make, typing, draft
    ):
        ask(), make()
        typing("Hola", 2)
        ask("Hola", version=3, target="fr"), make()
        assert (draft().body, draft().original, draft().source) == ("fr: Hola", OURS, "pt")

    def test_what_is_in_that_language_already_needs_none(self, ask, make, provider, draft):
        ask("Hola, necesito un logotipo para mi empresa."), make()
        assert draft().translation == SAME and provider.asked == [] and draft().original == ""

    @pytest.mark.parametrize("body", ["", " \u3164\n"])
    def test_nothing_is_no_text(self, ask, body, draft):
        with pytest.raises(Invalid):
            ask(body)

    def test_only_into_a_language_that_somebody_knows(self, ask):
        with pytest.raises(Invalid):
            ask(target="xx")

    def test_not_over_what_was_typed_elsewhere(self, ask, typing, draft):
        typing("one", 0, key="a")
        with pytest.raises(Conflict):
            ask("two", key="b")
        assert (draft().body, draft().translation) == ("one", "")

    @pytest.mark.parametrize("who", ["ana", "bo"])
    def test_not_across_a_block(self, cast, ask, ana, bo, who):
        cast.do(blocks.block, *{"ana": (ana, bo), "bo": (bo, ana)}[who])
        with pytest.raises(NotAllowed):
            ask()

    def test_without_a_translator_there_is_none(self, make_app):
        none = Cast(make_app(TRANSLATORS="none"))
        with pytest.raises(NotAllowed):
            none.do(draft_translations.ask, none.person("ana"), none.person("bo"), Writing(OURS, key="form"), "es")

    def test_it_counts_as_any_other_translation(self, make_app, provider):
        one = {"TRANSLATORS": "libretranslate", "HALLE_LIBRETRANSLATE_URL": provider.url}
        few = Cast(make_app(HALLE_TRANSLATIONS_HOUR="1", **one))
        ana, bo, chloe = few.person("ana"), few.person("bo"), few.person("chloe")
        few.do(draft_translations.ask, ana, bo, Writing(OURS, key="a"), "es")
        with pytest.raises(TooMany):
            few.do(draft_translations.ask, ana, chloe, Writing(OURS, key="b"), "es")
        assert few.row(Draft, ana.id, chloe.id) is None, "all of it is undone"


class TestMaking:
    def test_nobody_makes_what_somebody_is_making(self, cast, ask, make, ana, bo, provider, draft):
        ask()
        assert cast.do(draft_translations._take, ana.id, bo.id) is not None  # a worker that dies now
        make()
        assert provider.asked == [] and cast.do(draft_translations.due) == []

    def test_a_worker_that_died_is_made_up_for_within_a_minute(self, cast, ask, make, ana, bo, draft):
        clock.freeze(clock.now())
        ask()
        cast.do(draft_translations._take, ana.id, bo.id)
        clock.move(timedelta(seconds=41))
        assert cast.do(draft_translations.due) == [(ana.id, bo.id)]
        make()
        assert draft().body == THEIRS and cast.do(draft_translations.due) == []

    def test_one_on_which_every_worker_dies_is_given_up_and_says_so(self, cast, ask, make, ana, bo, draft):
        clock.freeze(clock.now())
        ask()
        for _ in range(3):
            assert cast.do(draft_translations._take, ana.id, bo.id) is not None
            clock.move(timedelta(seconds=41))
        make()
        assert (draft().translation, draft().reason, draft().body) == (FAILED, "broken", OURS)

    def test_what_was_typed_meanwhile_is_not_wiped(self, cast, ask, make, typing, provider, draft):
        def meanwhile(asked):
            typing(f"{OURS} E um site.", 1, step=1)
            return said("Hola")

        provider.answer = meanwhile
        ask(), make()
        assert (draft().body, draft().translation, draft().reason) == (f"{OURS} E um site.", FAILED, "changed")
        assert draft().original == ""

    def test_nor_by_one_that_comes_after_it_was_asked_for_anew(self, cast, ask, make, typing, provider, draft):
        def meanwhile(asked):
            provider.answer = lambda _asked: said("Hola dos")
            typing("dois", 1, step=1)
            ask("dois", version=2)
            return said("Hola")

        provider.answer = meanwhile
        ask(), make()
        assert (draft().body, draft().translation) == ("dois", PENDING)
        make()
        assert (draft().body, draft().original) == ("Hola dos", "dois")

    def test_one_that_comes_after_its_message_brings_nothing_back(self, ask, make, send, provider, draft):
        def meanwhile(asked):
            send(OURS, 1)
            return said("Hola")

        provider.answer = meanwhile
        ask(), make()
        assert (draft().body, draft().original, draft().translation) == ("", "", "")

    def test_when_there_is_none_it_says_why_and_the_text_stays(self, ask, make, provider, draft):
        provider.answer = lambda _asked: said("", 500)
        ask(), make()
        assert (draft().translation, draft().reason, draft().engine) == (FAILED, "refused", "LibreTranslate")
        assert (draft().body, draft().version) == (OURS, 1)
        provider.answer = lambda _asked: said("Hola")
        ask(version=1), make()
        assert draft().body == "Hola"

    def test_an_engine_that_keeps_failing_is_left_alone(self, make_app, provider):
        one = {"TRANSLATORS": "libretranslate", "HALLE_LIBRETRANSLATE_URL": provider.url}
        few = Cast(make_app(HALLE_TRANSLATION_SECONDS="0.3", HALLE_TRANSLATION_FAILURES="1", **one))
        ana, bo = few.person("ana"), few.person("bo")
        provider.answer = hanging(provider)
        for reason in ("silent", "resting"):
            few.do(draft_translations.ask, ana, bo, Writing(OURS, key="form"), "es")
            few.do(draft_translations.make, ana.id, bo.id)
            assert few.row(Draft, ana.id, bo.id).reason == reason

    def test_one_that_is_too_long_for_a_draft_is_none(self, cast, ask, make, provider, draft):
        provider.answer = lambda asked: said(asked["q"] * 6)
        ask("Olá, preciso de um logo. " * 195), make()
        assert (draft().translation, draft().reason) == (FAILED, "long")

    def test_markup_in_an_answer_is_text(self, ask, make, provider, draft):
        provider.answer = lambda _asked: said("<b>Hola</b> &lt;i&gt;")
        ask(), make()
        assert draft().body == "<b>Hola</b> &lt;i&gt;"


class TestTyping:
    def test_an_older_page_cannot_overwrite_it(self, ask, make, typing, draft):
        ask(), make()
        with pytest.raises(Conflict):
            typing(f"{OURS} E um site.", 1, step=1)
        assert draft().body == THEIRS

    def test_a_save_of_what_was_translated_comes_too_late(self, ask, make, typing, draft):
        ask(), make()
        typing(OURS, 1, step=1)
        assert (draft().body, draft().translation) == (THEIRS, DONE)

    def test_whoever_saw_it_may_correct_it_and_the_original_stays(self, ask, make, typing, draft):
        ask(), make()
        typing("Hola", 2, step=1)
        assert (draft().body, draft().original, draft().translation) == ("Hola", OURS, DONE)

    @pytest.mark.parametrize("body", ["", OURS])
    def test_who_empties_the_box_or_types_the_original_has_no_translation_any_more(
        self, ask, make, typing, draft, body
    ):
        ask(), make()
        typing(body, 2, step=1)
        assert (draft().body, draft().original, draft().translation) == (body, "", "")

    def test_the_original_can_be_put_back(self, cast, ask, make, draft, ana, bo):
        ask(), make()
        for _ in range(2):
            cast.do(draft_translations.put_back, ana, bo)
            assert (draft().body, draft().original, draft().translation) == (OURS, "", "")
            assert draft().version == 3

    def test_it_is_its_authors_alone(self, cast, ask, make, ana, bo):
        ask(), make()
        assert cast.row(Draft, bo.id, ana.id) is None
        cast.do(draft_translations.put_back, bo, ana)
        assert cast.row(Draft, ana.id, bo.id).body == THEIRS


class TestSending:
    def test_the_message_says_the_translation_and_keeps_what_was_written(self, ask, make, send, draft):
        ask(), make()
        sent = send(THEIRS)
        assert (sent.body, sent.original, sent.source, sent.engine) == (THEIRS, OURS, "pt", "libretranslate")
        assert (draft().body, draft().original, draft().translation) == ("", "", "")
        assert send("Otra cosa", key="another").original is None

    def test_what_is_sent_by_a_page_that_did_not_see_it_is_what_that_page_showed(self, ask, make, send, draft):
        ask(), make()
        sent = send(OURS, version=1)
        assert (sent.body, sent.original) == (OURS, None)
        assert (draft().body, draft().original) == ("", "")

    def test_a_send_that_is_repeated_lands_once_and_keeps_it(self, cast, ask, make, send):
        ask(), make()
        first, second = send(THEIRS, version=2), send(THEIRS, version=2)
        assert first.id == second.id and cast.again(first).original == OURS

    @pytest.mark.parametrize("way", ["at once", "later"])
    def test_the_message_is_in_the_language_of_the_translation_from_the_first_moment(
        self, cast, ask, make, send, ana, bo, way
    ):
        """Who has all that comes translated into it, has nothing to wait for."""
        cast.do(translations.choose, bo, "es", True)
        hears = send("Olá, Bo, preciso de ajuda com a minha empresa.", version=0, key="first")
        cast.do(languages.hear)
        ask(key="form"), make()
        if way == "at once":
            sent = send(THEIRS)
        else:
            row = cast.do(waiting.schedule, ana, bo, THEIRS, "form", clock.now() + timedelta(hours=1))
            sent = cast.do(releases.release_now, ana, row.id)
        assert (cast.again(hears).language, sent.language, sent.heard) == ("pt", "es", False)
        assert sent.id not in cast.rows(select(Translation.message_id))
        assert send("Obrigada", key="another").language == "pt"

    def test_a_deletion_takes_it_along(self, cast, ask, make, send, ana):
        ask(), make()
        sent = send(THEIRS)
        cast.do(messages.delete, ana, sent.id)
        assert cast.again(sent).original is None

    def test_who_clears_the_conversation_leaves_nothing_of_it(self, cast, ask, make, send, ana, bo):
        ask(), make()
        sent = send(THEIRS)
        cast.do(clearings.clear, bo, {sent.conversation_id: None})
        assert cast.again(sent).original == OURS
        cast.do(clearings.clear, ana, {sent.conversation_id: None})
        assert cast.again(sent).original is None

    def test_it_waits_with_a_message_and_is_released_with_it(self, cast, ask, make, ana, bo):
        ask(), make()
        later = clock.now() + timedelta(hours=1)
        row = cast.do(waiting.schedule, ana, bo, THEIRS, "form", later)
        assert row.original == OURS
        sent = cast.do(releases.release_now, ana, row.id)
        assert (sent.original, sent.source) == (OURS, "pt") and cast.row(Waiting, row.id).original is None

    def test_what_is_taken_back_can_still_be_put_back_into_the_own_words(self, cast, ask, make, draft, ana, bo):
        ask(), make()
        row = cast.do(waiting.schedule, ana, bo, THEIRS, "form", clock.now() + timedelta(hours=1))
        cast.do(waiting.cancel, ana, row.id)
        assert (draft().original, draft().translation) == (OURS, DONE)
        cast.do(drafts.save, ana, bo, Writing(THEIRS, None, draft().version, "again"))
        cast.do(draft_translations.put_back, ana, bo)
        assert draft().body == OURS
