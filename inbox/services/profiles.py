"""Profiles: what people say about themselves, and others read."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from inbox.config import settings
from inbox.errors import Invalid
from inbox.events import SettingsChanged
from inbox.extensions import db
from inbox.models.entry import Kind, of_person
from inbox.models.person import Person, name_key
from inbox.services import entries
from inbox.services.people import NAMES
from inbox.text import clean, is_blank, plain, unstorable
from inbox.transaction import take_turns, tell, transaction
from inbox.world import COUNTRIES, LANGUAGES, LEVELS

ROLES = ("client", "freelancer")
NAME_MAX = Person.display_name.type.length


@dataclass(frozen=True)
class Profile:
    """A profile as it was typed."""

    display_name: str
    roles: list[str]
    country: str
    languages: list[tuple[str, str]]  # (code, level); a row without a language counts for nothing
    bio: str

    @property
    def name(self) -> str:
        """The display name in one line."""
        return plain(self.display_name)

    @property
    def spoken(self) -> list[list[str]]:
        """The languages, without the rows that name none."""
        return [[code, level] for code, level in self.languages if code]

    @property
    def text(self) -> str:
        """The bio as it is stored."""
        return "" if is_blank(self.bio) else clean(self.bio).strip()


@transaction
def change(person: Person, profile: Profile) -> None:
    """What others read about this person. Raises Invalid with a sentence for each field; then nothing is changed."""
    errors = {
        "display_name": _wrong_name(person, profile),
        "roles": _wrong_roles(person, profile.roles),
        "country": _wrong_country(profile.country),
        "languages": _wrong_languages(profile.spoken),
        "bio": _wrong_bio(profile.bio),
    }
    if found := {field: sentence for field, sentence in errors.items() if sentence}:
        raise Invalid(found)
    found_by = [of_person(person.username, name) for name in (person.display_name, profile.name)]
    entries.replace(Kind.PERSON, person.id, *found_by)
    person.display_name, person.country, person.bio = profile.name, profile.country, profile.text
    person.role_client, person.role_freelancer = (role in profile.roles for role in ROLES)
    person.languages = profile.spoken
    tell(SettingsChanged((person.id,)))


def _wrong_name(person: Person, profile: Profile):
    if unstorable(profile.display_name):
        return _l("The name holds a character that cannot be stored")
    if len(profile.name) > NAME_MAX:
        return _l("Use at most %(number)s characters", number=NAME_MAX)
    if profile.display_name.strip() and is_blank(profile.name):
        return _l("The name must have letters that can be seen")
    if _is_anothers(person, profile.name):
        return _l("This name looks like that of another person")
    return None


def _is_anothers(person: Person, name: str) -> bool:
    """Whether a reader could take the name for somebody else's. Who has a name keeps it."""
    if name_key(name) in ("", person.name_key):
        return False
    take_turns(NAMES)
    others = Person.looking_like(name).with_only_columns(Person.id).where(Person.id != person.id)
    return db.session.scalar(others.limit(1)) is not None


def _wrong_roles(person: Person, roles: list[str]):
    known = set(roles) <= set(ROLES)
    if known and (roles or person.moderator or person.administrator):  # they need be neither
        return None
    return _l("Choose whether you are a client, a freelancer, or both")


def _wrong_country(country: str):
    return None if not country or country in COUNTRIES else _l("Choose a country from the list")


def _wrong_languages(spoken: list[list[str]]):
    codes = [code for code, _level in spoken]
    if len(spoken) > settings().languages_max:
        return _l("Name at most %(number)s languages", number=settings().languages_max)
    if not LANGUAGES.issuperset(codes):
        return _l("Choose a language from the list")
    if len(set(codes)) < len(codes):
        return _l("Name each language once")
    if any(level not in LEVELS for _code, level in spoken):
        return _l("Choose a level from the list")
    return None


def _wrong_bio(bio: str):
    length, most = len(clean(bio).strip()), settings().bio_max
    if unstorable(bio):
        return _l("The text holds a character that cannot be stored")
    if length > most:
        return _l("The text has %(number)s characters; %(max)s are possible.", number=length, max=most)
    return None
