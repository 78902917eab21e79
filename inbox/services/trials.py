"""Trials: what an assistant would answer, for its freelancer to see. Nothing is sent, kept, or translated."""

from dataclasses import dataclass

from inbox import answering
from inbox.config import settings
from inbox.models.person import Person
from inbox.services import assistants, knowledge, replies
from inbox.services.knowledge import Known
from inbox.services.replies import Voice, Wording


@dataclass(frozen=True)
class Trial:
    """`text`: what the client would read. `known`: what it is out of; none where the assistant hands over, and `reason`
    says why ("greeting": it would only ask back)."""

    text: str
    known: Known | None
    reason: str


def ask(freelancer: Person, question: str) -> Trial:
    """What a new client would get who asks that, in the language of the freelancer's pages, whether the assistant is on
    or not. Raises NotAllowed."""
    assistant = assistants.of(freelancer)
    sources = knowledge.of(freelancer, assistant)
    rules, closed = assistants.rules_of(assistant), knowledge.closed(assistant)
    found = answering.judge(question, sources, rules, closed, assistants.names_of(freelancer))
    voice = Voice(freelancer.name, freelancer.assistant_name, freelancer.locale)
    asks, longest = Wording("\n".join(assistant.intake)), settings().message_max
    if found.source is not None:
        reply = replies.answer(found.source, voice, Wording(found.source.quote), asks, longest)
        if not reply.made_up:
            return Trial(reply.text, found.source, "")
    if found.reason == "greeting":
        return Trial(replies.greeting(voice, asks, longest).text, None, "greeting")
    reason = found.reason or "number"
    return Trial(replies.hand_over(reason, voice, asks, longest).text, None, reason)
