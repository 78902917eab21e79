"""The scripts of others are what is pinned, or they are not there."""

import base64
import hashlib

import pytest

from inbox import vendor
from inbox.cli import assets


@pytest.fixture
def scripts(monkeypatch):
    """One script whose genuine content is known here."""
    content = b"// genuine"
    script = vendor.Script("lib", "1.0", "dist/lib.min.js", "sha384-" + hash_of(content))
    monkeypatch.setattr(assets, "SCRIPTS", (script,))
    return script, content


def hash_of(content):
    return base64.b64encode(hashlib.sha384(content).digest()).decode()


def sources(monkeypatch, npm, cdn):
    monkeypatch.setattr(assets, "SOURCES", {"npm": npm, "the CDN": cdn})


def away(script):
    raise OSError("no network")


def test_it_is_fetched_once(scripts, tmp_path, monkeypatch):
    script, content = scripts
    sources(monkeypatch, lambda _: content, away)
    assert assets.fetch(tmp_path) == 1
    assert (tmp_path / script.local_name).read_bytes() == content
    sources(monkeypatch, away, away)
    assert assets.fetch(tmp_path) == 0


def test_a_changed_file_is_fetched_again(scripts, tmp_path, monkeypatch):
    script, content = scripts
    (tmp_path / script.local_name).write_bytes(b"// evil")
    sources(monkeypatch, away, lambda _: content)
    assert assets.fetch(tmp_path) == 1
    assert (tmp_path / script.local_name).read_bytes() == content


def test_what_is_not_genuine_is_never_kept(scripts, tmp_path, monkeypatch):
    sources(monkeypatch, lambda _: b"// evil", away)
    with pytest.raises(assets.NotFetched, match=r"lib@1\.0 .* not what is pinned.*no network"):
        assets.fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_each_pinned_script_has_a_name_and_an_address_of_its_own():
    assert len({script.local_name for script in vendor.SCRIPTS}) == len(vendor.SCRIPTS)
    assert vendor.SCRIPTS[0].cdn_url == "https://cdn.jsdelivr.net/npm/htmx.org@2.0.11/dist/htmx.min.js"
