"""Deletes what was kept with reports about which somebody decided long ago. When it fails, the next day's run makes up
for it."""

from inbox.services import reports


def forget_reports() -> None:
    """Once a day."""
    reports.forget_old()
