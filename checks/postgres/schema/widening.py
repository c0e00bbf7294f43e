"""How far a type differs from another one: does it take all, most, or nothing of the same?"""

import re

_WHOLE = ("smallint", "integer", "bigint")
_FLOATING = ("real", "double precision")
_TEXT = re.compile(r"(?P<name>text|character varying|citext)(?:\((?P<size>\d+)\))?")
_NUMERIC = re.compile(r"numeric(?:\((?P<digits>\d+)(?:,(?P<scale>\d+))?\))?")


def is_wider(found: str, wanted: str) -> bool:
    """Whether `found` takes every value of `wanted`, and gives it back alike."""
    for ladder in (_WHOLE, _FLOATING):
        if found in ladder and wanted in ladder:
            return ladder.index(found) > ladder.index(wanted)
    if (found, wanted) == ("jsonb", "json"):
        return True
    return _longer(found, wanted) or _more_digits(found, wanted)


_FAMILIES = (
    re.compile(r"(?:text|character varying|character|citext|name)(?:\(\d+\))?"),
    re.compile(r"(?:smallint|integer|bigint|real|double precision|numeric)(?:\([\d,-]+\))?"),
    re.compile(r"date|timestamp(?:\(\d\))? with(?:out)? time zone"),
    re.compile(r"jsonb?"),
)


def is_akin(found: str, wanted: str) -> bool:
    """Whether PostgreSQL makes the one of the other by itself, as long as a value fits."""
    return any(each.fullmatch(found) and each.fullmatch(wanted) for each in _FAMILIES)


def _longer(found: str, wanted: str) -> bool:
    one, other = _TEXT.fullmatch(found), _TEXT.fullmatch(wanted)
    if not one or not other or "citext" in (one["name"], other["name"]):
        return False
    if one["size"] is None:
        return other["size"] is not None or one["name"] != other["name"]
    return other["size"] is not None and int(one["size"]) > int(other["size"])


def _more_digits(found: str, wanted: str) -> bool:
    one, other = _NUMERIC.fullmatch(found), _NUMERIC.fullmatch(wanted)
    if not one or not other or other["digits"] is None:
        return False
    if one["digits"] is None:
        return True
    scales = int(one["scale"] or 0), int(other["scale"] or 0)
    whole = int(one["digits"]) - scales[0], int(other["digits"]) - scales[1]
    return scales[0] >= scales[1] and whole[0] >= whole[1]
