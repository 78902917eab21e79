"""How long a search takes, for somebody with few and with very many conversations, and with ten times the messages."""

from collections.abc import Iterator
from urllib.parse import quote

from inbox.cli import flood
from inbox.cli.babble import VOCABULARY
from tests.bench.figures import Figure
from tests.bench.harness import http, stack
from tests.bench.harness.options import chosen
from tests.bench.harness.rounds import Contender, Results, Round, cpu_ms, p50
from tests.bench.harness.stack import Measured

SEARCHES = {
    "a common word": ("the", "to", "you", "de", "la"),
    "a word in a hundred messages": tuple(VOCABULARY["language"]["en"]["words"].split()[40:45]),
    "a part of a name": ("ana", "mar", "li"),
    "two common words in that order": ('"to the"',),
    "words that nobody wrote together": ("the zzzz",),
}
HITS = b'<li class="row gap"'


def run() -> Iterator[Figure]:
    """For the client with 200 conversations and the freelancer with a tenth of all; against a tenth of the messages."""
    few, many = chosen.pick((2_000, 5_000), (100_000, 1_000_000), (1_000_000, 10_000_000))
    with stack.running(few) as small, stack.running(many) as large:
        yield Figure("bytes of the index a message", _index_bytes(large) / many, "B", most=60)
        for name in (flood.STEADY, flood.HEAVY):
            contenders = {
                f"{what}, {size}": _asking(halle, name, words)
                for what, words in SEARCHES.items()
                for size, halle in (("small", small), ("large", large))
            }
            results = Results(contenders)
            for what in SEARCHES:
                yield from _figures(results, name, what, f"{many:,} messages against {few:,}")

    if stack.has_postgres():
        yield from on_postgres(chosen.pick(2_000, 1_000_000))


def on_postgres(messages: int) -> Iterator[Figure]:
    """The same in PostgreSQL, by the client with 200 conversations; its own processes count."""
    with stack.running_on_postgres(messages) as halle:
        results = Results({what: _asking(halle, flood.STEADY, words) for what, words in SEARCHES.items()})
        for what in SEARCHES:
            title = f"PostgreSQL, {messages:,} messages, {flood.STEADY}, {what}"
            yield results.figure(f"{title}: p95", what, p95, "ms")
            yield results.figure(f"{title}: CPU of all of Halle and PostgreSQL", what, cpu_ms, "ms")


def _figures(results: Results, name: str, what: str, sizes: str) -> Iterator[Figure]:
    yield results.figure(f"{name}, {what}: p50 of one connection", f"{what}, large", p50, "ms")
    yield results.figure(f"{name}, {what}: p95", f"{what}, large", p95, "ms", most=50)
    yield results.figure(f"{name}, {what}: CPU of all of Halle", f"{what}, large", cpu_ms, "ms")
    yield results.ratio(f"{name}, {what}: p95, {sizes}", f"{what}, large", f"{what}, small", p95, most=10)


def _asking(halle: Measured, name: str, words: tuple[str, ...]) -> Contender:
    """One search after the other, of all kinds."""
    browser = halle.enter(name)
    requests = [http.get(browser, f"/search?kind=all&q={quote(word)}") for word in words]
    hits = words[0] == SEARCHES["a common word"][0] and not chosen.quick
    return Contender(
        lambda: http.saturate(halle.address, requests, 1, chosen.pick(0.3, 2), _with_hits if hits else _answered),
        halle.pids,
    )


def _with_hits(status: int, body: bytes) -> bool:
    return status == 200 and HITS in body


def _answered(status: int, _body: bytes) -> bool:
    return status == 200


def _index_bytes(halle: Measured) -> int:
    return halle.query("SELECT sum(length(block)) FROM entry_data")[0][0]


def p95(found: Round) -> float:
    """95th percentile of the latency in ms."""
    return found.percentile_ms(0.95)
