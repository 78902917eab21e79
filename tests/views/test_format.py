"""How times, places and languages read, in English and in French."""

from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale

from inbox import clock as the_clock
from inbox.views import format as formats

NOW = datetime(2026, 3, 12, 9, 48, 30, tzinfo=UTC)  # a Thursday
FRENCH = {
    "Today": "Aujourd’hui",
    "Yesterday, %(day)s": "Hier, %(day)s",
    "%(clock)s in %(city)s": "%(clock)s à %(city)s",
    "same as you": "comme vous",
    "%(time)s ahead": "+%(time)s",
    "%(time)s behind": "−%(time)s",
    "%(hours)s h": "%(hours)s h",
    "%(hours)s h %(minutes)s": "%(hours)s h %(minutes)s",
    "%(minutes)s min": "%(minutes)s min",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> Flask:
    """A small application with a catalogue of its own, whose viewer lives in the zone of `config["ZONE"]`."""
    folder = tmp_path_factory.mktemp("locale")
    messages = folder / "fr" / "LC_MESSAGES" / "messages.mo"
    messages.parent.mkdir(parents=True)
    catalog = Catalog(locale="fr")
    for english, french in FRENCH.items():
        catalog.add(english, french, flags=["python-format"] if "%(" in english else [])
    with messages.open("wb") as file:
        write_mo(file, catalog)
    app = Flask(__name__)
    app.config.update(BABEL_TRANSLATION_DIRECTORIES=str(folder), ZONE="UTC")
    Babel(app, timezone_selector=lambda: app.config["ZONE"])
    formats.register(app)
    return app


@pytest.fixture
def viewer(app):
    """Puts the viewer in a language and a time zone, at a moment: `viewer("fr", "Europe/Paris")`."""
    with ExitStack() as seat:

        def sit(language: str = "en", zone: str = "UTC", at: datetime = NOW) -> None:
            seat.close()
            the_clock.freeze(at)
            seat.callback(the_clock.release)
            app.config["ZONE"] = zone
            seat.enter_context(app.test_request_context())
            seat.enter_context(force_locale(language))

        yield sit


def at(day: str, time: str = "09:48") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}:00+00:00")


def living_in(zone) -> SimpleNamespace:
    return SimpleNamespace(time_zone=zone)


@pytest.mark.parametrize("language", ["en", "fr"])
class TestClock:
    def test_the_day_has_24_hours_in_every_language(self, viewer, language):
        viewer(language)
        assert formats.clock(at("2026-03-12", "09:07")) == "09:07"
        assert formats.clock(at("2026-03-12", "00:00")) == "00:00"
        assert formats.clock(at("2026-03-12", "21:40")) == "21:40"

    def test_it_is_the_viewers_time(self, viewer, language):
        viewer(language, "Asia/Kolkata")
        assert formats.clock(at("2026-03-12", "09:38")) == "15:08"

    def test_a_time_without_a_zone_is_utc(self, viewer, language):
        viewer(language, "Europe/Paris")
        assert formats.clock(datetime(2026, 7, 1, 10, 0)) == "12:00"

    def test_summer_time_is_that_of_the_moment_shown_and_not_of_now(self, viewer, language):
        viewer(language, "Europe/Lisbon")
        assert formats.clock(at("2026-03-29", "00:59")) == "00:59"
        assert formats.clock(at("2026-03-29", "01:00")) == "02:00"


class TestWhen:
    @pytest.mark.parametrize(
        ("moment", "english", "french"),
        [
            (at("2026-03-12", "00:00"), "00:00", "00:00"),
            (at("2026-03-12", "23:59"), "23:59", "23:59"),
            (at("2026-03-11", "23:59"), "Wed", "mer."),
            (at("2026-03-10"), "Tue", "mar."),
            (at("2026-03-06"), "Fri", "ven."),
            (at("2026-03-05"), "5 Mar", "5 mars"),
            (at("2026-03-01"), "1 Mar", "1er mars"),
            (at("2026-01-01"), "1 Jan", "1er janv."),
            (at("2025-12-31"), "31 Dec 2025", "31 déc. 2025"),
            (at("2026-03-13"), "13 Mar", "13 mars"),
        ],
    )
    def test_a_list_shows_the_hour_then_the_weekday_then_the_date(self, viewer, moment, english, french):
        viewer("en")
        assert formats.when(moment) == english
        viewer("fr")
        assert formats.when(moment) == french

    def test_the_day_is_the_viewers(self, viewer):
        late = at("2026-03-11", "23:30")
        viewer("en", "UTC")
        assert formats.when(late) == "Wed"
        viewer("en", "Europe/Paris")
        assert formats.when(late) == "00:30"
        viewer("en", "Pacific/Kiritimati", at=at("2026-03-12", "10:00"))
        assert formats.when(at("2026-03-12", "09:59")) == "Thu"


class TestDayName:
    @pytest.mark.parametrize(
        ("day", "english", "french"),
        [
            ("2026-03-12", "Today", "Aujourd’hui"),
            ("2026-03-11", "Yesterday, Wednesday 11 March", "Hier, mercredi 11 mars"),
            ("2026-03-10", "Tuesday 10 March", "Mardi 10 mars"),
            ("2026-03-13", "Friday 13 March", "Vendredi 13 mars"),
            ("2026-03-01", "Sunday 1 March", "Dimanche 1er mars"),
            ("2025-08-29", "Friday 29 August 2025", "Vendredi 29 août 2025"),
            ("2024-02-29", "Thursday 29 February 2024", "Jeudi 29 février 2024"),
        ],
    )
    def test_a_day_is_named_as_people_say_it(self, viewer, day, english, french):
        viewer("en")
        assert formats.day_name(day) == formats.day_name(date.fromisoformat(day)) == english
        viewer("fr")
        assert formats.day_name(day) == french

    def test_yesterday_in_another_year_names_the_year(self, viewer):
        viewer("en", at=at("2026-01-01"))
        assert formats.day_name("2025-12-31") == "Yesterday, Wednesday 31 December 2025"

    def test_today_is_the_viewers_today(self, viewer):
        viewer("en", "Pacific/Kiritimati", at=at("2026-03-12", "10:00"))
        assert formats.day_name("2026-03-13") == "Today"
        viewer("en", "Pacific/Pago_Pago", at=at("2026-03-12", "10:00"))
        assert formats.day_name("2026-03-11") == "Today"


def test_a_full_day_is_named_with_its_year(viewer):
    viewer("en")
    assert formats.full_day(at("2026-03-12")) == "12 March 2026"
    viewer("fr")
    assert [formats.full_day(at(day)) for day in ("2026-03-12", "2025-05-01")] == ["12 mars 2026", "1er mai 2025"]


def test_a_month_is_named_with_its_year(viewer):
    viewer("en")
    assert [formats.month(at(f"{day}-31")) for day in ("2023-05", "2025-12")] == ["May 2023", "Dec 2025"]
    viewer("fr")
    assert [formats.month(at(f"{day}-31")) for day in ("2023-05", "2025-12")] == ["mai 2023", "déc. 2025"]


def test_the_month_is_the_viewers(viewer):
    viewer("en", "Asia/Tokyo")
    assert formats.month(at("2023-04-30", "15:00")) == "May 2023"


class TestLocalTime:
    def test_it_says_the_hour_and_the_place(self, viewer):
        viewer("en", "Europe/Paris", at=at("2026-03-12", "09:07"))
        assert str(formats.local_time(living_in("Europe/Lisbon"))) == "09:07 in Lisbon"
        viewer("fr", "Europe/Paris", at=at("2026-03-12", "09:07"))
        assert str(formats.local_time(living_in("Europe/Lisbon"))) == "09:07 à Lisbonne"

    @pytest.mark.parametrize(
        ("here", "there", "english", "french"),
        [
            ("Europe/Paris", "Europe/Lisbon", "1 h behind", "−1 h"),
            ("Europe/Paris", "Asia/Kolkata", "4 h 30 ahead", "+4 h 30"),
            ("Asia/Kolkata", "Europe/Paris", "4 h 30 behind", "−4 h 30"),
            ("Asia/Kolkata", "Asia/Kathmandu", "15 min ahead", "+15 min"),
            ("UTC", "Asia/Kathmandu", "5 h 45 ahead", "+5 h 45"),
            ("Europe/Paris", "Europe/Zurich", "same as you", "comme vous"),
            ("Pacific/Pago_Pago", "Pacific/Kiritimati", "25 h ahead", "+25 h"),
        ],
    )
    def test_it_says_how_far_that_is_from_the_viewers(self, viewer, here, there, english, french):
        viewer("en", here)
        assert formats.local_time(living_in(there)).difference == english
        viewer("fr", here)
        assert formats.local_time(living_in(there)).difference == french

    def test_the_difference_is_that_of_today_when_summer_begins_on_other_days(self, viewer):
        viewer("en", "Europe/Paris", at=at("2026-03-12"))
        assert formats.local_time(living_in("America/New_York")).difference == "5 h behind"
        viewer("en", "Europe/Paris", at=at("2026-02-12"))
        assert formats.local_time(living_in("America/New_York")).difference == "6 h behind"

    @pytest.mark.parametrize(("zone", "city"), [("America/Argentina/Buenos_Aires", "Buenos Aires"), ("UTC", "UTC")])
    def test_the_place_is_the_city_alone(self, viewer, zone, city):
        viewer()
        assert formats.local_time(living_in(zone)).city == city

    @pytest.mark.parametrize("zone", ["", None, "Nowhere/Atlantis", "../etc/passwd", "America", "a\0b", "x" * 300])
    def test_a_zone_that_does_not_exist_is_read_as_utc(self, viewer, zone):
        viewer()
        assert formats.local_time(living_in(zone)) == formats.LocalTime("09:48", "UTC", "same as you")


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("pt", "Portuguese", "portugais"),
        ("pt-BR", "Portuguese (Brazil)", "portugais (Brésil)"),
        ("ta", "Tamil", "tamoul"),
        ("zzz", "zzz", "zzz"),
        ("<b>", "<b>", "<b>"),
        ("", "", ""),
    ],
)
def test_a_language_has_its_name_in_the_viewers_language(viewer, code, english, french):
    viewer("en")
    assert formats.language_name(code) == english
    viewer("fr")
    assert formats.language_name(code) == french


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [("CH", "Switzerland", "Suisse"), ("in", "India", "Inde"), ("XX", "XX", "XX"), ("", "", "")],
)
def test_a_country_has_its_name_in_the_viewers_language(viewer, code, english, french):
    viewer("en")
    assert formats.country_name(code) == english
    viewer("fr")
    assert formats.country_name(code) == french


TEMPLATE = """{{ at|clock }} {{ at|when }} {{ '2026-03-12'|day_name }} {{ at|month }}
{{ '<b> http://a.b'|rich }} {{ '<b>
c'|plain }} {{ local_time(person) }} {{ local_time(person).difference }} {{ language_name('fr') }}
{{ country_name('FR') }}"""


def test_templates_have_all_of_them_and_escape_all_but_the_rich_text(viewer):
    viewer("en", "Europe/Paris")
    drawn = render_template_string(TEMPLATE, at=NOW, person=living_in("Europe/Lisbon"))
    first, second, third = drawn.splitlines()
    assert first == "10:48 10:48 Today Mar 2026"
    assert second == (
        '<p dir="auto">&lt;b&gt; <a dir="ltr" rel="nofollow noopener ugc" href="http://a.b">http://a.b</a></p>'
        " &lt;b&gt; c 09:48 in Lisbon 1 h behind French"
    )
    assert third == "France"


def test_a_job_has_no_viewer_and_reads_english_and_utc(app):
    app.config["ZONE"] = None
    the_clock.freeze(NOW)
    try:
        with app.app_context():
            assert formats.clock(NOW) == "09:48"
            assert formats.when(NOW - timedelta(days=1)) == "Wed"
    finally:
        the_clock.release()


@pytest.mark.parametrize(
    ("amount", "currency", "english", "french"),
    [(35000, "EUR", "€350", "350 €"), (1250, "EUR", "€12.50", "12,50 €"), (120000000, "GBP", "£1,200,000", "1 200 000 £GB"),
     (100, "USD", "$1", "1 $US"), (1205, "USD", "$12.05", "12,05 $US")],
)  # fmt: skip
def test_money_has_cents_where_there_are_any(app, amount, currency, english, french):
    for locale, expected in (("en", english), ("fr", french)):
        with app.test_request_context(), force_locale(locale):
            assert " ".join(formats.money(amount, currency).split()) == expected


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [(35000, "350", "350"), (1250, "12.50", "12,50"), (120000000, "1200000", "1200000")],
)
def test_an_amount_in_a_form_is_as_a_person_types_it(app, amount, english, french):
    for locale, expected in (("en", english), ("fr", french)):
        with app.test_request_context(), force_locale(locale):
            assert formats.typed_amount(amount) == expected


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "about 1 min"), (89, "about 1 min"), (9 * 60, "about 9 min"), (41 * 60, "about 40 min"), (57 * 60, "about 55 min"),
     (58 * 60, "about 1 h"), (100 * 60, "about 2 h"), (47 * 3600, "about 47 h"), (48 * 3600, "about 2 days"),
     (90 * 86400, "about 90 days")],
)  # fmt: skip
def test_a_length_is_rounded_the_more_the_longer_it_is(app, seconds, words):
    with app.test_request_context(), force_locale("en"):
        assert formats.about_as_long(seconds) == words


def test_a_share_is_written_as_the_language_does(app):
    with app.test_request_context(), force_locale("en"):
        assert [formats.percent(share) for share in (0, 91, 100)] == ["0%", "91%", "100%"]
    with app.test_request_context(), force_locale("fr"):
        assert formats.percent(91).split() == ["91", "%"]
