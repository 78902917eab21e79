"""What bad input gets: a clear sentence, everything typed still there, a 4xx, and nothing half-done."""

import pytest
from sqlalchemy import select

from inbox.models.message import Message

LONG = "é" * 5001


@pytest.fixture
def tab(cast, ana, bo):
    """Ana's, who may write to Bo."""
    return cast.logged_in(ana)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("", "Write a message first."), (" \n\t", "Write a message first."), ("\u200b\u200c\ufeff", "Write a message first."),
     ("\u3164", "Write a message first."), ("\u2800", "Write a message first."),
     (LONG, "The text has 5001 characters; 5000 are possible."),
     ("a\0b", "The text holds a character that cannot be sent. Remove it and send again.")],
)  # fmt: skip
def test_a_text_that_cannot_be_sent_comes_back_with_the_reason(cast, tab, body, sentence):
    refused = tab.form("/inbox/bo", "/inbox/bo/messages", body=body)
    assert (refused.status_code, refused.page.alert) == (422, sentence)
    box = refused.page.field("Message to Bo Lindqvist")
    assert box.raw.removeprefix("\n").replace("\ufffd", "\0") == body
    assert box["aria-invalid"] == "true"
    assert cast.count(Message) == 0


@pytest.mark.parametrize(
    ("locale", "sentence"), [("en", "Write a message first."), ("fr", "Écrivez d’abord un message.")]
)
def test_the_reason_is_in_the_viewers_language(cast, bo, locale, sentence):
    tab = cast.logged_in(cast.person("eve", locale=locale))
    assert tab.form("/inbox/bo", "/inbox/bo/messages", body=" ").page.alert == sentence


@pytest.mark.parametrize("body", [b"%ED%A0%80", b"%FF%FE", b"%C3%28", b"%F8%88%80%80%80"])
def test_bytes_that_are_no_text_are_refused_and_the_text_comes_back(cast, tab, body):
    form = b"body=Hello" + body + b"&key=k&csrf_token=" + tab.token.encode()
    answer = tab.post("/inbox/bo/messages", data=form, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "Your text is kept" in answer.page.one("[role=status].note").text
    assert "Hello" in answer.page.one("textarea").raw
    assert cast.count(Message) == 0


@pytest.mark.parametrize("form", [b"locale=%FF", b"locale=\xff"])
def test_bytes_that_are_no_text_in_any_other_form_get_a_page(guest, form):
    answer = guest.post("/language", data=form, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.page.one("h1").text) == (400, "This cannot be understood")


def test_half_a_surrogate_pair_in_a_multipart_form_is_refused_or_harmless(cast, tab):
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    form = b"".join(
        part % pair for pair in ((b"body", b"a\xed\xa0\x80b"), (b"key", b"k"), (b"csrf_token", tab.token.encode()))
    )
    answer = tab.post("/inbox/bo/messages", data=form + b"--x--\r\n", content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (303, 400, 422)
    assert all("\ud800" not in body for body in cast.rows(select(Message.body)))


@pytest.mark.parametrize("reply_to", ["9" * 30, "x", "-1", "1.0", "１", "0x1", "1e3"])
def test_a_number_that_is_none_sends_nothing_and_the_text_comes_back(cast, tab, reply_to):
    refused = tab.send("/inbox/bo/messages", {"body": "Hello", "key": "k", "reply_to": reply_to})
    assert refused.status_code == 400
    assert "could not be read" in refused.page.one("[role=status].note").text
    assert cast.count(Message) == 0
    assert tab.submit(refused.page, "/inbox/bo/messages").status_code == 303
    assert cast.rows(select(Message.body)) == ["Hello"]


def test_a_revision_that_is_none_overwrites_nothing_and_the_text_comes_back(cast, tab, ana, bo):
    message = cast.said(ana, bo, "Hello")
    refused = tab.send(f"/messages/{message.id}", {"body": "Hello you", "revision": "9" * 30})
    assert refused.status_code == 400
    assert "Hello you" in refused.page.source
    assert cast.rows(select(Message.body)) == ["Hello"]


@pytest.mark.parametrize("since", ["9" * 30, "-1", "x"])
def test_how_far_a_page_has_seen_is_a_number_and_nothing_is_sent_otherwise(cast, tab, since):
    answer = tab.htmx("/inbox/bo/messages", {"body": "Hello", "key": "k", "since": since})
    assert (answer.status_code, cast.count(Message)) == (400, 0)


def test_a_form_without_a_key_lands_as_often_as_it_is_sent(cast, tab):
    for _ in range(2):
        assert tab.send("/inbox/bo/messages", {"body": "Hello"}).status_code == 303
    assert cast.count(Message) == 2


@pytest.mark.parametrize("key", ["k" * 65, "\0"])
def test_a_form_with_a_key_that_is_not_ours_keeps_the_text_and_gets_a_key(cast, tab, key):
    refused = tab.send("/inbox/bo/messages", {"body": "Hello", "key": key})
    assert refused.status_code == 422
    assert "Load the page again; your text stays." in refused.page.alert
    assert tab.submit(refused.page, "/inbox/bo/messages").status_code == 303
    assert cast.count(Message) == 1


@pytest.mark.parametrize("path", ["/messages/{}", "/messages/{}/edit", "/messages/{}/history"])
def test_the_id_of_no_message_is_not_found(tab, path):
    for id in ("999", "0", "-1", "x", "9" * 18, "9" * 30, "9" * 5000, "1.0", "１", "%00"):
        assert tab.get(path.format(id)).status_code == 404, id


@pytest.mark.parametrize("id", ["999", "9" * 30])
@pytest.mark.parametrize("path", ["/messages/{}", "/messages/{}/deletion"])
def test_the_id_of_no_message_cannot_be_changed(tab, path, id):
    assert tab.send(path.format(id), {"body": "x"}).status_code == 404


@pytest.mark.parametrize("reply", ["other conversation", "nowhere"])
def test_answering_what_is_not_in_the_conversation_keeps_the_text(cast, tab, bo, chloe, reply):
    foreign = cast.said(chloe, bo, "Between us")
    fields = {"body": "Aha", "key": "k", "reply_to": foreign.id if reply == "other conversation" else 999}
    refused = tab.send("/inbox/bo/messages", fields)
    assert refused.status_code == 422
    assert "is not in this conversation" in refused.page.alert
    assert "Aha" in refused.page.field("Message to Bo Lindqvist").raw
    assert "Between us" not in refused.page.source
    assert cast.count(Message) == 1


def test_writing_to_a_client_who_never_wrote_is_refused_with_the_reason(cast, ana, bo):
    refused = cast.logged_in(bo).send("/inbox/ana/messages", {"body": "Hire me", "key": "k"})
    assert refused.status_code == 403
    assert "once Ana Ribeiro has written to you" in refused.page.text
    assert cast.count(Message) == 0


def test_writing_to_oneself_is_refused(cast, tab):
    refused = tab.send("/inbox/ana/messages", {"body": "Hello me", "key": "k"})
    assert refused.status_code == 403
    assert cast.count(Message) == 0


def test_writing_to_nobody_is_not_found(tab):
    assert tab.send("/inbox/nobody/messages", {"body": "Hello", "key": "k"}).status_code == 404


@pytest.mark.parametrize(
    "form", [{"body": "x" * 600_000}, {f"field{number}": "" for number in range(1001)}], ids=["large", "many fields"]
)
def test_a_form_that_is_too_large_is_refused_with_a_page(cast, tab, form):
    answer = tab.send("/inbox/bo/messages", form | {"key": "k"})
    assert answer.status_code in (400, 413, 422)
    assert cast.count(Message) == 0


def test_a_multipart_form_of_1001_parts_is_refused(cast, tab):
    data = {f"field{number}": "" for number in range(1001)} | {"body": "x", "key": "k"}
    answer = tab.post("/inbox/bo/messages", data=data, content_type="multipart/form-data")
    assert answer.status_code in (400, 413)
    assert cast.count(Message) == 0


def test_of_a_field_that_comes_twice_the_first_counts(cast, tab, ana, bo):
    form = f"body=One&body=Two&key=k&csrf_token={tab.token}"
    tab.post("/inbox/bo/messages", data=form, content_type="application/x-www-form-urlencoded")
    assert cast.rows(select(Message.body)) == ["One"]


@pytest.mark.parametrize("length", [8_000, 100_000])
def test_a_long_address_gets_an_answer(tab, length):
    assert tab.get("/inbox?filter=" + "x" * length).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/.env",
        "/.git/config",
        "/openapi.json",
        "/console",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/vendor/../secret_key",
        "/vendor/%2e%2e%2fsecret_key",
    ],
)
def test_nothing_of_the_server_can_be_fetched(guest, path):
    answer = guest.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
