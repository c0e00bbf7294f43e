"""What a check of an S3 store is pointed at."""

import re
from collections.abc import Mapping
from typing import Self

from checks.storage.buckets import Bucket, ObjectName, OptionalBucket
from checks.storage.datasets import USUAL, DatasetId, Pattern
from checks.storage.documents import Documents
from checks.storage.endpoint import Endpoint
from checks.storage.manners import Addressing, Checksums
from healthcheck import Malformed, Secret, Source, Target

_KEY = re.compile(r"[!-+\--~]+")


class AccessKey(Secret):
    """Text that is never shown, without spaces, commas and accents: it travels in a header."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed where no store could have such a key: libraries crash on a line break."""
        if not _KEY.fullmatch(text):
            raise Malformed("a space, line break, comma or a letter with an accent stands in it")
        return cls(text)


class StorageTarget(Target):
    """A store, our keys there, and what the platform needs in it.

    `addressing` and `checksums` are how the platform's own client is set up.
    `datasets_from` is the step that tells which datasets the database lists; `datasets` is where
    their annotations lie, without it the usual place in the first bucket.
    """

    endpoint: Endpoint
    access_key: AccessKey
    secret_key: Secret
    region: str = "us-east-1"
    addressing: Addressing = Addressing.PATH
    checksums: Checksums = Checksums.WHEN_REQUIRED
    buckets: tuple[Bucket, ...]
    optional_buckets: tuple[OptionalBucket, ...] = ()
    objects: tuple[ObjectName, ...] = ()
    datasets_from: Source | None = None
    datasets: Pattern | None = None
    required_datasets: tuple[DatasetId, ...] = ()
    documents: Documents | None = None

    @property
    def possible(self) -> tuple[Bucket, ...]:
        """The buckets that can be asked for, the needed ones first."""
        return (*self.buckets, *(each for each in self.optional_buckets if not each.problem))

    @property
    def annotations(self) -> Pattern | None:
        """Where the annotations of datasets lie; None where no bucket is configured."""
        usual = [Pattern(each.name, USUAL) for each in self.buckets[:1]]
        return self.datasets or next(iter(usual), None)

    @property
    def within(self) -> Mapping[str, str]:
        """The names of the buckets."""
        kinds = {"bucket": self.buckets, "optional bucket": self.optional_buckets}
        return {
            word if len(found) == 1 else f"{word}s": ", ".join(each.name for each in found)
            for word, found in kinds.items()
        }

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """The secret half of a pair of keys."""
        return {"secret key": (self.access_key, self.secret_key)}

    @property
    def encrypts(self) -> bool:
        """As https:// asks for it."""
        return self.endpoint.tls
