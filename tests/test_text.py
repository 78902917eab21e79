"""What people type, cleaned, shortened and drawn."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape

from inbox import text
from inbox.text import bare, clean, excerpt, hue, initials, is_blank, likeness, plain, rich, semblance, unstorable
from tests.examples import examples

any_char = st.characters()  # lone surrogates and NUL among them
hostile = st.sampled_from(
    [
        "http://",
        "https://",
        "HTTP://a",
        "www.",
        "www.a.b",
        "javascript:",
        "<",
        ">",
        '"',
        "'",
        "&",
        "&lt;",
        "\n",
        "\n\n",
        "(",
        ")",
        "[",
        "]",
        "@",
        "/",
        "\\",
        "\u202e",
        "\u2066",
        "\u200d",
        "\t",
        "\0",
        "\ud800",
        "e\u0301",
        "{{7*7}}",
        "<img src=x onerror=alert(1)>",
        '<div hx-get="/logout" id="l">',
        "</script>",
        "<a href='javascript:a'>",
        " ",
    ]
)
any_text = st.lists(st.one_of(hostile, st.text(any_char, max_size=8)), max_size=20).map("".join)


class Drawn(HTMLParser):
    """What a browser would make of a message."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.links, self.words = set(), set(), [], ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag == "br":
            self.words += "\n"

    def handle_data(self, data):
        self.words += data

    def handle_comment(self, data):
        raise AssertionError(f"a comment came through: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def links(message: str) -> list[str]:
    return Drawn(rich(message)).links


class TestClean:
    def test_every_kind_of_line_break_becomes_a_newline(self):
        assert clean("a\r\nb\rc\nd\r\n\r\ne\r\re") == "a\nb\nc\nd\n\ne\n\ne"

    def test_nothing_else_is_changed(self):
        odd = " \ta\u2028b\u2029c\u0085d\x0b e\u0301 \xe9 \u200b\u202e\ufb01 "
        assert clean(odd) == odd

    @given(any_text)
    def test_cleaning_twice_is_cleaning_once(self, typed):
        assert "\r" not in clean(typed)
        assert clean(clean(typed)) == clean(typed)


INVISIBLE = {
    "nothing": "",
    "white space": " \t\r\n\x0b\x0c\x85",
    "wide spaces": "\xa0\u1680\u2003\u202f\u205f\u3000",
    "line separators": "\u2028\u2029",
    "zero-width characters": "\u200b\u200c\u200d\u2060\ufeff",
    "a soft hyphen": "\xad",
    "direction controls": "\u200e\u200f\u061c\u202a\u202e\u202c\u2066\u2069",
    "Hangul fillers": "\u115f\u1160\u3164\uffa0",
    "the blank Braille cell": "\u2800",
    "the combining grapheme joiner": "\u034f",
    "variation selectors": "\ufe00\ufe0f\U000e0100\u180b",
    "combining marks on nothing": "\u0301\u0489\u0903",
    "control characters": "\0\x01\x7f\x9f",
    "lone surrogates": "\ud800\udfff",
    "tag characters": "\U000e0001\U000e0061\U000e007f",
    "private use": "\ue000\U000f0000",
    "non-characters": "\ufdd0\uffff\U0001fffe",
    "the null notehead": "\U0001d159",
}


class TestIsBlank:
    @pytest.mark.parametrize("kind", INVISIBLE)
    def test_what_cannot_be_seen_is_blank(self, kind):
        assert is_blank(INVISIBLE[kind])
        assert all(map(is_blank, INVISIBLE[kind]))

    def test_all_of_it_together_is_still_blank(self):
        assert is_blank("".join(INVISIBLE.values()))

    @pytest.mark.parametrize(
        "seen",
        ["a", ".", "é", "e\u0301", "م", "日", "ก", "🙂", "👩‍🎨", "🇫🇷", "\U0001fae8", "€", "\ufffd", "0️⃣"],
    )
    def test_one_visible_character_is_enough(self, seen):
        assert not is_blank(seen)
        assert not is_blank("".join(INVISIBLE.values()) + seen)

    @given(st.text(st.characters(categories=["Z", "C", "M"]).filter(lambda c: not "\U0001f000" <= c <= "\U0001faff")))
    def test_spaces_controls_and_marks_alone_are_blank(self, unseen):
        assert is_blank(unseen)

    @given(any_text, st.characters(categories=["L", "N", "P"]).filter(lambda c: c not in text.UNSEEN), any_text)
    def test_a_letter_a_digit_or_a_sign_is_seen_wherever_it_stands(self, before, char, after):
        assert not is_blank(before + char + after)


class TestUnstorable:
    @pytest.mark.parametrize("bad", ["\0", "a\0b", "\ud83d", "\udc00\ud800", "ok \udfff"])
    def test_a_nul_or_half_a_pair_cannot_be_stored(self, bad):
        assert unstorable(bad)

    @pytest.mark.parametrize("good", ["", "a", "\x01\t\n", "🙂", "\ud7ff\ue000", "\U0010ffff"])
    def test_everything_else_can(self, good):
        assert not unstorable(good)

    @given(any_text)
    def test_what_is_not_refused_can_be_encoded(self, typed):
        if not unstorable(typed):
            assert b"\0" not in typed.encode()


class TestPlain:
    def test_lines_become_one(self):
        assert plain(" a\r\n\tb\u2028c\u2029d\x0b\x0ce\x85  f ") == "a b c d e f"

    def test_direction_controls_are_taken_out(self):
        assert plain("invoice\u202egnp.exe \u2066x\u2069 \u200e\u200f\u061c") == "invoicegnp.exe x"

    def test_control_characters_are_taken_out(self):
        assert plain("a\0b\x1bc\x7fd\x9fe") == "abcde"

    def test_half_a_pair_shows_as_a_replacement(self):
        assert plain("a\ud800b") == "a\ufffdb"

    def test_right_to_left_text_and_joined_emoji_stay_whole(self):
        assert plain("سلام می\u200cخواهم 👩‍🎨") == "سلام می\u200cخواهم 👩‍🎨"

    @given(any_text)
    def test_the_line_is_one_line_that_can_be_encoded(self, typed):
        line = plain(typed)
        line.encode()
        assert line == " ".join(line.split())
        assert not set(line) & (set(text.BIDI) | set(map(chr, range(32))))


class TestExcerpt:
    def test_a_short_text_stays_whole(self):
        assert excerpt("Good\n\n morning ") == "Good morning"
        assert excerpt("x" * 140) == "x" * 140

    def test_a_long_text_is_cut_and_says_so(self):
        assert excerpt("x" * 141) == "x" * 139 + "…"

    def test_no_space_is_left_before_the_cut(self):
        assert excerpt("abc defgh", 5) == "abc…"

    @pytest.mark.parametrize(
        "cluster",
        [
            "👩‍👩‍👧‍👦",
            "e\u0301\u0323",
            "👍🏽",
            "🇫🇷",
            "❤️",
            "क्ष",
            "한",
            "\u1112\u1161\u11ab",
            "🏴\U000e0067\U000e0062\U000e007f",
        ],
    )
    def test_a_character_made_of_several_is_never_cut_in_half(self, cluster):
        for limit in range(3, 40):
            kept = excerpt("a" + cluster * 40, limit)
            assert len(kept) <= limit
            assert kept.endswith("…")
            assert kept[1:-1].replace(cluster, "") == ""

    def test_a_letter_under_a_hundred_thousand_marks_is_cut_all_the_same(self):
        assert len(excerpt("a" + "\u0301" * 100_000)) == 140

    @given(any_text, st.integers(2, 60))
    @example("🇫" * 50, 7)
    def test_it_is_one_line_within_the_limit_and_a_beginning(self, typed, limit):
        short, whole = excerpt(typed, limit), plain(typed)
        assert len(short) <= limit
        assert short == whole or whole.startswith(short.removesuffix("…"))
        assert "\n" not in short


class TestInitials:
    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("Inês Carvalho", "IC"),
            ("bo", "B"),
            ("ines.c", "IC"),
            ("Ana Maria de Sousa", "AS"),
            ("éric", "É"),
            ("e\u0301ric", "É"),
            ("Straße ßen", "SS"),
            ("(Bo) “Lindqvist”", "BL"),
            ("山田 太郎", "山太"),
            ("محمد علي", "مع"),
            ("हिना खान", "हिखा"),
            ("👩‍🎨", "👩‍🎨"),
            ("🇫🇷 Chloé", "🇫🇷C"),
            ("7 Seas", "7S"),
            ("\u202eBo\u202c", "B"),
            ("\u200b \u3164 Bo", "B"),
            ("", "?"),
            ("\u3164\u200b", "?"),
        ],
    )
    def test_first_and_last_word_give_the_letters(self, name, letters):
        assert initials(name) == letters

    @given(any_text)
    def test_every_name_has_some_and_never_many(self, name):
        assert 1 <= len(initials(name)) <= 24
        assert not is_blank(initials(name))


def test_a_hue_is_one_of_eight_and_always_the_same():
    assert [hue(key) for key in range(9)] == [1, 2, 3, 4, 5, 6, 7, 8, 1]
    assert hue(2**62) in range(1, 9)


P = '<p dir="auto">{}</p>'
A = '<a dir="ltr" rel="nofollow noopener ugc" href="{0}">{0}</a>'


class TestRich:
    def test_blank_lines_part_paragraphs_and_newlines_break_lines(self):
        assert rich("a\nb\n\n \n c\td") == P.format("a<br>b") + P.format(" c\td")
        assert rich("\n\n a \n") == P.format(" a ")

    def test_an_empty_text_draws_nothing(self):
        assert rich("") == rich(" \n\t\n") == ""

    def test_it_is_markup_so_that_templates_do_not_escape_it_again(self):
        assert isinstance(rich("a <b> http://x.y"), Markup)
        assert isinstance(rich(""), Markup)

    @pytest.mark.parametrize(
        "attack",
        [
            "<img src=x onerror=alert(1)>",
            "</p></li><script>alert(1)</script>",
            '<div id="l" hx-get="/logout" hx-on:click="x" ws-connect="/live" hx-swap-oob="true">',
            "{{7*7}} {% include 'x' %}",
            "&lt;b&gt; &amp; &#60;",
            "<!-- --> <?php ?> <![CDATA[ ]]>",
        ],
    )
    def test_markup_is_shown_as_it_was_typed(self, attack):
        drawn = Drawn(rich(attack))
        assert drawn.tags == {"p"}
        assert drawn.words == attack

    def test_separators_and_tabs_are_kept(self):
        assert rich("a\u2028b\tc") == P.format("a\u2028b\tc")

    def test_what_html_cannot_carry_shows_as_a_replacement(self):
        assert rich("a\0b\ud800c") == P.format("a\ufffdb\ufffdc")

    def test_an_override_ends_with_its_paragraph(self):
        assert rich("\u202eabc\n\nnext").endswith(P.format("next"))


class TestLinks:
    def test_an_address_becomes_a_link_that_search_engines_and_openers_ignore(self):
        assert rich("see https://halle.example/a?b=1#c now") == P.format(
            f"see {A.format('https://halle.example/a?b=1#c')} now"
        )

    @pytest.mark.parametrize(
        "typed", ["http://a", "HTTPS://A.B", "http://localhost:8000/x", "http://[::1]:80/", "https://é.fr/ß"]
    )
    def test_http_and_https_addresses_are_linked_as_they_were_typed(self, typed):
        assert links(typed) == [typed]

    def test_www_alone_leads_to_https(self):
        assert links("www.halle.example/x") == ["https://www.halle.example/x"]
        assert Drawn(rich("www.halle.example")).words == "www.halle.example"

    @pytest.mark.parametrize(
        "typed",
        [
            "javascript:alert(1)",
            "JaVa\tScript://www.a.b",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://www.a.b",
            "mailto:a@b.c",
            "//a.b",
            "http:a.b",
            "http:/a.b",
            "http://",
            "www.",
            "www..",
            "xhttp://a.b",
            "a.b",
            "a@www.a.b",
            "http://.",
            "http://-a",
            "https://[x]",
            "http://[::1",
        ],
    )
    def test_nothing_else_is_linked(self, typed):
        assert links(typed) == []
        assert Drawn(rich(typed)).words == typed

    @pytest.mark.parametrize(
        ("typed", "href"),
        [
            ("(http://a.b/c)", "http://a.b/c"),
            ("http://a.b/c_(d)", "http://a.b/c_(d)"),
            ("(see http://a.b/c_(d)).", "http://a.b/c_(d)"),
            ("[http://a.b]", "http://a.b"),
            ("http://a.b/?q=1, or", "http://a.b/?q=1"),
            ("http://a.b!?...", "http://a.b"),
            ("http://a.b/((((", "http://a.b/"),
            ("http://a.b/))))", "http://a.b/"),
            ("'http://a.b'", "http://a.b"),
            ('"http://a.b"', "http://a.b"),
            ("<http://a.b>", "http://a.b"),
            ("«\xa0http://a.b\xa0»", "http://a.b"),
            ("voir...http://a.b", "http://a.b"),
            ("こちらhttp://a.b/あ。次", "http://a.b/あ"),
            ("（http://a.b）", "http://a.b"),
            ("http://a.b\u200b/c", "http://a.b"),
        ],
    )
    def test_the_punctuation_of_the_sentence_stays_outside(self, typed, href):
        assert links(typed) == [href]
        assert Drawn(rich(typed)).words == typed

    def test_quotes_cannot_leave_the_attribute(self):
        for attack in (
            "http://a.b/\"onclick='x'",
            "http://a.b/'onclick=x",
            "http://a.b/&quot;x",
            "http://a.b/<svg onload=x>",
        ):
            drawn = Drawn(rich(attack))
            assert drawn.tags <= {"p", "a"}
            assert drawn.attributes <= {"href", "rel", "dir"}
            assert drawn.words == attack

    @pytest.mark.parametrize(
        "typed", ["http://bank.example@evil.example", "https://a:b@c.d/x", "www.bank.example@evil.example"]
    )
    def test_a_host_behind_another_name_is_not_linked(self, typed):
        assert links(typed) == []

    def test_an_ampersand_in_an_address_is_that_of_the_address(self):
        for typed in ("http://a.b/?c=1&copy=2&lt", "http://a.b/&quot;&#39;x"):
            assert links(typed) == [typed]

    def test_an_at_sign_in_the_path_is_no_such_trick(self):
        assert links("https://a.b/@ana?x@y") == ["https://a.b/@ana?x@y"]

    def test_a_backslash_ends_the_address_where_a_browser_would_see_a_slash(self):
        assert links("http://good.example\\@evil.example") == ["http://good.example"]

    @pytest.mark.parametrize("control", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200e\u200f")
    def test_direction_controls_are_never_part_of_a_link(self, control):
        drawn = rich(f"{control}http://a.b/c{control}moc.knab//:ptth")
        assert A.format("http://a.b/c") in drawn
        assert links(f"http://{control}a.b") == []

    def test_many_links_in_a_line_are_all_found(self):
        assert links("http://a.b www.c.d,http://e.f") == ["http://a.b", "https://www.c.d,http://e.f"]
        assert len(links("http://a.b " * 400)) == 400


@given(any_text)
@settings(max_examples=examples(400))
@example("http://a\u2028\"'<b>")
def test_whatever_is_typed_only_paragraphs_breaks_and_safe_links_are_drawn(typed):
    html = rich(typed)
    html.encode()
    drawn = Drawn(html)
    assert drawn.tags <= {"p", "br", "a"}
    assert drawn.attributes <= {"href", "rel", "dir"}
    assert all(link[:8].lower().startswith(("http://", "https://")) for link in drawn.links)
    assert not any(char in link for link in drawn.links for char in "\"'<>\\ \n\t\u202e" if char != "'")


@given(any_text)
def test_the_words_are_all_there_in_their_order(typed):
    visible = "".join(text._UNDRAWABLE.sub("\ufffd", typed).split())
    assert "".join(Drawn(rich(typed)).words.split()) == visible


def test_a_text_that_cannot_be_drawn_is_shown_escaped(monkeypatch, caplog):
    def broken(lines):
        raise RecursionError("secret words")

    monkeypatch.setattr(text, "_paragraph", broken)
    assert rich("<b>a</b> secret words") == P.format(escape("<b>a</b> secret words"))
    assert "RecursionError" in caplog.text
    assert "secret words" not in caplog.text


class Counted(str):
    """A text that counts how many of its characters were looked at by slicing."""

    looked_at = 0

    def __getitem__(self, key):
        piece = super().__getitem__(key)
        Counted.looked_at += len(piece)
        return piece


@pytest.mark.parametrize("start", ["http://a.b/", "www.a.b/"])
@pytest.mark.parametrize("end", [")", "(", "].", "()", ")]", "....", "!)"])
def test_finding_the_end_of_an_address_looks_at_each_character_a_few_times_only(start, end):
    for count in (1_000, 10_000):
        Counted.looked_at = 0
        text._length_of_url(Counted(start + end * count))
        assert Counted.looked_at <= 4 * len(end) * count + 100


@pytest.mark.parametrize("pattern", [text._URL, text._PLAIN_HOST, text._UNDRAWABLE, text._NOT_IN_A_LINE])
def test_no_pattern_can_go_over_the_same_text_twice(pattern):
    """One repeat without a bound, in sequence after another of other characters at most: no way to backtrack far."""
    assert unbounded_repeats(re._parser.parse(pattern.pattern, pattern.flags)) <= 1 + (pattern is text._PLAIN_HOST)


def unbounded_repeats(parsed) -> int:
    """Counts them, and refuses one inside another."""
    count = 0
    for operation, argument in parsed:
        inner = [part for part in _parts(argument) if isinstance(part, re._parser.SubPattern)]
        below = sum(map(unbounded_repeats, inner))
        endless = str(operation) == "MAX_REPEAT" and argument[1] is re._constants.MAXREPEAT
        assert not (endless and below), "a repeat inside a repeat"
        count += endless + below
    return count


def _parts(argument):
    if isinstance(argument, re._parser.SubPattern) or not isinstance(argument, (tuple, list)):
        return [argument]
    return [part for item in argument for part in _parts(item)]


@pytest.mark.parametrize(
    "piece", ["(", "a@", ")", "http://a(", "http://a)", "www.", "https://", "http://[", "http://a. ", "\n "]
)
def test_fifty_thousand_odd_characters_are_drawn(piece):
    typed = piece * (50_000 // len(piece))
    assert "".join(Drawn(rich(typed)).words.split()) == "".join(typed.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("Bo", "Ｂｏ"), ("é", "e\u0301"), ("a  b", " a\u00a0b "), ("ab", "a\u200bb"), ("ab", "\u202eab\u202c"),
     ("a\u3164b", "ab"), ("ﬁn", "FIN"), ("Å", "Å"), ("a\ufe0fb", "ab"), ("é", "e\u200b\u0301"),
     ("Follow-up", "Follow\u2011up"), ("a-b", "a\u2013b"), ("O'Brien", "O\u2019Brien")],
)  # fmt: skip
def test_names_that_a_reader_takes_for_one_are_alike(one, other):
    assert likeness(one) == likeness(other)


@pytest.mark.parametrize(("one", "other"), [("Bo", "Bob"), ("a b", "ab"), ("Zoë", "Zoe"), ("bo.", "bo"), ("😀", "😁")])
def test_names_that_look_otherwise_are_not(one, other):
    assert likeness(one) != likeness(other)


@given(st.text(any_char))
def test_what_a_name_looks_like_looks_like_itself_whatever_was_typed(name):
    assert likeness(likeness(name)) == likeness(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana Sousa", "Anа Sоusа"), ("BOB", "ВОВ"), ("bob", "вов"), ("Toxic", "Τοχιc"), ("paypal", "раураӏ"), ("nina", "ոina")],
)  # fmt: skip
def test_a_name_in_letters_of_another_alphabet_resembles_it(one, other):
    assert likeness(one) != likeness(other)
    assert semblance(one) == semblance(other) == semblance(one.upper())


def test_a_name_of_another_alphabet_resembles_itself_in_every_case():
    for name in ("Иван Грозный", "Ελένη", "Գոռ"):
        assert semblance(name) == semblance(name.upper()) == semblance(semblance(name))


def test_texts_are_sorted_without_case_and_accents():
    assert sorted(["Éthiopie", "Zambie", "eswatini", "États-Unis"], key=bare) == [
        "eswatini",
        "États-Unis",
        "Éthiopie",
        "Zambie",
    ]
