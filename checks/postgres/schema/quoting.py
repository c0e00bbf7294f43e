"""Names and texts as SQL takes them, in ASCII whatever they hold."""

import re

_SIMPLE = re.compile(r"[a-z_][a-z0-9_]*")
_WORDS = """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit
    boolean both case cast char character check coalesce collate collation column concurrently
    constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user dec decimal default deferrable desc distinct do else end except
    exists extract false fetch float for foreign freeze from full grant greatest group grouping
    having ilike in initially inner inout int integer intersect interval into is isnull join
    lateral leading least left like limit localtime localtimestamp national natural nchar none
    normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay
    placing position precision primary real references returning right row select session_user
    setof similar smallint some substring symmetric system_user table tablesample then time
    timestamp to trailing treat trim true union unique user using values varchar variadic verbose
    when where window with xmlattributes"""
_RESERVED = frozenset(_WORDS.split())
_QUOTED = re.compile(r"""(?P<escaped>[eE]?)'(?P<text>(?:[^']|'')*)'|"(?P<name>(?:[^"]|"")*)\"""")


def name(text: str) -> str:
    """An identifier, in quotes where it needs them."""
    if _SIMPLE.fullmatch(text) and text not in _RESERVED:
        return text
    return _quoted(text, '"')


def names(each: tuple[str, ...]) -> str:
    """A list of identifiers, without brackets."""
    return ", ".join(map(name, each))


def literal(text: str) -> str:
    """A text."""
    return _quoted(text, "'", escaped="E" if "\\" in text else "")


def table(schema: str, bare: str) -> str:
    """A table's name, in a schema where one is given."""
    return f"{name(schema)}.{name(bare)}" if schema else name(bare)


def in_ascii(sql: str) -> str:
    """A statement whose names and texts are all in ASCII; PostgreSQL quotes those that are not."""
    return ascii_only(sql if sql.isascii() else _QUOTED.sub(_requoted, sql))


def ascii_only(text: str) -> str:
    """A text of others for our sentences: one line, in ASCII."""
    plain = text.encode("ascii", "backslashreplace").decode()
    return "".join(each if each.isprintable() else " " for each in plain)


def _requoted(found: re.Match[str]) -> str:
    if found[0].isascii():
        return found[0]
    if found["name"] is not None:
        return _quoted(found["name"].replace('""', '"'), '"')
    text = found["text"].replace("''", "'")
    return _quoted(text.replace("\\\\", "\\") if found["escaped"] else text, "'")


def _quoted(text: str, quote: str, escaped: str = "") -> str:
    doubled = text.replace(quote, quote * 2)
    slashed = doubled.replace("\\", "\\\\")
    if text.isascii():
        return escaped + quote + (slashed if escaped else doubled) + quote
    return "U&" + quote + "".join(map(_unit, slashed)) + quote


def _unit(character: str) -> str:
    code = ord(character)
    if code < 128:
        return character
    return f"\\{code:04X}" if code < 0x10000 else f"\\+{code:06X}"
