"""Which of its hosts a URL wants: target_session_attrs."""

from enum import StrEnum

from healthcheck import Malformed


class Wanted(StrEnum):
    """What a server has to be, so that drivers stay with it."""

    ANY = "any"
    PRIMARY = "primary"
    READ_WRITE = "read-write"
    STANDBY = "standby"
    PREFER_STANDBY = "prefer-standby"
    READ_ONLY = "read-only"

    @property
    def reads(self) -> bool:
        """Whether the server is meant for reading: no writes are expected of it."""
        return self in (Wanted.STANDBY, Wanted.PREFER_STANDBY, Wanted.READ_ONLY)

    def takes(self, *, standby: bool, read_only: bool) -> bool:
        """Whether drivers stay with such a server. `read_only` is what its transactions are, which
        on a standby they always are."""
        return {
            Wanted.ANY: True,
            Wanted.PRIMARY: not standby,
            Wanted.READ_WRITE: not read_only,
            Wanted.STANDBY: standby,
            Wanted.PREFER_STANDBY: standby,
            Wanted.READ_ONLY: read_only,
        }[self]


def wanted(text: str) -> Wanted:
    """By its name; empty is any."""
    try:
        return Wanted(text or "any")
    except ValueError:
        known = ", ".join(Wanted)
        raise Malformed(f"its target_session_attrs is none of {known}") from None
