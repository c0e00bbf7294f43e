"""Buckets and objects as the settings name them, with what they are needed for."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from healthcheck import Malformed

_BUCKET = re.compile(
    r"(?P<name>[^:()]*?)(?: ?\((?P<rights>[^()]*)\))?(?::(?P<purpose>.*))?", re.DOTALL
)
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_RESERVED = re.compile(r"\d+\.\d+\.\d+\.\d+|.*(\.\.|\.-|-\.).*|.*(-s3alias|--ol-s3)")
"""What no store gives a bucket for a name, and libraries refuse to ask for."""

_SLIPS = {
    "\r": "a carriage return (the end of a line on Windows)",
    "\n": "a line break",
    "\t": "a tab",
    " ": "a space",
    '"': "a quotation mark",
    "'": "a quotation mark",
}
"""What is pasted into a variable along with a name; the libraries refuse it, and so the job."""

_EXAMPLE = '"training-datasets (list, read): images and annotations"'
_QUOTED = re.compile(r"""(['"]).*\1""")


class Right(StrEnum):
    """What the platform does with the objects of a bucket."""

    LIST = "list"
    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    MULTIPART = "multipart"
    """Uploads in parts, as boto3's `upload_file` makes them of what is large."""
    PRESIGN = "presign"
    """URLs that are given to somebody without keys."""


@dataclass(frozen=True, slots=True, repr=False)
class Bucket:
    """A bucket, what the platform may do with it and what for: `name (list, read, write, delete,
    multipart, presign): purpose`; rights and purpose may be left out."""

    name: str
    purpose: str = ""
    rights: frozenset[Right] = frozenset()

    def __repr__(self) -> str:
        rights = f" ({', '.join(sorted(self.rights))})" if self.rights else ""
        return f"{self.name}{rights}{f': {self.purpose}' if self.purpose else ''}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """`name`, `name: purpose` or `name (list, read, write): purpose`, else Malformed.

        Nothing around the name is forgiven: it comes from a variable, and a job takes it as it is.
        """
        match = _BUCKET.fullmatch(text)
        if not match:
            raise Malformed(f"not a bucket; expected {_EXAMPLE}")
        return cls(
            name=_name(match["name"]),
            purpose=_purpose(match["purpose"], follows_rights=match["rights"] is not None),
            rights=frozenset(_rights(match["rights"])),
        )


@dataclass(frozen=True, slots=True, repr=False)
class OptionalBucket(Bucket):
    """A bucket that a job runs without, even where `problem` says that none can be called so."""

    problem: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """As a bucket's; never Malformed. The text is not shown: a secret may have been pasted."""
        try:
            parsed = Bucket.parse(text)
        except Malformed as error:
            return cls("(malformed)", problem=_QUOTED.sub("'***'", str(error)))
        return cls(parsed.name, parsed.purpose, parsed.rights)


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
        bucket, _, key = text.partition("/")
        if not key:
            raise Malformed('not an object; expected "bucket/key"')
        if key != key.strip():
            raise Malformed("its key begins or ends with a space or a line break")
        return cls(_name(bucket), key)


def _name(text: str) -> str:
    if not text:
        raise Malformed(f"there is no bucket's name in it; expected {_EXAMPLE}")
    if slip := next((said for slip, said in _SLIPS.items() if slip in text), None):
        raise Malformed(f"{slip} stands in or next to the bucket's name, {text!a}")
    if _RESERVED.fullmatch(text):
        raise Malformed(
            f"no bucket can be called {text!a}: a name is no IP address, has no dot beside a dot "
            "or hyphen, and does not end as the names that S3 itself gives"
        )
    if not _NAME.fullmatch(text):
        raise Malformed(
            f"no bucket can be called {text!a}: a name has 3 to 63 lower-case letters, digits, "
            "dots and hyphens, with a letter or digit at both ends"
        )
    return text


def _purpose(text: str | None, *, follows_rights: bool) -> str:
    """A colon at the end of a variable's value comes before the setting's own colon or rights."""
    if text is None:
        return ""
    told = text.strip()
    apart = follows_rights or text.startswith(" ")
    if not told or told[0] in ":(" or not apart:
        raise Malformed(f"a colon follows its name or rights, and no purpose; expected {_EXAMPLE}")
    return told


def _rights(text: str | None) -> list[Right]:
    if text is None:
        return []
    words = [each.strip().lower() for each in text.split(",")]
    unknown = [each for each in words if each not in list(Right)]
    if unknown:
        raise Malformed(f"{unknown[0]!a} is none of the rights {', '.join(Right)}")
    return [Right(each) for each in words]
