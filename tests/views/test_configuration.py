"""The settings in force, masked."""

from inbox.config import Settings

SECRETS = {"SECRET_KEY": "the key of all keys", "HALLE_METRICS_TOKEN": "the token of the metrics",
           "SMTP_URL": "smtp://ana:s3cret@mail.halle.test:587", "PUBLIC_URL": "http://halle.test"}  # fmt: skip


def test_all_settings_are_shown_those_that_were_given_on_top_and_no_secret(make_app, cast, monkeypatch):
    root = cast.person("root", roles=("administrator",))
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    cast.app = make_app(**SECRETS)
    answer = cast.logged_in(root).get("/admin/settings")
    items = [item.text for item in answer.page.all(".ql li")]
    assert len(items) == len(Settings.model_fields)
    assert "smtp://•••@mail.halle.test:587" in answer.text and "SECRET_KEY •••" in items
    assert "HALLE_EDIT_MINUTES 15 by default" in items
    assert all("by default" not in item for item in items[: len(SECRETS)])
    for secret in ("key of all", "token of", "s3cret"):
        assert secret not in answer.text
