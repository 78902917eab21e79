"""Opening a page costs a fixed number of statements, however much there is to show."""

from inbox.services import cases, drafts, notifications, services
from tests.moderating import reported
from tests.plugins.guards import QueryWhileDrawing
from tests.values import SERVICE

MOST = {"/inbox": 4, "/inbox?filter=unread": 4, "/inbox/bo": 8, "/latest": 4, "/inbox/bo/changes?since=1": 8, "/changes": 4,
        "/people": 4, "/people/bo": 5, "/stars": 4, "/people/bo/note": 4,
        "/inbox/bo/changes?since=1&stars=star-person-2+star-service-1": 10, "/settings/": 3, "/settings/profile": 3, "/settings/account": 4,
        "/settings/notifications": 3, "/settings/privacy": 3, "/keyboard": 3, "/waiting": 3,
        "/reports/message/2": 6, "/inbox/bo/report": 4, "/search": 3, "/search?q=number": 7, "/search?q=number&kind=messages": 4, "/inbox/bo?at=1": 9}  # fmt: skip


def cost(tab, statements: list[str], url: str) -> int:
    """Statements of opening it, once everything on it was read."""
    tab.read(url)
    statements.clear()
    tab.read(url)
    return len(statements)


def test_a_page_costs_few_statements_and_no_more_with_more_on_it(cast, statements, ana, bo):
    tab = cast.logged_in(ana)
    first = cast.said(ana, bo, "Hello")
    cast.said(bo, ana, "Hello, Ana")
    few = {url: cost(tab, statements, url) for url in MOST}
    for number in range(12):
        cast.said(bo, ana, f"Number {number}", reply_to=first.id)
        cast.do(services.create, bo, str(number), **SERVICE)
        cast.said(ana, other := cast.person(f"p{number}", roles=("role_freelancer",)), "Hello")
        cast.do(drafts.save, ana, other, drafts.Writing("Half a thought"))
    cast.do(drafts.save, ana, bo, drafts.Writing("Half a thought"))
    many = {url: cost(tab, statements, url) for url in MOST}
    assert many == few
    assert {url: count for url, count in many.items() if count > MOST[url]} == {}


MODERATING = {"/moderation": 3, "/moderation?state=closed": 3, "/moderation?state=mine": 3, "/moderation/1": 12, "/moderation/audit": 3}


def test_the_queue_costs_the_same_with_many_cases(cast, statements, ana, bo):
    cast.said(ana, bo, "Hello")
    tab = cast.logged_in(cast.person("mod"))
    reported(cast, ana, bo)
    few = {url: cost(tab, statements, url) for url in MODERATING}
    for number in range(12):
        reported(cast, ana, bo, f"Number {number}")
        cast.do(cases.decide, cast.person("mod"), number + 2, "warned")
    many = {url: cost(tab, statements, url) for url in MODERATING}
    assert many == few
    assert {url: count for url, count in many.items() if count > MODERATING[url]} == {}


def test_all_that_stands_beside_a_conversation_costs_one_statement_whoever_looks(cast, statements, ana, bo, dev):
    cast.said(ana, bo, "Hello"), cast.said(ana, dev, "Hello"), cast.said(dev, bo, "Hello")
    cast.person("mod")
    for viewer, other in ((ana, "bo"), (bo, "ana"), (dev, "bo"), (bo, "dev"), (ana, "mod")):
        cost(cast.logged_in(viewer), statements, f"/inbox/{other}")
        asked = [each for each in statements if "service" in each or "FROM star" in each or "note" in each]
        assert len(asked) == 1, (viewer.name, other)


def test_what_the_browser_may_tell_of_costs_one_statement_for_those_who_want_it(cast, statements, ana, bo):
    cast.said(ana, bo, "Hello")
    tab, url = cast.logged_in(bo), "/changes?filter=none"
    without = cost(tab, statements, url)
    cast.do(notifications.choose, bo, True, True)
    assert cost(tab, statements, url) == without + 1


def test_the_limit_costs_a_first_message_one_statement_and_the_next_none(cast, statements, ana, bo):
    counts = []
    for author, other in ((ana, bo), (ana, bo), (bo, ana), (ana, bo)):
        statements.clear()
        cast.said(author, other, "Hello")
        counts.append(sum("opener_id" in each and "count(" in each for each in statements))
        # How both stand is read with the row of the conversation, which is locked anyway.
        assert sum("JOIN person AS one" in each for each in statements) <= (3 if len(counts) == 1 else 1)
    assert counts == [1, 0, 0, 0]


def test_sending_costs_the_same_in_a_long_conversation(cast, statements, ana, bo):
    counts = []
    for _ in range(2):
        statements.clear()
        cast.said(ana, bo, "Hello")
        first = len(statements)
        statements.clear()
        cast.said(ana, bo, "Hello")
        counts.append((first, len(statements)))
        for number in range(12):
            cast.said(bo, ana, f"Number {number}")
    assert counts[1][1] <= counts[0][1]


def test_drawing_asks_the_database_nothing(app, cast, ana, monkeypatch):
    from inbox.extensions import db  # noqa: PLC0415
    from inbox.models.person import Person  # noqa: PLC0415

    refused = []

    def asking(*_, **__):
        try:
            return str(db.session.scalar(db.select(db.func.count()).select_from(Person)))
        except QueryWhileDrawing as error:
            refused.append(error)
            raise

    app.jinja_env.globals["portrait"], kept = asking, app.jinja_env.globals["portrait"]
    try:
        tab = cast.logged_in(ana)
        tab.may_break = True
        cast.person("bo")
        assert tab.get("/inbox/bo").status_code == 500  # the guard of the tests holds
        assert refused
    finally:
        app.jinja_env.globals["portrait"] = kept
