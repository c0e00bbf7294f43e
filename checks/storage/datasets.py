"""The settings of datasets: where their annotations lie, and which ones a job needs."""

from dataclasses import dataclass
from typing import Self

from checks.storage.buckets import ObjectName
from healthcheck import Malformed

_ID = "{id}"
_EXAMPLE = '"training-datasets/datasets/{id}/annotations*.json"'


@dataclass(frozen=True, slots=True, repr=False)
class Pattern:
    """Where the annotations of a dataset lie: a bucket, and a key in which `{id}` stands for the
    dataset's id, and one `*` in the last part for anything."""

    bucket: str
    key: str

    def __repr__(self) -> str:
        return f"{self.bucket}/{self.key}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed where the bucket or the id is missing, or an asterisk stands elsewhere."""
        name = ObjectName.parse(text)
        folders, _, last = name.key.rpartition("/")
        if name.key.count(_ID) != 1:
            raise Malformed(f"one {_ID} must stand in its key; expected {_EXAMPLE}")
        if "*" in folders or last.count("*") > 1:
            raise Malformed(f"one * may stand in its last part; expected {_EXAMPLE}")
        return cls(name.bucket, name.key)

    def prefix(self, dataset: str) -> str:
        """What the keys of its annotations begin with."""
        return self._of(dataset).partition("*")[0]

    def matches(self, key: str, dataset: str) -> bool:
        """Whether an object is annotations of this dataset."""
        before, any_, after = self._of(dataset).partition("*")
        if not any_:
            return key == before
        middle = key.removeprefix(before)
        return key.startswith(before) and middle.endswith(after) and "/" not in middle

    def folder(self, dataset: str) -> str | None:
        """What all of its objects begin with; None where they have no folder of their own."""
        before, _, after = self.key.partition(_ID)
        rest, slash, _ = after.partition("/")
        return f"{before}{dataset}{rest}/" if slash else None

    @property
    def base(self) -> str | None:
        """Below what all datasets have folders of their own, called by their ids; None where they
        have not."""
        before, _, after = self.key.partition(_ID)
        return before if after.startswith("/") and before[-1:] in ("", "/") else None

    def _of(self, dataset: str) -> str:
        return self.key.replace(_ID, dataset)


USUAL = "datasets/{id}/annotations*.json"
"""Where the platform has them, in the bucket of its datasets."""


class DatasetId(str):
    """A dataset's id, as it stands in keys."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed where it could be no part of a key."""
        if not text or text != text.strip() or "/" in text or not text.isprintable():
            raise Malformed("no dataset's id: nothing, or a space, slash or line break is in it")
        return cls(text)
