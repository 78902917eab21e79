"""Mail, against a real server: what arrives, and what becomes of each way to fail."""

import socket
import threading

import pytest

from inbox import mailer
from inbox.mailer import Mail, NotSent
from tests.smtp import Server, authority, text

WORDS = {"name": "Ana Ribeiro", "link": "https://halle.test/password/reset/abc", "minutes": 60}
LETTER = Mail("ana@halle.test", "reset", "en", WORDS)


@pytest.fixture
def sending(make_app):
    """Sends a mail by the server at that address."""

    def send(url: str, mail: Mail = LETTER, **more: str) -> None:
        with make_app(SMTP_URL=url, PUBLIC_URL="https://halle.test", **more).app_context():
            mailer.send(mail)

    return send


def not_sent(sending, url: str, mail: Mail = LETTER, **more: str) -> NotSent:
    """How it failed."""
    with pytest.raises(NotSent) as caught:
        sending(url, mail, **more)
    return caught.value


def test_a_mail_arrives_with_text_html_and_the_headers_it_needs(sending, smtp):
    sending(smtp.url())
    (mail,) = smtp.box.mails
    assert (mail["Subject"], mail["To"]) == ("Choose another password for Halle", "ana@halle.test")
    assert (mail["From"], mail["Auto-Submitted"]) == ("Halle <halle@halle.test>", "auto-generated")
    assert mail["Date"] and mail["Message-ID"].endswith("@halle.test>")
    assert text(mail).startswith("Hello Ana Ribeiro,") and WORDS["link"] in text(mail)
    html = mail.get_body(("html",)).get_content()
    assert f'<a href="{WORDS["link"]}">' in html and "Hello <bdi>Ana Ribeiro</bdi>," in html
    assert smtp.box.envelopes[0].rcpt_tos == ["ana@halle.test"]


def test_a_mail_speaks_the_language_of_its_reader(sending, smtp):
    sending(smtp.url(), Mail("ana@halle.test", "reset", "fr", WORDS))
    (mail,) = smtp.box.mails
    assert mail["Subject"] == "Choisir un autre mot de passe pour Halle"
    assert text(mail).startswith("Bonjour Ana Ribeiro,")
    assert 'lang="fr"' in mail.get_body(("html",)).get_content()


def test_the_sender_is_a_setting(sending, smtp):
    sending(smtp.url(), HALLE_MAIL_FROM="Marché <post@halle.test>")
    assert str(smtp.box.mails[0]["From"]) == "Marché <post@halle.test>"


@pytest.mark.parametrize(
    "name",
    ["Eve\r\nBcc: all@halle.test", "Eve\n\n<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "Eve\u202e"],
)
def test_a_name_adds_no_header_no_line_and_no_markup(sending, smtp, name):
    sending(smtp.url(), Mail("ana@halle.test", "reset", "en", WORDS | {"name": name}))
    (mail,) = smtp.box.mails
    assert mail["Bcc"] is None and smtp.box.envelopes[0].rcpt_tos == ["ana@halle.test"]
    assert text(mail).splitlines()[1] == "" and "\u202e" not in text(mail)
    html = mail.get_body(("html",)).get_content()
    assert "<script" not in html and "<img" not in html


@pytest.mark.parametrize("to", ["a@b\r\nBcc: all@halle.test", "a@b\nX: y", "not an address", "", "a b@c"])
def test_an_address_that_fits_no_header_is_given_up(sending, smtp, to):
    failure = not_sent(sending, smtp.url(), Mail(to, "reset", "en", WORDS))
    assert failure.final
    assert smtp.box.raw == []


@pytest.mark.parametrize("kind", ["smtps", "smtp+starttls"])
def test_over_tls_it_logs_in_and_sends(sending, monkeypatch, tmp_path, kind):
    trusted = authority()
    trusted.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with Server(kind, "halle", "s/e:c@ret", trusted.issue_cert("127.0.0.1")) as server:
        sending(server.url("halle", "s%2Fe%3Ac%40ret"))
        assert len(server.box.mails) == 1


@pytest.mark.parametrize("kind", ["smtps", "smtp+starttls"])
def test_a_server_whose_certificate_nobody_vouches_for_gets_neither_password_nor_mail(sending, kind):
    with Server(kind, "halle", "secret", authority().issue_cert("127.0.0.1")) as server:
        assert not not_sent(sending, server.url("halle", "secret")).final
        assert server.box.raw == []


def test_a_certificate_for_another_host_is_none(sending, monkeypatch, tmp_path):
    trusted = authority()
    trusted.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with Server("smtps", certificate=trusted.issue_cert("mail.example")) as server:
        assert not not_sent(sending, server.url()).final
        assert server.box.raw == []


def test_a_server_without_starttls_gets_nothing_in_the_clear(sending, smtp):
    failure = not_sent(sending, smtp.url().replace("smtp:", "smtp+starttls:"))
    assert (failure.final, smtp.box.raw) == (False, [])


def test_a_wrong_password_of_the_server_is_tried_again_and_not_told(sending):
    with Server("smtp", "halle", "right") as server:
        failure = not_sent(sending, server.url("halle", "wrong-secret"))
        assert not failure.final
        assert str(failure) == "SMTPAuthenticationError 535"
        assert server.box.raw == []


def test_a_password_that_cannot_be_written_is_a_failure_as_any_other(sending):
    with Server("smtp", "halle", "right") as server:
        assert str(not_sent(sending, server.url("halle", "p%C3%A4ss"))) == "UnicodeEncodeError"


def test_where_a_server_wants_a_password_and_none_is_set_it_is_tried_again(sending):
    with Server("smtp", "halle", "right") as server:
        assert not not_sent(sending, server.url()).final


@pytest.mark.parametrize(("answer", "final"), [("550 no such mailbox", True), ("450 later", False)])
def test_a_receiver_refused_for_good_is_given_up_and_one_refused_for_now_is_not(sending, smtp, answer, final):
    smtp.box.answer_to_recipient = answer
    failure = not_sent(sending, smtp.url())
    assert failure.final is final
    assert "mailbox" not in str(failure)


@pytest.mark.parametrize(("answer", "final"), [("554 spam", True), ("452 full", False)])
def test_the_same_holds_for_a_refused_text(sending, smtp, answer, final):
    smtp.box.answer = answer
    assert not_sent(sending, smtp.url()).final is final


def test_nobody_waits_long_for_a_server_that_is_silent(sending):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        failure = not_sent(sending, url, HALLE_MAIL_SECONDS="0.3")
    assert not failure.final


def test_a_server_that_is_not_there_is_tried_again(sending):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    assert not not_sent(sending, f"smtp://127.0.0.1:{port}").final


def test_a_server_that_hangs_up_after_it_took_the_mail_has_taken_it(sending):
    """No second mail for want of a good-bye."""
    script = [b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n", b"250 taken\r\n"]
    taken = []

    def serve(listener) -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as said:
            for number, answer in enumerate(script):
                connection.sendall(answer)
                if number < 4:
                    said.readline()
                elif number == 4:
                    taken.extend(iter(said.readline, b".\r\n"))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        sending(f"smtp://127.0.0.1:{listener.getsockname()[1]}")
        thread.join(10)
    assert any(WORDS["link"].encode() in line for line in taken)


def test_without_a_server_the_link_is_written_to_the_log(app, logged):
    with app.app_context():
        mailer.send(LETTER)
    assert WORDS["link"] in logged.text and "ana@halle.test" in logged.text


def test_links_begin_with_what_the_settings_say(make_app):
    for environ, address in (
        ({"PUBLIC_URL": "https://halle.test/"}, "https://halle.test"),
        ({"PORT": "8100"}, "http://127.0.0.1:8100"),
        ({"HOST": "0.0.0.0", "PORT": "8100"}, "http://127.0.0.1:8100"),
        ({"HOST": "::1", "PORT": "8100"}, "http://[::1]:8100"),
    ):
        app = make_app(**environ)
        with app.test_request_context("/", headers={"Host": "evil.test", "X-Forwarded-Host": "evil.test"}):
            assert mailer.link("/x") == f"{address}/x"
