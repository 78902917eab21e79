"""After a run: every acknowledged message is in the database, once, and nothing that was never sent."""

from collections import Counter

from tests.bench.figures import Figure
from tests.bench.harness.stack import Measured


def acknowledged(halle: Measured, prefix: str, sent: list[str]) -> Figure:
    """How many of these texts, all of them acknowledged, are missing, doubled, or there without having been sent."""
    found = Counter(body for (body,) in halle.query("SELECT body FROM message WHERE body LIKE ?", f"{prefix}%"))
    wrong = (found - Counter(sent)).total() + (Counter(sent) - found).total()
    return Figure(f"of {len(sent)} acknowledged messages: lost, doubled or made up", wrong, "", most=0)
