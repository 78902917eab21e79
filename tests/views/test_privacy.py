"""The privacy page."""

from tests.values import MODEL_COLUMNS


def test_both_switches_are_saved_and_shown(cast, ana):
    tab = cast.logged_in(ana)
    page = tab.read("/settings/privacy")
    assert "checked" not in page.one("[name=presence_hidden]").attrs
    assert "checked" in page.one("[name=shows_reading]").attrs
    answer = tab.send("/settings/privacy", {"presence_hidden": "1"})
    assert answer.goes_to == "/settings/privacy?saved=1"
    page = tab.read(answer.goes_to)
    assert "Saved" in page.one("form.stack").text
    assert "checked" in page.one("[name=presence_hidden]").attrs
    assert "checked" not in page.one("[name=shows_reading]").attrs
    assert (cast.again(ana).presence_hidden, cast.again(ana).shows_reading) == (True, False)


def test_the_settings_lead_there(cast, ana):
    assert cast.logged_in(ana).read("/settings/").link("Privacy")["href"] == "/settings/privacy"


def test_no_other_field_of_a_person_can_be_set(cast, ana):
    before = vars(cast.again(ana)) | {"_sa_instance_state": None}
    cast.logged_in(ana).send("/settings/privacy", MODEL_COLUMNS)
    after = vars(cast.again(ana)) | {"_sa_instance_state": None}
    assert {name for name in after if after[name] != before[name]} == {"presence_hidden"}


def test_it_is_french_in_french(cast):
    page = cast.logged_in(cast.person("eve", locale="fr")).read("/settings/privacy")
    assert page.one("h2").text == "Confidentialité"
    assert page.field("Masquer quand je suis en ligne Personne ne vous voit en ligne, ni dans les listes ni dans les "
                      "conversations. Les messages vous parviennent comme avant.")  # fmt: skip
