"""Text for a person: lines of 80 columns, hanging from their first."""

import textwrap

WIDTH = 80


def wrapped(text: str, first: str, rest: str) -> list[str]:
    """Lines of at most WIDTH columns; what cannot be broken (a URL) is left whole."""
    return textwrap.wrap(
        text,
        width=WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def sentence(text: str) -> str:
    """With a full stop, where it does not end already."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
