"""What the findings say of buckets, objects and clocks."""

from collections.abc import Iterable, Sequence

from checks.storage.buckets import Bucket

SHOWN = 5
"""Names in a hint."""


def named(buckets: Iterable[Bucket]) -> str:
    """Each by its name, with what it is needed for."""
    told = (f'"{each.name}"{f" ({each.purpose})" if each.purpose else ""}' for each in buckets)
    return ", ".join(told)


def missing(buckets: Sequence[Bucket], address: str) -> str:
    """A sentence for buckets that are not there."""
    return f"{address} has no bucket{'s' if len(buckets) > 1 else ''} {named(buckets)}"


def creating(listed: Sequence[str] | None, *, none_found: bool) -> str:
    """A hint by what is there instead; none (the code's own) where that is not known."""
    if listed is None:
        return ""
    if not listed:
        return "Create it; or this is another store than you mean: it has no bucket at all."
    there = f"{', '.join(sorted(listed)[:SHOWN])}{', ...' if len(listed) > SHOWN else ''}"
    if none_found:
        return f"Create it; or this is another store than you mean, none of yours is here: {there}."
    return f"Create it, or correct its name; there are: {there}."


def time(seconds: float) -> str:
    """A span as somebody would say it."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
