"""Buckets and objects as the settings name them, with what they are needed for."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from healthcheck import Malformed

_BUCKET = re.compile(
    r"(?P<name>[^\s:()]*)\s*(?:\((?P<rights>[^()]*)\))?\s*(?::\s*(?P<purpose>.*))?", re.DOTALL
)
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_EXAMPLE = '"training-datasets (list, read): images and annotations"'


class Right(StrEnum):
    """What the platform does with the objects of a bucket."""

    LIST = "list"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, repr=False)
class Bucket:
    """A bucket, what the platform may do with it and what for: `name (list, read, write): purpose`;
    rights and purpose may be left out."""

    name: str
    purpose: str = ""
    rights: frozenset[Right] = frozenset()

    def __repr__(self) -> str:
        rights = f" ({', '.join(sorted(self.rights))})" if self.rights else ""
        return f"{self.name}{rights}{f': {self.purpose}' if self.purpose else ''}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """`name`, `name: purpose` or `name (list, read, write): purpose`, else Malformed."""
        match = _BUCKET.fullmatch(text.strip())
        if not match:
            raise Malformed(f"not a bucket; expected {_EXAMPLE}")
        return cls(
            name=_name(match["name"]),
            purpose=(match["purpose"] or "").strip(),
            rights=frozenset(_rights(match["rights"])),
        )


@dataclass(frozen=True, slots=True, repr=False)
class ObjectName:
    """An object by its bucket and key."""

    bucket: str
    key: str

    def __repr__(self) -> str:
        return f"{self.bucket}/{self.key}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """`bucket/key`; Malformed where one of them is missing."""
        bucket, _, key = text.strip().partition("/")
        if not key:
            raise Malformed('not an object; expected "bucket/key"')
        return cls(_name(bucket), key)


def _name(text: str) -> str:
    if not text:
        raise Malformed(f"there is no bucket's name in it; expected {_EXAMPLE}")
    if not _NAME.fullmatch(text):
        raise Malformed(
            f"no bucket can be called {text!a}: a name has 3 to 63 lower-case letters, digits, "
            "dots and hyphens, with a letter or digit at both ends"
        )
    return text


def _rights(text: str | None) -> list[Right]:
    if text is None:
        return []
    words = [each.strip().lower() for each in text.split(",")]
    unknown = [each for each in words if each not in list(Right)]
    if unknown:
        raise Malformed(f"{unknown[0]!a} is none of the rights {', '.join(Right)}")
    return [Right(each) for each in words]
