"""Knowledge: what an assistant may tell, looked up: what its freelancer wrote, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale

from inbox.answering import Source
from inbox.answering.terms import ASPECTS
from inbox.extensions import db
from inbox.models import availability
from inbox.models.assistant import Assistant
from inbox.models.availability import Absence, Span
from inbox.models.faq import Faq
from inbox.models.person import Person
from inbox.models.service import Service
from inbox.services.availability import absence_of

PRICE = frozenset(("price",))
assert PRICE <= ASPECTS
NAMED_IN = ("en", "fr")
"""The languages in which a question may name a day of the week, or a language."""


@dataclass(frozen=True)
class Terms:
    """What a service costs and takes. What is not told is None."""

    price: int | None = None  # minor units
    currency: str = ""
    days: int | None = None
    revisions: int | None = None
    is_unlimited: bool = False  # as many revisions as it takes

    @property
    def written(self) -> str:
        """In plain words, as a question is compared with."""
        said = [f"price from {Decimal(self.price) / 100:f} {self.currency}"] if self.price else []
        said += [f"delivery in {self.days} days"] if self.days else []
        said += [f"{self.revisions} revisions"] if self.revisions is not None else []
        return ", ".join([*said, "revisions"] if self.is_unlimited else said)


@dataclass(frozen=True)
class Hours:
    """When somebody works, where they live."""

    spans: tuple[Span, ...]
    zone: str
    absence: Absence | None

    @property
    def written(self) -> str:
        """The same as of Terms, with the name of each day."""
        names = Locale(NAMED_IN[0]).days["format"]["wide"]
        days = [" ".join(names[day] for day in range(span.first, span.last + 1)) for span in self.spans]
        times = [f"{on} {span.begins:%H:%M} {span.ends:%H:%M}" for on, span in zip(days, self.spans, strict=True)]
        away = [f"out of office until {self.absence.last.isoformat()}"] if self.absence else []
        return " ".join([*times, self.zone if self.spans else "", *away])


@dataclass(frozen=True)
class Known(Source):
    """One thing that may be told. `quote`: what the freelancer wrote, word for word, maybe nothing; the rest is what
    they chose in forms."""

    kind: str = "faq"  # service, faq, hours, languages, biography
    quote: str = ""
    terms: Terms | None = None
    hours: Hours | None = None
    languages: tuple[str, ...] = ()

    @property
    def holds(self) -> tuple[str, ...]:
        """All that an answer out of it may take a number from."""
        facts = [each.written for each in (self.terms, self.hours) if each]
        return (self.name, self.quote, *facts)


def of(freelancer: Person, assistant: Assistant) -> list[Known]:
    """All that this assistant may tell."""
    tells = set(assistant.tells)
    found = _services(freelancer, tells) if tells & {"services", "prices"} else []
    if "faq" in tells:
        faqs = db.session.scalars(Faq.of(freelancer)).all()
        found += [Known(faq.question, faq.question, faq.answer, "faq", faq.answer) for faq in faqs]
    if "availability" in tells:
        found += _hours(freelancer)
    if "profile" in tells:
        found += _profile(freelancer)
    return found


def closed(assistant: Assistant) -> frozenset[str]:
    """The aspects that it does not tell: who asks for them asks the freelancer."""
    return frozenset() if "prices" in assistant.tells else PRICE


def _services(freelancer: Person, tells: set[str]) -> list[Known]:
    found = []
    for service in db.session.scalars(Service.offered_by(freelancer)).all():
        price = {"price": service.price_from, "currency": service.currency} if "prices" in tells else {}
        rest, quote = {}, ""
        if "services" in tells:
            is_unlimited, quote = service.revisions is None, service.description
            rest = {"days": service.delivery_days, "revisions": service.revisions, "is_unlimited": is_unlimited}
        terms = Terms(**price, **rest)
        text = f"{quote} {terms.written}"
        found.append(Known(service.title, service.title, text, "service", quote, terms=terms))
    return found


def _hours(freelancer: Person) -> list[Known]:
    absence = absence_of(freelancer)
    hours = Hours(tuple(availability.spans(freelancer)), freelancer.time_zone, absence)
    if not (hours.spans or absence):
        return []
    days = {name for code in NAMED_IN for name in Locale(code).days["format"]["wide"].values()}
    asked = f"working hours, when do you work, available, {' '.join(sorted(days | {f'{day}s' for day in days}))}"
    quote = absence.message if absence else ""
    asked += ", out of office, absence, away, back, holiday, vacation, congé, vacances" if absence else ""
    return [Known("hours", asked, f"{hours.written} {quote}", "hours", quote, hours=hours)]


def _profile(freelancer: Person) -> list[Known]:
    spoken = tuple(str(code) for code, _level in freelancer.languages)
    found = [Known("biography", "", freelancer.bio, "biography", freelancer.bio)] if freelancer.bio else []
    if spoken:
        found.append(Known("languages", "languages", " ".join(_names(spoken)), "languages", languages=spoken))
    return found


def _names(codes: Sequence[str]) -> list[str]:
    """What these languages are called."""
    return [language_name(code, locale) for code in codes for locale in NAMED_IN]


def language_name(code: str, locale: str) -> str:
    """What that language is called in this one; its code where it has no name."""
    return Locale(locale).languages.get(code.partition("-")[0], code)
