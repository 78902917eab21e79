"""Thinking: how an assistant comes to what it says: in which language, out of which source, or that it hands over.

It reads and writes nothing: all that it goes by is in its `Work`. It asks translators, which takes seconds.
"""

import time
from dataclasses import dataclass

import structlog

from inbox import answering, endpoint, translator
from inbox.answering import Found, Rules
from inbox.services import replies
from inbox.services.knowledge import Known
from inbox.services.replies import LOCALES, Reply, Voice, Wording
from inbox.words import units

log = structlog.get_logger()
SECONDS, LEAST = 20.0, 1.0
"""For all that is translated for one answer, of the thirty that a job has; for less than this nobody is asked."""
SPARED = 8.0
"""Of them an endpoint leaves to translators."""
ASKED_MAX = 2000
"""Characters of a question that are translated, or that an endpoint is asked."""
FEW = 4
"""Of fewer words nobody can say in which language they are."""
MARKS = "?？؟;¿"


@dataclass(frozen=True)
class Work:
    """What a client asked, of whom, and all that may be told."""

    question: str
    asked: tuple[tuple[int, int, int], ...]  # number, place and revision of each message
    done_seq: int
    freelancer: str  # the name
    names: str  # all that somebody may be spoken to by
    assistant: str
    locale: str  # of the client's pages
    reads: tuple[str, ...]  # languages that the client may write, the likely ones first
    writes: tuple[str, ...]  # the same of the freelancer
    sources: tuple[Known, ...]
    rules: Rules
    closed: frozenset[str]
    intake: str  # what the client is asked, a question a line; "" once they were
    awaits: bool  # whether they were, and have not said anything since
    is_first: bool  # whether nothing was said to them yet
    is_enough: bool  # whether it has answered as often as it may
    translates: bool
    longest: int
    until: float  # by the monotonic clock, for translators

    def translated(self, text: str, target: str, source: str) -> translator.Translation:
        """The text in that language, while there is time. Raises NoTranslation."""
        left = self.until - time.monotonic()
        if not self.translates or left < LEAST:
            raise translator.NoTranslation("silent")
        return translator.translate(text, target, source, seconds=left)


@dataclass(frozen=True)
class Thought:
    """What is said, out of what, and whether that ends it. Nothing is said to thanks and greetings but the first."""

    text: str
    language: str
    known: Known | None = None
    reason: str = ""  # why it hands over, or "greeting"
    asks: bool = False

    @property
    def hands_over(self) -> bool:
        return self.known is None and self.reason != "greeting"


def think(work: Work) -> Thought:
    """What the assistant says to that."""
    language = _language_of(work)
    voice = Voice(work.freelancer, work.assistant, spoken(language, work.locale))
    found, worded = _worded(work, _found(work, language))
    asks = _wording(work, work.intake, language)
    if found.source is not None and not work.is_enough:
        if reply := _answer(work, found.source, voice, language, asks, worded):
            return Thought(reply.text, voice.locale, found.source, "", bool(work.intake))
        found = Found(None, reason="number")
    reason = found.reason or "enough"
    if reason == "greeting" and not work.is_first:
        return Thought("", voice.locale, None, "greeting")
    if reason == "greeting":
        said = _honest(replies.greeting, voice, asks, work)
    else:
        said = _honest(lambda *how: replies.hand_over(reason, *how), voice, asks, work)
    return Thought(said.text, voice.locale, None, reason, bool(work.intake))


def _found(work: Work, language: str) -> Found:
    """What answers it: in the client's words, or else in those of the freelancer's language."""
    found = answering.judge(work.question, work.sources, work.rules, work.closed, work.names)
    if work.awaits and found.reason not in answering.TRIGGERED and not any(mark in work.question for mark in MARKS):
        return Found(None, reason="intake")
    if found.reason != "unknown":
        return found
    target = _language_written(work)
    if target in ("", language):
        return found
    try:
        said = work.translated(work.question[:ASKED_MAX], target, language).text
    except translator.NoTranslation:
        return found
    return answering.judge(said, work.sources, work.rules, work.closed, work.names)


def _worded(work: Work, found: Found) -> tuple[Found, str]:
    """The same, with what an endpoint says where one is set: it may find what words alone do not, and says it in a
    sentence. What is for a person in any case it is not asked; where it is of no use, all is as without it."""
    if not endpoint.host() or not work.sources or not work.translates or work.is_enough:
        return found, ""
    if found.source is None and found.reason != "unknown":
        return found, ""
    try:
        said = endpoint.ask(work.question[:ASKED_MAX], work.sources, work.until - SPARED)
    except endpoint.NoAnswer as failure:
        log.warning("endpoint of no use", reason=str(failure))
        return found, ""
    return (Found(said.source), said.text) if said else (Found(None, reason="unknown"), "")


def _answer(work: Work, known: Known, voice: Voice, language: str, asks: Wording, worded: str) -> Reply | None:
    """What an endpoint says and the quote, in the client's language if there is an honest translation, else as they
    were written, else the quote alone; None where even that says a number that it does not hold."""
    quote, said = _wording(work, known.quote, language), _wording(work, worded, language)
    as_written, nothing = Wording(known.quote, failed=bool(quote.engine)), Wording("")
    ways = (
        (said, quote, asks), (nothing, quote, asks), (Wording(worded), as_written, asks),
        (nothing, as_written, Wording(asks.original or asks.text)),
    )  # fmt: skip
    for answer, wording, asking in ways:
        reply = replies.answer(known, voice, wording, asking, work.longest, answer.text)
        if not (made_up := reply.made_up):
            return reply
        log.warning("not said: made up", numbers=sorted(made_up), engine=wording.engine or asking.engine)
    return None


def _honest(how, voice: Voice, asks: Wording, work: Work) -> Reply:
    """The same of what is no answer: only what it asks may have been translated."""
    reply = how(voice, asks, work.longest)
    return how(voice, Wording(asks.original), work.longest) if asks.engine and reply.made_up else reply


def _wording(work: Work, text: str, language: str) -> Wording:
    """The text in that language, as far as that is possible."""
    source = _language_written(work, text)
    if not text or source in ("", language):
        return Wording(text)
    try:
        done = work.translated(text, language, source)
    except translator.NoTranslation:
        return Wording(text, failed=True)
    return Wording(done.text, text, source, translator.title(done.engine)) if done.engine else Wording(text)


def _language_of(work: Work) -> str:
    """In which language the client wrote; that of their pages, where it cannot be told."""
    if len(units(work.question)) < FEW:
        return work.locale
    return translator.detect(work.question, work.reads) or work.locale


def _language_written(work: Work, text: str = "") -> str:
    """In which language the freelancer wrote that, or else most of what they wrote."""
    if len(units(text)) < FEW:
        text = "\n".join(known.quote for known in work.sources)
    return translator.detect(text, work.writes)


def spoken(*languages: str) -> str:
    """The first of these in which an assistant speaks by itself; English, where there is none."""
    return next((each for each in languages if each in LOCALES), LOCALES[0])
