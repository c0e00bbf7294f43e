"""How far a server's clock is from ours, by the Date that it sends with every answer."""

from email.utils import parsedate_to_datetime

RESOLUTION = 1.0
"""Seconds; a Date has no fractions."""


def skew(date: str, *, sent: float, received: float) -> float | None:
    """Seconds that the server's clock is surely ahead of ours (behind: negative); 0 where the two
    may agree, None where there is no date.

    `sent` and `received` are ours, in seconds of the epoch: the server read its clock in between.
    """
    try:
        told = parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if told > received:
        return told - received
    return min(0.0, told + RESOLUTION - sent)
