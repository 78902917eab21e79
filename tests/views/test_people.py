"""Making an account, finding a freelancer, and what is known of somebody."""

from urllib.parse import urlencode

import pytest

from inbox.models.person import Person
from inbox.services import services
from tests.cast import Cast
from tests.values import MODEL_COLUMNS, SERVICE

FIELDS = {"username": "eve", "email": "eve@halle.test", "password": "long enough"}


def test_the_form_makes_an_account_and_logs_in(cast, guest):
    page = guest.read("/signup")
    for name in ("Username", "Email", "Password"):
        assert page.field(name)
    assert page.button("Create account")
    answer = guest.submit(page, "/signup", **FIELDS, role="freelancer", time_zone="Europe/Lisbon")
    assert answer.goes_to == "/inbox"
    assert "eve, your account and settings" in guest.read("/inbox").text
    person = cast.row(Person, 1)
    assert (person.username, person.role_client, person.role_freelancer) == ("eve", False, True)
    assert (person.time_zone, person.locale) == ("Europe/Lisbon", "en")


def test_an_account_made_in_french_speaks_french(cast, guest):
    guest.send("/language", {"language": "fr"})
    guest.form("/signup", "/signup", **FIELDS)
    assert cast.row(Person, 1).locale == "fr"
    assert guest.read("/inbox").one("title").raw.endswith("Halle")


def test_what_is_wrong_is_said_beside_each_field_and_nothing_typed_is_lost(cast, guest):
    refused = guest.form("/signup", "/signup", username="E!", email="eve", password="short", role="freelancer")
    page = refused.page
    assert refused.status_code == 422
    assert "3 fields need your attention" in page.alert
    assert (page.field("Username")["value"], page.field("Email")["value"]) == ("E!", "eve")
    assert page.field("Password").get("value", "") == ""
    for name in ("username", "email", "password"):
        field = page.one(f"#{name}")
        assert field["aria-invalid"] == "true"
        assert f"{name}-error" in field["aria-describedby"].split()
        assert page.one(f"#{name}-error").text
    assert "checked" in page.one("input[value=freelancer]").attrs
    assert cast.count(Person) == 0


def test_a_name_that_is_taken_is_refused(cast, guest, ana):
    assert guest.form("/signup", "/signup", **FIELDS | {"username": "ANA"}).status_code == 422
    assert cast.count(Person) == 1


def test_too_many_accounts_from_one_address_are_refused_for_now(make_app):
    tab = make_app(HALLE_SIGNUPS_ADDRESS="1").test_client()
    tab.form("/signup", "/signup", **FIELDS)
    other = make_app(HALLE_SIGNUPS_ADDRESS="1").test_client()
    refused = other.form("/signup", "/signup", username="eva", email="eva@halle.test", password="long enough")
    assert refused.status_code == 429


def test_no_field_but_those_of_the_form_reaches_an_account(cast, guest):
    guest.send("/signup", MODEL_COLUMNS | FIELDS | {"role": "client", "time_zone": "UTC"})
    person = cast.row(Person, 1)
    assert (person.role_client, person.role_freelancer, person.moderator, person.unread) == (True, False, False, 0)
    assert (person.id, person.bio, person.display_name, person.locale) == (1, "", "", "en")


@pytest.mark.parametrize("role", ["moderator", "admin", ""])
def test_nobody_makes_themselves_a_moderator(cast, guest, role):
    assert guest.send("/signup", FIELDS | {"role": role}).status_code == 422
    assert cast.count(Person) == 0


def test_who_is_logged_in_needs_no_account(cast, ana):
    assert cast.logged_in(ana).get("/signup").goes_to == "/inbox"


def test_the_directory_shows_freelancers_alone_and_leads_to_profiles_and_conversations(cast, ana, bo, chloe, dev):
    cast.person("carl")
    page = cast.logged_in(ana).read("/people")
    assert [link.text for link in page.all("a.who2")] == ["Bo Lindqvist", "Chloé Martin", "Dev Patel"]
    assert page.link("Bo Lindqvist")["href"] == "/people/bo"
    assert page.link("Write to Bo Lindqvist")["href"] == "/inbox/bo"


def test_nobody_finds_themselves(cast, dev, bo):
    assert [link.text for link in cast.logged_in(dev).read("/people").all("a.who2")] == ["Bo Lindqvist"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lind", ["Bo Lindqvist"]),
        ("CHLO", ["Chloé Martin"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("bo", ["Bo Lindqvist"]),
    ],
)
def test_a_part_of_a_name_finds(cast, ana, bo, chloe, words, found):
    page = cast.logged_in(ana).get("/people", query_string={"q": words}).page
    assert [link.text for link in page.all("a.who2")] == found
    assert found or f"Nothing found for “{words}”" in page.text


def test_more_freelancers_come_page_by_page_each_once(make_app):
    cast = Cast(make_app(HALLE_PAGE_PEOPLE="5"))
    for number in range(8):
        cast.person(f"f{number:02}", roles=("role_freelancer",))
    tab = cast.logged_in(cast.person("ana"))
    first = tab.read("/people?q=f")
    second = tab.read(first.link("More freelancers")["href"])
    names = [link.text for page in (first, second) for link in page.all("a.who2")]
    assert names == [f"F{number:02}" for number in range(8)]
    assert not second.named("link", "More freelancers")


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", f"?after={'9' * 30}"])
def test_a_key_that_is_none_is_refused(cast, ana, query):
    assert cast.logged_in(ana).get(f"/people{query}").status_code == 400


@pytest.mark.parametrize(
    ("words", "found"), [("\0", 1), ("b\0o", 1), ("x" * 5000, 0), ("' OR 1=1 --", 0), ("\u202eob", 0), ("\ud800", 0)]
)
def test_odd_words_are_searched_for_without_what_nobody_can_type(cast, ana, bo, words, found):
    address = urlencode({"q": words}, errors="surrogatepass")
    page = cast.logged_in(ana).get(f"/people?{address}").page
    assert len(page.all("a.who2")) == found


def offered(cast, owner, *titles: str, **fields) -> None:
    """The owner offers services of these titles."""
    for title in titles:
        cast.do(services.create, owner, title, **SERVICE | {"title": title} | fields)


def test_a_profile_shows_what_is_known_of_a_person(cast, ana):
    more = {"country": "SE", "time_zone": "Europe/Stockholm", "bio": "I draw logos.", "languages": [["sv", "native"]]}
    bo = cast.person("bo", **more)
    offered(cast, bo, "A logo", "A sign", revisions="unlimited", delivery_days="1")
    offered(cast, bo, "A secret", active="")
    page = cast.logged_in(ana).read("/people/bo")
    assert page.one("h1").text == "Bo Lindqvist"
    for words in ("@bo · freelancer", "Offline", "Sweden", "Swedish", "Member since", "I draw logos.",
                  "Logo & brand · from €350 · delivery in 1 day · unlimited revisions"):  # fmt: skip
        assert words in page.text, words
    assert [title.text for title in page.one("#services").all("h3")] == ["A logo", "A sign"]
    assert page.link("Write to Bo Lindqvist")["href"] == "/inbox/bo"
    assert not page.named("link", "Edit your services")


def test_a_profile_says_whether_somebody_is_online(cast, ana, bo):
    cast.logged_in(bo).read("/inbox")
    assert cast.logged_in(ana).read("/people/BO").one(".onl").text == "Online"


def test_who_may_not_write_sees_no_way_to(cast, ana, bo):
    tab = cast.logged_in(bo)
    assert not tab.read("/people/ana").named("link", "Write to Ana Ribeiro")
    cast.said(ana, bo, "Hello")
    assert tab.read("/people/ana").link("Write to Ana Ribeiro")["href"] == "/inbox/ana"
    page = tab.read("/people/bo")
    assert not page.named("link", "Write to Bo Lindqvist")
    assert page.link("Edit your services")["href"] == "/settings/services"


def test_clients_have_a_profile_without_services(cast, bo, ana):
    page = cast.logged_in(bo).read("/people/ana")
    assert "@ana · client" in page.text
    assert not page.has("#services")
    assert "offers no services at the moment" in cast.logged_in(ana).read("/people/bo").text


@pytest.mark.parametrize("username", ["nobody", "a b", "%00", "x" * 31, "..", "<b>"])
def test_the_profile_of_nobody_is_not_found(cast, ana, username):
    assert cast.logged_in(ana).get(f"/people/{username}").status_code == 404


def test_beside_a_conversation_a_client_sees_three_services_and_the_way_to_the_profile(cast, ana, bo):
    offered(cast, bo, "Zero", active="")
    offered(cast, bo, "One", "Two", "Three", "Four")
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(ana)
    tab.read("/inbox/bo")
    cast.said(bo, ana, "Hello, Ana")  # opening the conversation reads it: a verb between looking up and drawing
    panel = tab.read("/inbox/bo").one("#about")
    titles = ("One", "Two", "Three")
    assert [item.text for item in panel.all("li")] == [f"{title} from €350 Star {title}" for title in titles]
    links = [link["href"] for link in panel.all("a")][1:]
    assert links == ["/people/bo", "/people/bo#services", "/inbox/bo/actions#labels"]
    theirs = cast.logged_in(bo).read("/inbox/ana").one("#about")
    assert theirs.one("h2 a")["href"] == "/people/ana"
    assert "Services" not in theirs.text


def test_a_profile_is_french_in_french(cast, bo):
    offered(cast, bo, "A logo", price_from="1 200", revisions="1")
    page = cast.logged_in(cast.person("eve", locale="fr")).read("/people/bo")
    assert page.link("Écrire à Bo Lindqvist")
    assert "Logo et marque · à partir de 1 200 € · livraison en 7 jours · 1 retouche" in " ".join(page.text.split())
