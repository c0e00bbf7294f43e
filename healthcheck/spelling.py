"""How messages spell a secret: as it is, escaped, or in base64. All are regular expressions."""

import base64
import html
import json
import re
from collections.abc import Iterator

_DIGIT = "[A-Za-z0-9+/_-]?"
_IN_BASE64 = {"+": "(?:[+-]|%2[bB])", "/": r"(?:[/_]|\\/|%2[fF])"}
"""The digits that differ between the alphabets, or are escaped."""


def escaped(secret: str) -> str:
    """The secret, each character as it is or as URLs, JSON, Python, HTML and XML write it."""
    # a run of backslashes is one piece: matched one by one, a long one could take forever
    return "".join(_piece(each) for each in re.findall(r"\\+|[^\\]", secret))


def in_base64(secret: str) -> Iterator[str]:
    """The secret somewhere in a base64 text, such as that of `user:secret`.

    Three bytes are four digits, so it lies in them in one of three ways. A digit that it shares
    with what stands beside it is matched whatever it is.
    """
    for data in _encoded(secret):
        for before, first in enumerate((0, 2, 3)):
            digits = base64.b64encode(bytes(before) + data).decode()
            whole, shared = divmod((before + len(data)) * 8, 6)
            own = "".join(_IN_BASE64.get(each, each) for each in digits[first:whole])
            yield f"{_DIGIT if before else ''}{own}{_DIGIT if shared else ''}"


def _encoded(secret: str) -> Iterator[bytes]:
    """In UTF-8, and in what HTTP's headers are written in, where that is something else."""
    yield secret.encode("utf-8", "surrogatepass")
    if not secret.isascii() and max(secret) <= "\xff":
        yield secret.encode("latin-1")


def _piece(piece: str) -> str:
    if piece.isascii() and piece.isalnum():
        return piece
    if piece[0] == "\\":
        size = len(piece)
        return rf"(?:\\{{{size},}}|(?:%5[cC]){{{size}}})"
    # the longest first, so that none of it is left over
    return f"(?:{'|'.join(_escapes(piece))}|{re.escape(piece)})"


def _escapes(char: str) -> Iterator[str]:
    octets = [f"{each:02x}" for each in char.encode("utf-8", "surrogatepass")]
    units = char.encode("utf-16-be", "surrogatepass").hex(" ", 2).split()
    for before, codes in (("%", octets), (r"\\+u", units), (r"\\+x", octets)):
        yield f"(?i:{''.join(before + each for each in codes)})"
    number = ord(char)
    yield rf"(?i:\\+x{number:02x}|\\+U{number:08x}|&#0*{number};|&#x0*{number:x};)"
    if char in "&<>\"'":
        yield f"{html.escape(char)}|&apos;"
    if char.isascii():
        yield r"\\+" + re.escape(json.dumps(char)[1:-1].lstrip("\\"))
    if char == " ":
        yield r"\+"
