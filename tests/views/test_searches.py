"""Searching: what is found, how it is shown, where it leads, and what nobody else ever finds."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from inbox import clock
from inbox.extensions import db
from inbox.models.message import Message
from inbox.models.person import Person
from inbox.services import blocks, clearings, findings, labels, messages, notes, participations, profiles
from inbox.views import hits
from tests import samples
from tests.cast import Cast
from tests.files import sent, stored
from tests.test_query import SYNTAX


@pytest.fixture
def tab(cast, ana):
    """Ana's."""
    return cast.logged_in(ana)


def search(tab, q: str, **more):
    """The page of results."""
    return tab.read(
        "/search?" + "&".join(f"{name}={quote(value)}" for name, value in ({"q": q, "kind": "all"} | more).items())
    )


def section(page, name: str):
    """The group of that name, or None."""
    return next((each for each in page.all("main section") if each.one("h2").text == name), None)


def texts(page, group: str = "Messages") -> list[str]:
    """What the results of that group say."""
    found = section(page, group)
    return [item.text for item in found.all("li")] if found else []


def marks(page) -> list[str]:
    return [mark.text for mark in page.all("main mark")]


class TestMessages:
    def test_words_find_messages_newest_first_with_the_hit_in_context(self, cast, tab, ana, bo, chloe):
        cast.said(ana, bo, "My résumé is ready")
        cast.said(bo, ana, "Which Resume?")
        cast.said(ana, chloe, "Nothing of the kind")
        page = search(tab, "RESUME")
        first, second = texts(page)
        assert "Bo Lindqvist" in first and "Which Resume?" in first
        assert "You to Bo Lindqvist" in second and "My résumé is ready" in second
        assert marks(page) == ["Resume", "résumé"]
        assert page.title.endswith("RESUME · Search · Halle")

    def test_all_words_must_be_there(self, cast, tab, ana, bo):
        cast.said(ana, bo, "A red logo"), cast.said(ana, bo, "A blue logo")
        assert len(texts(search(tab, "logo red"))) == 1
        assert texts(search(tab, "logo green")) == []

    def test_a_phrase_is_words_in_that_order(self, cast, tab, ana, bo):
        cast.said(ana, bo, "The final version"), cast.said(ana, bo, "The version is final")
        assert len(texts(search(tab, '"final version"'))) == 1
        assert len(texts(search(tab, "final version"))) == 2

    @pytest.mark.parametrize(
        ("said", "q"),
        [
            ("東京都です", "京都"),
            ("안녕하세요", "하세"),
            ("مَرْحَبًا", "مرحبا"),
            ("Straße", "STRASSE"),
            ("l’œuvre", "oeuvre"),
        ],
    )
    def test_any_script_is_found(self, cast, tab, ana, bo, said, q):
        cast.said(ana, bo, said)
        assert len(texts(search(tab, q))) == 1

    def test_signs_must_stand_side_by_side(self, cast, tab, ana, bo):
        cast.said(ana, bo, "東京、京都")
        assert texts(search(tab, "東京都")) == []

    def test_the_context_of_a_hit_far_down_is_shown(self, cast, tab, ana, bo):
        cast.said(ana, bo, "word " * 500 + "needle " + "word " * 300)
        page = search(tab, "needle")
        (text,) = texts(page)
        assert "…" in text and len(text) < 400 and marks(page) == ["needle"]

    def test_pages_by_key_neither_skip_nor_repeat(self, make_app):
        cast = Cast(make_app(HALLE_PAGE_RESULTS="5"))
        ana, bo = cast.person("ana"), cast.person("bo")
        said = [cast.said(ana, bo, f"logo {number}") for number in range(12)]
        tab, seen = cast.logged_in(ana), []
        page = search(tab, "logo")
        for _ in range(3):
            seen += [each.text.rpartition("logo ")[2] for each in section(page, "Messages").all("li")]
            cast.said(bo, ana, "another logo")
            more = [link for link in page.all("main a") if link.text == "Look further back"]
            page = tab.read(more[0]["href"]) if more else None
        assert seen == [str(number) for number in reversed(range(12))]
        assert page is None and len(said) == 12

    def test_one_page_looks_at_so_many_and_then_offers_to_look_further_back(self, make_app):
        cast = Cast(make_app(HALLE_SEARCH_LOOKS="100"))
        ana, bo = cast.person("ana"), cast.person("bo")
        wanted = cast.said(ana, bo, "the blue logo")
        with cast.app.app_context():
            person, other = db.session.get(Person, ana.id), db.session.get(Person, bo.id)
            for number in range(200):
                messages.send(person, other, "logo, the blue one", str(number))
        tab = cast.logged_in(ana)
        page = search(tab, '"the blue logo"')
        assert texts(page) == []
        assert "Nothing found" not in page.text
        page = tab.read(page.link("Look further back")["href"])
        assert page.link("You to Bo Lindqvist")["href"].endswith(f"#message-{wanted.id}")


class TestJump:
    @pytest.fixture
    def long(self, make_app):
        """A conversation of forty messages, ten on a page; the last five are unread."""
        cast = Cast(make_app(HALLE_PAGE_MESSAGES="10"))
        ana, bo = cast.person("ana"), cast.person("bo")
        cast.said(ana, bo, "Hello")
        said = [cast.said(bo, ana, f"number {number} {'needle' if number == 20 else ''}") for number in range(40)]
        cast.read(ana, said[34])
        return cast, ana, bo, said

    def test_a_result_opens_the_conversation_around_the_message(self, long):
        cast, ana, _, said = long
        tab = cast.logged_in(ana)
        there = search(tab, "needle").link("Bo Lindqvist")["href"]
        assert there == f"/inbox/bo?at={said[20].seq}#message-{said[20].id}"
        page = tab.read(there)
        shown = [int(message["data-seq"]) for message in page.messages]
        assert shown == [each.seq for each in said[16:26]]

    def test_links_lead_on_in_both_directions(self, long):
        cast, ana, _, said = long
        tab = cast.logged_in(ana)
        page = tab.read(f"/inbox/bo?at={said[20].seq}")
        assert page.link("Older messages")["href"] == f"/inbox/bo?before={said[16].seq}"
        seen = set()
        for _ in range(10):
            seen |= {int(message["data-seq"]) for message in page.messages}
            newer = [link for link in page.all("#newer a") if link.text == "Newer messages"]
            if not newer:
                break
            assert page.link("Newest messages")["href"] == "/inbox/bo"
            page = tab.read(newer[0]["href"])
        assert {each.seq for each in said[16:]} <= seen

    def test_looking_at_the_past_reads_nothing(self, long):
        cast, ana, _, said = long
        cast.logged_in(ana).read(f"/inbox/bo?at={said[20].seq}")
        assert cast.part(ana, said[0]).unread == 5

    def test_where_it_reaches_the_end_it_reads_what_is_there(self, long):
        cast, ana, _, said = long
        page = cast.logged_in(ana).read(f"/inbox/bo?at={said[37].seq}")
        assert page.has("#first-unread") and not page.has("#newer")
        assert cast.part(ana, said[0]).unread == 0

    def test_what_is_unread_further_up_stays_so(self, long):
        cast, ana, bo, said = long
        more = [cast.said(bo, ana, f"more {number}") for number in range(20)]
        cast.logged_in(ana).read(f"/inbox/bo?at={more[-1].seq}")
        assert cast.part(ana, said[0]).unread == 25

    @pytest.mark.parametrize(
        ("at", "status"), [("0", 200), ("9" * 18, 200), ("-1", 400), ("x", 400), ("9" * 30, 400), ("", 200)]
    )
    def test_odd_numbers_break_nothing(self, long, at, status):
        cast, ana, _, _ = long
        assert cast.logged_in(ana).get(f"/inbox/bo?at={at}").status_code == status

    def test_before_the_first_message_there_is_nothing_around(self, cast, tab, bo):
        assert tab.get("/inbox/bo?at=5").status_code == 200


class TestFiles:
    @pytest.fixture
    def report(self, cast, ana, bo):
        """A document that Ana sent to Bo."""
        return stored(cast, ana, bo, "Figures of May.pdf", content=samples.pdf(), body="As you asked")

    def test_a_document_is_found_by_its_text_with_the_hit_in_context(self, cast, report, bo):
        page = search(cast.logged_in(bo), "quarterly")
        (found,) = texts(page, "Files")
        assert "Figures of May.pdf" in found and "The quarterly figures are ready" in found and "PDF" in found
        assert marks(page) == ["quarterly"]
        (link,) = section(page, "Files").all("a")
        assert link["href"] == f"/inbox/ana?at={report.seq}#message-{report.id}"
        assert texts(page) == []

    def test_a_file_is_found_by_its_name_whatever_it_holds(self, cast, tab, report, ana, bo):
        stored(cast, bo, ana, "Logo of May.png", content=samples.png())
        page = search(tab, "may")
        assert [text.split(".")[0] for text in texts(page, "Files")] == ["Logo of May", "Figures of May"]
        assert "You to Bo Lindqvist" in texts(page, "Files")[1]
        assert texts(search(tab, "may ready"), "Files") and not texts(search(tab, "logo ready"), "Files")

    def test_its_text_is_no_words_of_the_message_of_the_same_number(self, cast, tab, report, ana, bo):
        """The first file and the first message have one number, and both say it."""
        cast.said(ana, bo, "The quarterly figures?")
        page = search(tab, "figures")
        assert len(texts(page)) == 2 and len(texts(page, "Files")) == 1

    def test_operators_mean_files_too(self, cast, tab, report, ana, bo):
        stored(cast, bo, ana, "answer.txt", content=b"The quarterly answer")
        assert len(texts(search(tab, "quarterly from:bo"), "Files")) == 1
        assert len(texts(search(tab, "has:file"), "Files")) == 2
        assert texts(search(tab, "quarterly before:2020"), "Files") == []

    def test_nobody_else_finds_it_nor_who_deleted_it_for_themselves(self, cast, tab, report, ana, bo, dev):
        def finds(one) -> bool:
            return any(texts(search(one, "quarterly", kind=kind), "Files") for kind in ("all", "files"))

        assert finds(tab) and not finds(cast.logged_in(dev))
        cast.do(blocks.block, bo, ana)
        assert finds(tab), "as its message, it is still theirs"
        cast.do(clearings.clear, bo, {report.conversation_id: None})
        assert not finds(cast.logged_in(bo)) and finds(tab)
        cast.do(messages.delete, ana, report.id)
        assert not finds(tab)

    def test_the_row_decides_even_where_the_index_were_wrong(self, cast, tab, report, ana, monkeypatch):
        monkeypatch.setattr(findings, "remove", lambda rows: None)
        cast.do(messages.delete, ana, report.id)
        assert texts(search(tab, "quarterly"), "Files") == []

    def test_pages_go_on_until_all_were_shown_once(self, make_app):
        cast = Cast(make_app(HALLE_PAGE_RESULTS="5"))
        ana, bo = cast.person("ana"), cast.person("bo")
        names = [f"draft {number}.txt" for number in range(12)]
        sent(cast, ana, bo, *names)
        tab, seen = cast.logged_in(bo), []
        page = search(tab, "draft", kind="files")
        while True:
            seen += [text.partition(".txt")[0] + ".txt" for text in texts(page, "Files")]
            if not (further := [link for link in page.all("main a.btn") if "after=" in link["href"]]):
                break
            page = tab.read(further[0]["href"])
        assert seen == names[::-1]

    def test_what_it_holds_is_text(self, cast, tab, ana, bo):
        stored(cast, ana, bo, "<b>x</b>.docx", content=samples.docx("<img src=x onerror=alert(1)> quarterly"))
        page = search(tab, "quarterly")
        assert "<img src=x onerror=alert(1)> quarterly" in texts(page, "Files")[0]
        assert not page.has("main img") and not page.has("main li b")


class TestPeople:
    def test_a_part_of_a_name_finds_people_and_those_i_know_come_first(self, cast, tab, ana, bo):
        cast.person("lindsay", display_name="Lindsay Wu")
        cast.said(ana, bo, "Hello")
        page = search(tab, "lind")
        first, second = texts(page, "People")
        assert "Bo Lindqvist" in first and "Open conversation" in first
        assert "Lindsay Wu" in second and "Write" in second
        assert page.all("main .who2")[0]["href"] == "/people/bo"

    @pytest.mark.parametrize("q", ["chloé", "CHLOE", "chlo", "hloe", "martin chl", "c"])
    def test_any_part_in_any_case(self, cast, tab, chloe, q):
        assert len(texts(search(tab, q), "People")) == 1

    @pytest.mark.parametrize("q", ["chloe x", "xchloe", "nobody", "ana"])
    def test_others_are_not_found_and_neither_am_i(self, cast, tab, chloe, q):
        assert texts(search(tab, q), "People") == []

    @pytest.mark.parametrize("alike", [2000, 5])
    def test_pages_go_on_until_all_were_shown_once(self, make_app, monkeypatch, alike):
        monkeypatch.setattr(hits, "ALIKE", alike)
        cast = Cast(make_app(HALLE_PAGE_RESULTS="5"))
        people = [cast.person(f"lin{number}", display_name=f"Lin {number}") for number in range(11)]
        ana = cast.person("ana")
        cast.said(ana, people[2], "Hello"), cast.said(ana, people[7], "Hello")
        tab, seen = cast.logged_in(ana), []
        page = search(tab, "lin")
        assert len(texts(page, "People")) == 5 and page.link("All people of that name")
        page = tab.read(page.link("All people of that name")["href"])
        while page:
            seen += [each["href"].removeprefix("/people/") for each in page.all("main .who2")]
            more = [link for link in page.all("main a") if link.text == "More people"]
            page = tab.read(more[0]["href"]) if more else None
        assert sorted(seen) == sorted(each.username for each in people)
        assert seen[0] == "lin7" and (seen[1] == "lin2") == (alike == 2000)

    @pytest.mark.parametrize("after", ["", "x", "0-2-1", "-1", "0-1-" + "9" * 18, "9" * 18 + "-0-1", "0-1-", "9" * 40])
    def test_made_up_keys_show_a_page(self, tab, chloe, after):
        assert tab.get(f"/search?q=chl&kind=people&after={quote(after)}").status_code == 200

    def test_an_operator_means_messages_alone(self, cast, tab, chloe):
        assert texts(search(tab, "chloe from:chloe"), "People") == []

    @pytest.mark.parametrize("q", ["bo", "BO", " @Bo "])
    def test_exactly_a_username_opens_the_conversation_with_a_link_to_the_rest(self, cast, tab, ana, bo, q):
        cast.said(ana, bo, "Is it bo or Bo?")
        answer = tab.get("/search?q=" + quote(q))
        assert answer.status_code == 303
        page = tab.read(answer.goes_to)
        assert page.one("h1").text == "Bo Lindqvist"
        assert "You searched for" in page.text
        rest = tab.read(page.link("All other results")["href"])
        assert len(texts(rest)) == 1 and len(texts(rest, "People")) == 1

    def test_htmx_is_led_there_too(self, tab, bo):
        assert tab.htmx("/search?q=bo", method="GET").headers["HX-Redirect"] == "/inbox/bo?q=bo"

    def test_whom_one_may_not_write_to_is_among_the_results(self, cast, ana, bo):
        tab = cast.logged_in(bo)  # Ana, a client, never wrote
        page = tab.read("/search?q=ana")
        assert len(texts(page, "People")) == 1
        cast.said(ana, bo, "Hello")
        assert tab.get("/search?q=ana").goes_to == "/inbox/ana?q=ana"

    def test_my_own_name_is_words(self, tab):
        assert tab.get("/search?q=ana").status_code == 200


class TestNotes:
    def test_my_notes_are_found_and_nobody_elses(self, cast, tab, ana, bo, chloe):
        cast.do(notes.write, ana, bo, "Prefers short mails, très réactif", 0)
        cast.do(notes.write, bo, ana, "Prefers calls", 0)
        page = search(tab, "prefers")
        (text,) = texts(page, "Your notes")
        assert "Note about Bo Lindqvist" in text and "short mails" in text
        assert "calls" not in page.source
        assert page.link("Note about Bo Lindqvist")["href"] == "/people/bo/note"
        assert len(texts(search(tab, "tres reactif"), "Your notes")) == 1

    def test_pages_go_on_until_all_were_shown_once(self, make_app):
        cast = Cast(make_app(HALLE_PAGE_RESULTS="5"))
        ana = cast.person("ana")
        for number in range(12):
            clock.freeze(clock.now() + timedelta(seconds=number % 2 == 0))  # two at the same moment
            cast.do(notes.write, ana, cast.person(f"client{number}"), f"wants a logo {number}", 0)
        tab, seen = cast.logged_in(ana), []
        page = tab.read(search(tab, "logo").link("All notes that say so")["href"])
        while page:
            seen += [int(each.rpartition("logo ")[2]) for each in texts(page, "Your notes")]
            more = [link for link in page.all("main a") if link.text == "Older notes"]
            page = tab.read(more[0]["href"]) if more else None
        assert seen == [10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1]

    @pytest.mark.parametrize("after", ["x", "1.1-1", "9999999999.999999-" + "9" * 18, "0.0-0", "1-1", "9" * 40])
    def test_made_up_keys_show_a_page(self, cast, tab, ana, bo, after):
        cast.do(notes.write, ana, bo, "wants a logo", 0)
        assert tab.get(f"/search?q=logo&kind=notes&after={quote(after)}").status_code == 200

    def test_a_note_that_was_changed_or_taken_away_is_not_found_by_what_it_said(self, cast, tab, ana, bo):
        cast.do(notes.write, ana, bo, "Red", 0)
        cast.do(notes.write, ana, bo, "Blue", 1)
        assert texts(search(tab, "red"), "Your notes") == []
        cast.do(notes.write, ana, bo, "", 2)
        assert texts(search(tab, "blue"), "Your notes") == []

    @pytest.mark.parametrize("q", ["%", "_", "\\", "50%", "a_b"])
    def test_what_means_something_to_like_means_itself(self, cast, tab, ana, bo, q):
        cast.do(notes.write, ana, bo, "plain 500 axb", 0)
        assert texts(search(tab, q), "Your notes") == []


class TestOperators:
    @pytest.fixture
    def said(self, cast, ana, bo, chloe):
        cast.said(ana, bo, "Hello"), cast.said(ana, chloe, "Hello")
        return cast.said(bo, ana, "The logo"), cast.said(ana, bo, "A logo"), cast.said(chloe, ana, "Another logo")

    def test_from(self, tab, said):
        assert len(texts(search(tab, "logo from:bo"))) == 1
        assert len(texts(search(tab, "a from:me"))) == 1
        assert len(texts(search(tab, "from:@CHLOE"))) == 1
        assert texts(search(tab, "logo from:nobody")) == texts(search(tab, "from:bo from:chloe")) == []
        assert texts(search(tab, f"from:{'x' * 300}")) == []

    def test_dates(self, cast, tab, said):
        year = said[0].created_at.year
        assert len(texts(search(tab, f"logo after:{year - 1} before:{year + 1}"))) == 3
        assert texts(search(tab, f"before:{year}")) == texts(search(tab, f"logo after:{year}")) == []

    def test_is_unread(self, cast, tab, ana, said):
        cast.read(ana, said[2])
        (text,) = set(texts(search(tab, "logo is:unread"))) - {texts(search(tab, "logo from:me"))[0]}
        assert "The logo" in text

    def test_is_starred(self, cast, tab, ana, said):
        cast.do(participations.star, ana, [said[2].conversation_id])
        (text,) = texts(search(tab, "logo is:starred"))
        assert "Another logo" in text

    def test_is_unread_finds_what_was_marked_so(self, cast, tab, ana, said):
        for message in said[1:]:
            cast.read(ana, message)
        assert texts(search(tab, "logo is:unread")) == []
        cast.do(participations.mark_unread, ana, [said[2].conversation_id])
        assert len(texts(search(tab, "logo is:unread"))) == 1

    def test_labels_by_their_names_in_any_case(self, cast, tab, ana, bo, said):
        first, second = (cast.do(labels.create, ana, name, 1) for name in ("To do", "Later"))
        cast.do(labels.apply, ana, [said[0].conversation_id], first.id)
        cast.do(labels.follow, ana, [said[2].conversation_id])
        assert cast.do(labels.create, bo, "Private", 1).slot == first.slot
        assert len(texts(search(tab, 'logo label:"TO DO"'))) == 2
        assert len(texts(search(tab, "logo label:follow-up"))) == len(texts(search(tab, "logo label:Suivi"))) == 1
        for q in ("label:later", 'label:"to do" label:later', "label:nothing", "label:private", 'label:""'):
            assert texts(search(tab, f"logo {q}")) == [], q
        assert texts(search(cast.logged_in(bo), 'logo label:"To do"')) == []
        assert second.id != first.id

    def test_labels_by_their_names_without_accents_unless_another_is_called_so(self, cast, tab, ana, said):
        first, second = (cast.do(labels.create, ana, name, 1) for name in ("Été à Łódź", "Reçu"))
        cast.do(labels.apply, ana, [said[0].conversation_id], first.id)
        cast.do(labels.apply, ana, [said[0].conversation_id], second.id)
        for name in ("Été à Łódź", "ete a lodz", "ÉTÉ A LODZ"):
            assert len(texts(search(tab, f'logo label:"{name}"'))) == 2, name
        assert len(texts(search(tab, "logo label:recu"))) == 2
        cast.do(labels.create, ana, "Recu", 1)
        assert (len(texts(search(tab, "logo label:recu"))), len(texts(search(tab, "logo label:reçu")))) == (0, 2)

    @pytest.mark.parametrize("q", ["has:file", "has:offer", "order:HL-2048", "order:-"])
    def test_what_no_message_has_finds_none(self, tab, said, q):
        assert texts(search(tab, f"logo {q}")) == []

    def test_names_of_files_are_found_beside_what_their_message_says(self, cast, tab, ana, bo):
        sent(cast, ana, bo, "Résumé final.pdf", body="Here it is")
        sent(cast, bo, ana, "plan.pdf")
        for q in ("resume", "resume here", "has:file resume from:me"):
            assert [text.endswith("Here it is Résumé final.pdf") for text in texts(search(tab, q))] == [True], q
        assert [text.endswith(" plan.pdf") for text in texts(search(tab, "plan has:file"))] == [True]
        assert texts(search(tab, "resume from:bo")) == []


class TestPrivacy:
    def test_nobody_finds_what_others_said(self, cast, ana, bo, dev):
        cast.said(ana, bo, "A secret")
        for q in ("secret", "from:ana", "from:bo secret"):
            page = search(cast.logged_in(dev), q)
            assert texts(page) == [] and "A secret" not in page.source

    def test_others_cost_nothing_of_what_one_page_looks_at(self, make_app):
        cast = Cast(make_app(HALLE_SEARCH_LOOKS="100"))
        ana, bo, dev = (cast.person(name) for name in ("ana", "bo", "dev"))
        cast.said(ana, bo, "to the point")
        with cast.app.app_context():
            person, other = db.session.get(Person, dev.id), db.session.get(Person, bo.id)
            for number in range(700):
                messages.send(person, other, "the point to", str(number))
        page = search(cast.logged_in(ana), '"to the point"')
        assert len(texts(page)) == 1 and "Look further back" not in page.text

    def test_what_one_deleted_for_oneself_is_not_found_any_more(self, cast, tab, ana, bo):
        cast.said(ana, bo, "A secret"), cast.said(bo, ana, "The secret")
        kept = cast.said(ana, bo, "No more")
        cast.do(clearings.clear, ana, {kept.conversation_id: None})
        later = cast.said(bo, ana, "Another secret")
        assert [text.rpartition(" ")[0].endswith("Another") for text in texts(search(tab, "secret"))] == [True]
        assert len(texts(search(cast.logged_in(bo), "secret"))) == 3
        page = tab.read(f"/inbox/bo?at={later.seq}")
        assert [message["data-seq"] for message in page.messages] == [str(later.seq)]

    def test_around_a_message_nothing_stands_that_was_deleted_for_oneself(self, cast, tab, ana, bo):
        gone = [cast.said(ana, bo, f"secret {number}") for number in range(3)]
        cast.do(clearings.clear, ana, {gone[0].conversation_id: None})
        kept = cast.said(bo, ana, "Hello")
        for at in (0, gone[0].seq, kept.seq):
            assert [message["data-seq"] for message in tab.read(f"/inbox/bo?at={at}").messages] == [str(kept.seq)]

    def test_nobody_is_online_across_a_block(self, cast, tab, ana, bo):
        cast.said(ana, bo, "Hello")
        cast.logged_in(bo).read("/inbox")
        assert search(tab, "lindqvist").has("main .pr.on")
        cast.do(blocks.block, bo, ana)
        assert not search(tab, "lindqvist").has("main .pr.on")

    def test_what_was_deleted_is_not_found_even_by_an_index_that_was_never_told(self, cast, tab, ana, bo, monkeypatch):
        message = cast.said(ana, bo, "A secret")
        with cast.app.app_context():
            db.session.get(Message, message.id).deleted_at = message.created_at
            db.session.commit()
        assert texts(search(tab, "secret")) == []

    def test_the_old_text_of_an_edit_is_not_found(self, cast, tab, ana, bo):
        message = cast.said(ana, bo, "A secret")
        with cast.app.app_context():
            db.session.get(Message, message.id).body = "Nothing"
            db.session.commit()
        assert texts(search(tab, "secret")) == []

    def test_what_one_says_of_others_tells_nothing_by_its_weight(self, cast, ana, bo, dev):
        tab = cast.logged_in(dev)
        before = len(tab.get("/search?q=secret").data)
        cast.said(ana, bo, "secret " * 100)
        assert len(tab.get("/search?q=secret").data) == before


HOSTILE = [
    *SYNTAX, "x" * 10_000, "a " * 5_000, '"' * 5_000, "((((" * 2_000, "a@a" * 3_000, "%ED%A0%80", "\u202eabc",
    "👩\u200d👩\u200d👧 🏳️\u200d🌈", "مرحبا from:", "-logo -", "a AND NOT", "NEAR(a b, 2)", "\U0001f600" * 3_000,
    "' OR 1=1 --",
]  # fmt: skip


class TestHostile:
    @pytest.mark.parametrize("kind", ["", "&kind=all", "&kind=messages", "&kind=people", "&kind=notes"])
    def test_nothing_that_is_typed_is_an_error(self, cast, tab, ana, bo, kind):
        cast.said(ana, bo, "it's a b from x AND file")
        assert [q for q in HOSTILE if tab.get(f"/search?q={quote(q)}{kind}").status_code != 200] == []

    def test_bytes_that_are_no_text(self, tab):
        assert tab.get("/search?q=%ff%fe%ed%a0%80").status_code == 200

    @pytest.mark.parametrize("url", ["/search?kind=x", "/search?kind=messages%00"])
    def test_a_group_that_there_is_none_of(self, tab, url):
        assert tab.get(url).status_code == 404

    @pytest.mark.parametrize(
        ("after", "status"),
        [("0", 200), (str(2**62), 400), (str(2**58), 200), ("9" * 18, 200), ("-1", 400), ("x", 400), ("9" * 40, 400)],
    )
    def test_made_up_keys(self, cast, tab, ana, bo, after, status):
        cast.said(ana, bo, "logo")
        assert tab.get(f"/search?q=logo&kind=messages&after={after}").status_code == status

    @pytest.mark.parametrize(
        "text",
        ["<script>alert(1)</script> logo", '" onmouseover="x logo', "{{7*7}} logo", "<img src=x onerror=x> logo <b>"],
    )
    def test_what_was_said_and_what_was_typed_is_text(self, cast, tab, ana, bo, text):
        cast.said(ana, bo, text)
        cast.do(notes.write, ana, bo, text, 0)
        cast.do(profiles.change, bo, profiles.Profile("<b>logo</b>", ["freelancer"], "", [], ""))
        page = search(tab, "logo")
        assert len(texts(page)) == len(texts(page, "Your notes")) == len(texts(page, "People")) == 1
        assert not page.has("main img") and not page.has("main script") and not page.has("main b")
        assert search(tab, text).one("main input[name=q]")["value"] == text


class TestPage:
    def test_every_page_has_the_field_and_the_link(self, tab):
        page = tab.read("/settings/")
        assert page.one("header form.find")["action"] == "/search" == page.link("Search")["href"]
        assert page.field("Search everything")["name"] == "q"

    def test_nothing_asked_says_what_can_be_typed(self, tab):
        page = tab.read("/search")
        assert "What are you looking for?" in page.text and "from:bo" in page.text

    def test_nothing_found_says_so(self, tab):
        assert "Nothing found for “zzz”" in search(tab, "zzz").text

    def test_tabs_show_one_kind(self, cast, tab, ana, bo):
        cast.said(ana, bo, "For lindqvist")
        cast.do(notes.write, ana, bo, "lindqvist", 0)
        page = search(tab, "lindqvist")
        groups = {"Messages": "Messages", "People": "People", "Notes": "Your notes"}
        for name, heading in groups.items():
            only = tab.read(
                page.one("nav.tabs").link(name)["href"] if False else f"/search?q=lindqvist&kind={name.lower()}"
            )
            assert [each.text for each in only.all("main section h2")] == [heading]

    def test_in_french(self, cast, ana, bo):
        eve = cast.person("eve", locale="fr")
        cast.said(eve, bo, "Bonjour")
        page = search(cast.logged_in(eve), "bonjour")
        assert "Vous à Bo Lindqvist" in page.text and page.link("Rechercher")


@pytest.mark.parametrize(
    ("locale", "name"), [("en", "Find a conversation by name"), ("fr", "Trouver une conversation par nom")]
)
def test_the_list_has_a_field_of_its_own(cast, bo, locale, name):
    eve = cast.person("eve", locale=locale)
    cast.said(eve, bo, "Between the two of us")
    tab = cast.logged_in(eve)
    for url in ("/inbox", "/inbox/bo", "/inbox?filter=archived"):
        page = tab.read(url)
        assert page.field(name)["name"] == "q" and [form["action"] for form in page.all("form.find")] == ["/search"] * 2
    assert "Between the two of us" in tab.read("/search?q=bo").one("#thread").text
