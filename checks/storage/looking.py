"""Looking for a dataset in a store: a request or two, on the library's thread."""

from dataclasses import dataclass
from enum import StrEnum

from checks.storage.datasets import Pattern
from checks.storage.documents import LARGEST, parsed
from checks.storage.store import ENOUGH, Listed, Store

PAGE = 1000
"""Objects that are looked at for annotations, what a store lists at once: others may begin as they
do, and stand before them."""

READ = 3
"""Annotations of a dataset that are read; there is one for each task."""


class State(StrEnum):
    """What there is of a dataset."""

    THERE = "there"
    FOLDER = "its folder is there"
    BARE = "without annotations"
    GONE = "missing"


@dataclass(frozen=True, slots=True)
class Sight:
    """A dataset as the store has it; `unreadable` are the annotations that are no JSON, `images` is
    how many the others list, where they were read and list any."""

    id: str
    state: State
    annotations: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    images: int | None = None

    @property
    def is_there(self) -> bool:
        """Whether nothing of it is known to lack."""
        return self.state in (State.THERE, State.FOLDER)


def look(store: Store, pattern: Pattern, dataset: str, *, reading: bool = False) -> Sight:
    """One listing, a second one where no annotations are there; `reading` reads them, too."""
    listed = store.listing(pattern.bucket, pattern.prefix(dataset), PAGE)
    found = [each for each in listed if pattern.matches(each.key, dataset)][:READ]
    if not found:
        folder = pattern.folder(dataset)
        bare = folder and store.listing(pattern.bucket, folder, 1)
        return Sight(dataset, State.BARE if bare else State.GONE)
    read = {each.key: _read(store, pattern.bucket, each) for each in found} if reading else {}
    counts = [each.images for each in read.values() if each.images is not None]
    return Sight(
        dataset,
        State.THERE,
        annotations=tuple(each.key for each in found),
        unreadable=tuple(key for key, each in read.items() if not each.is_json),
        images=max(counts, default=None),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """What annotations are, and how many images they list."""

    is_json: bool
    images: int | None = None


def _read(store: Store, bucket: str, listed: Listed) -> _Read:
    """Of what is too large to be read in a step, only the beginning counts."""
    if listed.size > LARGEST:
        start = store.read(bucket, listed.key, ENOUGH).data.removeprefix(b"\xef\xbb\xbf")
        return _Read(start.lstrip()[:1] in (b"{", b"["))
    try:
        document = parsed(store.read(bucket, listed.key, LARGEST).data)
    except ValueError:
        return _Read(False)
    images = document.get("images") if isinstance(document, dict) else None
    return _Read(True, len(images) if isinstance(images, list) else None)
