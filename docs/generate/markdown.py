"""Markdown in pieces: a page, a table, and text that a table can hold."""

from collections.abc import Iterable, Sequence

GENERATED = (
    "<!-- Written by `python -m docs.generate` from the code: change that, and run it again. -->"
)


def page(*blocks: str) -> str:
    """The blocks that are not empty, with an empty line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, a line for each row."""
    lines = [heads, ["---"] * len(heads), *([cell(each) for each in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(text: str) -> str:
    """Text on one line, with nothing in it that ends a cell, or is markup outside of code."""
    parts = " ".join(text.split()).replace("|", "\\|").split("`")
    # what is code already shows as it stands; elsewhere these would be markup
    for outside in range(0, len(parts), 2):
        for mark in ("<", "*", "__"):
            parts[outside] = parts[outside].replace(mark, "".join(f"\\{each}" for each in mark))
    return "`".join(parts)


def code(text: str) -> str:
    """Text to be typed or searched for as it stands."""
    return f"`{text}`"


def yes(holds: bool) -> str:
    """A cell that is filled only where something holds."""
    return "yes" if holds else ""
