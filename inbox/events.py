"""What can happen, as facts: a noun and a past participle, and ids only. `app.REACTIONS` says what follows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessageSent:
    """A message got its place in a conversation."""

    message_id: int
    conversation_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class SendRepeated:
    """The form of a message that is there came again: perhaps nobody heard of the first time."""

    conversation_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class WaitingChanged:
    """What an author has waiting changed: something was held, scheduled, changed, taken back or released."""

    people: tuple[int, ...]


@dataclass(frozen=True)
class MessageEdited:
    """An author changed the text of a message."""

    message_id: int
    conversation_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class MessageDeleted:
    """An author took a message back; a tombstone stays."""

    message_id: int
    conversation_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class TranslationAsked:
    """Somebody wants to read a message in that language; an engine is to be asked."""

    message_id: int
    target: str
    conversation_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class TranslationMade:
    """A message is there in another language, or it is known why not."""

    message_id: int
    conversation_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class DraftTranslationAsked:
    """An author wants what they have typed in another language; an engine is to be asked."""

    author_id: int
    other_id: int
    conversation_id: int | None
    people: tuple[int, ...]


@dataclass(frozen=True)
class LanguageHeard:
    """It was found out in which language messages of a conversation are: pages show something else because of it."""

    conversation_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class DraftSaved:
    """Somebody typed, or took away, what they have not sent. It concerns nobody but them."""

    conversation_id: int | None
    people: tuple[int, ...]


@dataclass(frozen=True)
class ConversationRead:
    """One of the two read what was unread."""

    conversation_id: int
    reader_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class LoginEnded:
    """Somebody logged out: copies of that cookie and its open sockets end too."""

    login_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class SettingsChanged:
    """A person changed how pages look for them."""

    people: tuple[int, ...]


@dataclass(frozen=True)
class RoleGranted:
    """Somebody got a role; from nobody (None) when it was the command line."""

    person_id: int
    role: str
    actor_id: int | None
    people: tuple[int, ...]


@dataclass(frozen=True)
class RoleRevoked:
    """Somebody lost a role."""

    person_id: int
    role: str
    actor_id: int | None
    people: tuple[int, ...]


@dataclass(frozen=True)
class JobsRetried:
    """An administrator had jobs that failed queued again."""

    actor_id: int
    count: int


@dataclass(frozen=True)
class StarChanged:
    """Somebody starred or unstarred a person or a service; only their own tabs hear of it."""

    about_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class NoteWritten:
    """Somebody changed their private note about a person; only their own tabs hear of it."""

    about_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class ClientAnswered:
    """A freelancer gave a new client the first answer, or took it back."""

    freelancer_id: int
    conversation_id: int


@dataclass(frozen=True)
class ClientCame:
    """A new client wrote to a freelancer for the first time."""

    message_id: int
    conversation_id: int
    freelancer_id: int
    client_id: int


@dataclass(frozen=True)
class ReceptionOpened:
    """A worker is to look how a new client is answered."""

    conversation_id: int


@dataclass(frozen=True)
class ClientAsked:
    """A new client who has no answer yet wrote again."""

    conversation_id: int


@dataclass(frozen=True)
class AssistanceDue:
    """A worker is to look what an assistant answers."""

    conversation_id: int


@dataclass(frozen=True)
class AssistanceEnded:
    """An assistant says nothing more in a conversation: it handed over, or its freelancer took over."""

    conversation_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class LetterWritten:
    """A mail waits to be sent."""

    letter_id: int


@dataclass(frozen=True)
class PrivacyChanged:
    """A person changed what others see of their comings and readings."""

    person_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class AvailabilityChanged:
    """A freelancer changed their hours, their absence, or for whom they work."""

    person_id: int


@dataclass(frozen=True)
class ConversationsOrganised:
    """Somebody put conversations away, starred, labelled or marked them; only their own tabs hear of it.
    `conversation_id` is None for many at once."""

    conversation_id: int | None
    people: tuple[int, ...]


@dataclass(frozen=True)
class ConversationsRead:
    """Somebody read many conversations at once: (conversation, the other one of the two), ..."""

    reader_id: int
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class LabelsChanged:
    """Somebody made, changed or deleted a label of theirs; only their own tabs hear of it."""

    people: tuple[int, ...]


@dataclass(frozen=True)
class BlockChanged:
    """One of these two blocked the other, or does so no more."""

    conversation_id: int | None
    people: tuple[int, ...]


@dataclass(frozen=True)
class LimitReached:
    """Somebody tried to write to more new people than they may, and waits from now on."""

    offence_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class PersonWarned:
    """Somebody got a warning; `actor_id` is None when it followed from the rules."""

    sanction_id: int
    actor_id: int | None
    person_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class WarningsSeen:
    """Somebody confirmed that they read their warnings."""

    people: tuple[int, ...]


@dataclass(frozen=True)
class PersonSuspended:
    """Somebody was suspended; `actor_id` is None when it followed from the rules."""

    sanction_id: int
    actor_id: int | None
    person_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class SuspensionLifted:
    """Somebody is suspended no more; `actor_id` is None for the command line."""

    sanction_id: int
    actor_id: int | None
    person_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class AppealMade:
    """A suspended person said what there is to say against it."""

    appeal_id: int
    person_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class AppealDecided:
    """A moderator decided an appeal. That a suspension was lifted by it is told besides."""

    appeal_id: int
    actor_id: int | None
    person_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class ReportAnswered:
    """A moderator decided about somebody's report; they are told that, and no more."""

    people: tuple[int, ...]


@dataclass(frozen=True)
class AnswersHeard:
    """Somebody looked at what became of their reports."""

    people: tuple[int, ...]


@dataclass(frozen=True)
class ThingReported:
    """Somebody told the moderators of something. Whom it is about does not hear of it."""

    report_id: int
    case_id: int
    about_id: int


@dataclass(frozen=True)
class UploadsChanged:
    """What somebody has uploaded and not sent changed. It concerns nobody but them."""

    other_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class FileArrived:
    """All bytes of a file are here. Its owner may not have sent it yet."""

    attachment_id: int


@dataclass(frozen=True)
class FilesChanged:
    """What the cards of files in that conversation show changed."""

    conversation_id: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class RestoreWanted:
    """Somebody opened a file whose bytes are in the cold."""

    content_id: int


@dataclass(frozen=True)
class FileForsaken:
    """A file was deleted before anybody took it in: what arrived of it is not needed any more."""

    attachment_id: int


@dataclass(frozen=True)
class BytesForsaken:
    """No attachment refers to these bytes any more."""

    content_id: int
