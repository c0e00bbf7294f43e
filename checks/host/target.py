"""Directories of this machine that the platform writes to."""

from checks.host.space import Space
from healthcheck import Target

_NOTHING = Space.parse("1 MB")
_LOW = Space.parse("1 GB")
SMALL = 0.1
"""The part of a small file system that is little."""


class HostTarget(Target):
    """`paths` are the directories; those that are not there yet are made by who writes to them.

    `free` is what a job needs of each file system: below that it fails. What it is only a team
    knows, so that without the setting a disk fails where nothing at all can be written. `low` is
    what deserves a look: a gigabyte, or a tenth of a small file system.
    """

    paths: tuple[str, ...]
    free: Space = _NOTHING
    low: Space | None = None

    def low_of(self, total: int) -> float:
        """Bytes below which a file system of that size deserves a look."""
        return self.low.of(total) if self.low else min(_LOW.of(total), total * SMALL)

    @property
    def address(self) -> str:
        """The directories."""
        return ", ".join(self.paths)
