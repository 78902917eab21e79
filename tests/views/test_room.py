"""What takes room."""

import pytest

from inbox.doctor import sizes


@pytest.fixture
def tab(cast):
    """An administrator's."""
    return cast.logged_in(cast.person("root", roles=("administrator",)))


def test_database_folders_and_disks_are_told(tab, data, on_postgres):
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "cd").write_bytes(b"x" * 1_234_567)
    page = tab.read("/admin/storage")
    told = dict(zip((dt.text for dt in page.all("dt")), (dd.text for dd in page.all("dd")), strict=True))
    assert told["Files that people sent"] == "1.2 MB"
    assert "kB" in told["Database"] or "MB" in told["Database"]
    assert ("Log of the database" in told) is not on_postgres
    assert str(data) in page.one(".ql").text and " free of " in page.one(".ql").text


def test_a_folder_with_too_many_files_says_at_least(tab, data, monkeypatch):
    monkeypatch.setattr(sizes, "MOST", 3)
    (data / "files").mkdir()
    for number in range(5):
        (data / "files" / str(number)).write_bytes(b"x" * 100)
    assert "at least 300 bytes" in tab.read("/admin/storage").text


def test_it_is_french_in_french(cast, data):
    (data / "files").mkdir()
    (data / "files" / "x").write_bytes(b"x" * 1_500)
    page = cast.logged_in(cast.person("root", roles=("administrator",), locale="fr")).read("/admin/storage")
    assert "Fichiers envoyés 1,5 ko" in page.text
