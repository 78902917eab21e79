"""What a message gives its reader to think about: what is found, what is not, and how long it takes."""

import time

import pytest

from inbox.cautions import CAUTIONS, of_file, of_text

FOUND = {
    "payment": [
        "Pay me on PayPal", "PAY  ME\nhere", "Voici mon IBAN", "FR76 3000 6000 0112 3456 7890 189", "Western Union please",
        "virement bancaire svp", "ＰａｙＰａｌ", "Pay\u200bPal is best", "Réglons ça hors plateforme", "send a gift card",
    ],
    "contact": [
        "write to a.b@gmail.com", "+33 6 12 34 56 78", "06.12.34.56.78", "0612345678", "(555) 010-9999", "555-010-9999",
        "0033612345678", "Add me on WhatsApp", "sur Signal", "Mon numéro est", "https://t.me/bo", "ana at gmail",
        "mail a@b.example now",
    ],
    "look_alike": [
        "https://p\u0430ypal.com/x", "http://paypa1.com", "www.paypal.com.evil.example/login", "http://xn--pypal-4ve.com",
        "https://bank.example@evil.example/", "\u0440\u0430\u0443\u0440\u0430l.com", "https://g00gle.com",
        "https://rnicrosoft.com/", "https://pay-pal.com",
    ],
    "differs": [
        "[paypal.com](http://evil.example)", '<a href="http://evil.example/">https://halle.example</a>',
        "[www.halle.example](https://halle.example.evil.example/)",
    ],
    "executable": ["see setup.exe", "facture.pdf.scr", "invoice\u202efdp.exe", "Run UPDATE.BAT, then", "(app.apk)"],
}  # fmt: skip
NOT_FOUND = [
    "The price is 1 200 000 € for 2026-03-12 10:30", "Order HL-2048, 12345678901", "Let us meet at 10:30, 350 euros, 7 days",
    "See https://www.google.com/a?b=c#d", "I signal my interest", "a wise choice", "https://пример.рф/", "Bonjour, le numéro 5",
    "https://xn--e1afmkfd.xn--p1ai", "version 1.2.3.4 2026.03.12 12.30", "drive.google.com", "logo.png and final.pdf",
    "300 600 1200", "SN 3434 2323 2323", "café-münchen.com", "Κύπρος", "", "\x00\ud800", "numéro de commande 2048",
    "FR76 3000 6000 0112 3456 7890 188", "[here](https://halle.example)", "[halle.example](https://www.halle.example/a)",
    "an executable summary", "Call me Ana", "e.g. this, i.e. that", "10.000.000,00", "9.30-12.30, 14.00-18.00",
]  # fmt: skip
HOSTILE = {
    part: part * (20_000 // len(part))  # as much as is looked at
    for part in ("a@", "(", "0 ", "06 ", "+1", "+1 ", "1", "AB12", "AB12 ", "www.", "a.", "http://", "[", "[a](http://",
                 "<a href=", "<a ", ".exe", "a.exe.", "\u202e", "\u202ea", "a-", "@a", "а", "call ", "https://а", "com.",
                 "w-w.", "x@a.", "#", "\u0301", "pay ", "00", "a_", "([", "1-")
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in FOUND.items() for text in texts])
def test_it_is_found(name, text):
    assert name in of_text(text)
    assert name in of_text(f"Hello Ana,\n\n{text}\n\nBest, Bo")


@pytest.mark.parametrize("text", NOT_FOUND)
def test_it_is_nothing_to_think_about(text):
    assert of_text(text) == ()


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_text_takes_no_longer_than_its_length(part):
    """Twenty times the text takes about twenty times as long: nothing goes back and forth."""
    text = HOSTILE[part]
    assert took(text) < max(0.05, 40 * took(text[:1000]))


def took(text: str) -> float:
    """The shortest of some times: this machine does other things too."""
    times = []
    for _ in range(5):
        start = time.process_time()
        of_text(text)
        times.append(time.process_time() - start)
    return min(times)


def test_a_text_without_end_is_looked_at_as_far_as_it_goes():
    assert of_text("x" * 10_000_000 + " PayPal") == ()


@pytest.mark.parametrize(
    ("file", "names"),
    [("setup.exe", ("executable",)), ("A.JS", ("executable",)), ("cv\u202efdp.exe", ("executable",)), ("cv.pdf", ()),
     ("run.bat ", ("executable",)), ("exe", ()), ("photo.exe.png", ())],
)  # fmt: skip
def test_the_name_of_a_file_says_whether_it_runs(file, names):
    assert of_file(file) == names


def test_every_caution_has_a_rule_and_a_sentence():
    assert set(CAUTIONS) == set(FOUND)
