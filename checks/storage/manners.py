"""How the platform's client is set up, where that makes a difference to a store."""

from enum import StrEnum
from typing import Self

from healthcheck import Malformed


class _Word(StrEnum):
    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed for another word."""
        if text not in list(cls):
            raise Malformed(f"expected {' or '.join(cls)}")
        return cls(text)


class Addressing(_Word):
    """Where a bucket's name is: in the path, or before the host (`addressing_style` of boto3)."""

    PATH = "path"
    VIRTUAL = "virtual"

    @property
    def other(self) -> "Addressing":
        """What may work where this does not."""
        return Addressing.VIRTUAL if self is Addressing.PATH else Addressing.PATH


class Checksums(_Word):
    """Whether checksums go with every request, as boto3 has it since 1.36, or only where S3 demands
    them (boto3's `request_checksum_calculation`)."""

    WHEN_REQUIRED = "when_required"
    WHEN_SUPPORTED = "when_supported"
