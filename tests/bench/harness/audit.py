"""After a run: every acknowledged message is in the database, once, and nothing that was never sent."""

from collections import Counter
from collections.abc import Iterable

from tests.bench.figures import Figure
from tests.bench.harness.stack import Measured


def acknowledged(halle: Measured, prefix: str, sent: list[str], unsure: Iterable[str] = ()) -> Figure:
    """How many of these texts, all of them acknowledged, are missing, doubled, or there without having been sent.
    Those whose answer nobody waited for may be there once."""
    found = Counter(body for (body,) in halle.query("SELECT body FROM message WHERE body LIKE ?", f"{prefix}%"))
    found -= Counter(set(unsure) - set(sent))
    wrong = (found - Counter(sent)).total() + (Counter(sent) - found).total()
    return Figure(f"of {len(sent)} acknowledged messages: lost, doubled or made up", wrong, "", most=0)
