"""The services in the settings: list, forms, and whose they are."""

import pytest

from inbox.models.service import Service
from inbox.services import services
from tests.cast import Cast
from tests.values import MODEL_COLUMNS, SERVICE

PLACE = "/settings/services"
HOSTILE = '"><script>alert(1)</script>{{7*7}}'


@pytest.fixture
def tab(cast, bo):
    """Bo's."""
    return cast.logged_in(bo)


@pytest.fixture
def service(cast, bo):
    """One of Bo's."""
    return cast.do(services.create, bo, "k", **SERVICE)


def test_the_settings_lead_freelancers_to_their_services(cast, tab, ana):
    assert tab.read("/settings/").link("Services")["href"] == PLACE
    assert not cast.logged_in(ana).read("/settings/").named("link", "Services")


def test_a_first_service_is_added_with_the_form(cast, tab):
    page = tab.read(PLACE)
    assert "No service yet" in page.text
    form = tab.read(page.link("New service")["href"])
    for name, field in (("Title", "title"), ("Category", "category"), ("Description", "description"), ("Price from", "price_from"),
                        ("Currency", "currency"), ("Delivery, in days", "delivery_days"), ("Revisions", "revisions")):  # fmt: skip
        assert form.field(name)["name"] == field
    assert form.button("Add service")
    answer = tab.submit(
        form, PLACE, title="A logo", category="logo", description="Three\nsketches", price_from="1 200,50"
    )
    assert answer.goes_to == PLACE
    page = tab.read(PLACE)
    assert page.one("h3").text == "A logo"
    assert "Logo & brand · from €1,200.50 · delivery in 7 days · 2 revisions" in page.text
    stored = cast.row(Service, 1)
    assert (stored.price_from, stored.currency, stored.description, stored.active) == (
        120050,
        "EUR",
        "Three\nsketches",
        True,
    )


def test_what_is_wrong_is_said_beside_each_field_and_nothing_typed_is_lost(cast, tab):
    typed = {
        "title": "ab",
        "description": "Kept",
        "price_from": "1e999",
        "delivery_days": "-3",
        "currency": "GBP",
        "revisions": "unlimited",
    }
    refused = tab.form(f"{PLACE}/new", PLACE, **typed)
    page = refused.page
    assert refused.status_code == 422
    assert "4 fields need your attention" in page.alert
    for name in ("title", "category", "price_from", "delivery_days"):
        field = page.one(f"#{name}")
        assert field["aria-invalid"] == "true"
        assert f"{name}-error" in field["aria-describedby"].split()
        assert page.one(f"#{name}-error").text
    assert [page.one(f"#{name}")["value"] for name in ("title", "price_from", "delivery_days")] == ["ab", "1e999", "-3"]
    assert page.one("#description").raw.strip() == "Kept"
    assert page.one("#currency").one("[selected]").raw == "GBP"
    assert page.one("#revisions").one("[selected]").raw == "Unlimited"
    assert cast.count(Service) == 0
    good = tab.submit(page, PLACE, title="A logo", category="web", price_from="12,50", delivery_days="3")
    assert good.status_code == 303
    assert (cast.row(Service, 1).price_from, cast.row(Service, 1).revisions) == (1250, None)


def test_a_form_that_comes_twice_adds_one_and_another_text_with_it_gets_a_new_key(cast, tab, bo):
    form = tab.read(f"{PLACE}/new")
    for _ in range(2):
        assert tab.submit(form, PLACE, title="A logo", category="logo", price_from="350").status_code == 303
    refused = tab.submit(form, PLACE, title="A sign", category="logo", price_from="350")
    assert refused.status_code == 409
    assert "already used" in refused.page.alert
    assert tab.submit(refused.page, PLACE).status_code == 303
    assert [each.title for each in cast.rows(Service.of(bo))] == ["A logo", "A sign"]


def test_the_form_for_changing_it_shows_what_is_stored_and_saves_what_is_typed(cast, tab, service):
    page = tab.read(tab.read(PLACE).link("Edit A logo for your shop")["href"])
    assert (page.one("#title")["value"], page.one("#price_from")["value"]) == ("A logo for your shop", "350")
    assert page.one("#category").one("[selected]")["value"] == "logo"
    assert page.one("#revisions").one("[selected]").raw == "2"
    assert page.button("Save")
    assert tab.submit(page, f"{PLACE}/{service.id}", title="Two logos", price_from="12.50").goes_to == PLACE
    assert (cast.again(service).title, cast.again(service).price_from) == ("Two logos", 1250)
    assert tab.read(f"{PLACE}/{service.id}/edit").one("#price_from")["value"] == "12.50"


def test_a_change_that_is_refused_keeps_what_was_typed(cast, tab, service):
    refused = tab.form(f"{PLACE}/{service.id}/edit", f"{PLACE}/{service.id}", title="Two logos", price_from="NaN")
    assert refused.status_code == 422
    assert "Enter a price from 1 to 1,000,000" in refused.page.alert
    assert (refused.page.one("#title")["value"], refused.page.one("#price_from")["value"]) == ("Two logos", "NaN")
    assert cast.again(service).title == "A logo for your shop"


def test_it_is_removed_for_good(cast, tab, service):
    page = tab.read(f"{PLACE}/{service.id}/edit")
    assert page.button("Remove for good")
    assert tab.submit(page, f"{PLACE}/{service.id}/removal").goes_to == PLACE
    assert cast.count(Service) == 0
    assert tab.send(f"{PLACE}/{service.id}/removal").status_code == 404


@pytest.mark.parametrize("who", ["chloe", "ana"])
def test_the_service_of_somebody_else_is_not_there(cast, service, who):
    tab = cast.logged_in(cast.person(who))
    assert tab.get(f"{PLACE}/{service.id}/edit").status_code == 404
    for place in ("", "/removal", "/activation", "/deactivation"):
        assert tab.send(f"{PLACE}/{service.id}{place}", SERVICE | {"title": "Mine now"}).status_code == 404
    assert cast.again(service).title == "A logo for your shop"


def test_clients_are_told_that_only_freelancers_offer_services(cast, ana):
    tab = cast.logged_in(ana)
    for answer in (tab.get(PLACE), tab.get(f"{PLACE}/new"), tab.send(PLACE, SERVICE)):
        assert answer.status_code == 403
        assert "Only freelancers offer services." in answer.page.text
    assert cast.count(Service) == 0


def test_no_more_than_the_limit_and_the_page_says_so(make_app):
    cast = Cast(make_app(HALLE_SERVICES_MAX="1"))
    tab = cast.logged_in(cast.person("bo"))
    form = tab.read(f"{PLACE}/new")
    tab.send(PLACE, SERVICE)
    page = tab.read(PLACE)
    assert "no more are possible" in page.text and not page.named("link", "New service")
    refused = tab.submit(form, PLACE, title="One more", category="web", price_from="5")
    assert refused.status_code == 403
    assert refused.page.one("#title")["value"] == "One more"
    assert cast.count(Service) == 1


def test_no_field_but_those_of_the_form_reaches_a_service(cast, tab, bo):
    tab.send(PLACE, MODEL_COLUMNS | SERVICE)
    stored = cast.row(Service, 1)
    assert (stored.owner_id, stored.created_at.year > 2001) == (bo.id, True)
    tab.send(f"{PLACE}/1", MODEL_COLUMNS | SERVICE)
    assert (cast.row(Service, 1).owner_id, cast.count(Service)) == (bo.id, 1)


@pytest.mark.parametrize("id", ["999", "0", "-1", "x", "9" * 30, "１", "%00"])
def test_the_id_of_no_service_is_not_found(tab, id):
    assert tab.get(f"{PLACE}/{id}/edit").status_code == 404


def test_markup_in_a_service_is_shown_as_it_was_typed(cast, tab, ana, bo, service):
    tab.send(f"{PLACE}/{service.id}", SERVICE | {"title": HOSTILE, "description": HOSTILE})
    cast.said(ana, bo, "Hello")
    for page in (
        tab.read(PLACE),
        tab.read(f"{PLACE}/{service.id}/edit"),
        *map(cast.logged_in(ana).read, ("/people/bo", "/inbox/bo")),
    ):
        assert all(script.get("src") for script in page.all("script"))
        assert HOSTILE in page.text or page.one("#title")["value"] == HOSTILE


def test_the_pages_are_french_in_french(cast):
    eva = cast.person("eva", roles=("role_freelancer",), locale="fr")
    tab = cast.logged_in(eva)
    form = tab.read(f"{PLACE}/new")
    assert [form.field(name)["name"] for name in ("Titre", "Catégorie", "Prix à partir de", "Devise", "Livraison, en jours", "Retouches")] == [
        "title", "category", "price_from", "currency", "delivery_days", "revisions"]  # fmt: skip
    refused = tab.submit(form, PLACE, title="Un logo", category="logo", price_from="gratuit")
    assert "Indiquez un prix de 1 à" in refused.page.alert
    tab.submit(refused.page, PLACE, price_from="1 200,50")
    page = tab.read(PLACE)
    assert "Logo et marque · à partir de 1 200,50 € · livraison en 7 jours · 2 retouches" in " ".join(page.text.split())
    assert page.button("Désactiver Un logo")
    page = tab.read(page.link("Modifier Un logo")["href"])
    assert page.one("#price_from")["value"] == "1200,50"
    assert page.button("Enregistrer") and page.button("Supprimer définitivement")
