"""How a secret may be spelled in a text, found without the code that hides it."""

import base64
import html
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

SPELLINGS: dict[str, Callable[[str], str]] = {
    "raw": str,
    "in a URL": lambda text: quote(text, safe=""),
    "in a URL, in lower case": lambda text: lowered(quote(text, safe="")),
    "in a URL's path": lambda text: quote(text, safe="/:@!$&'()*+,;=~"),
    "in a form": quote_plus,
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in JSON as it is": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "in JSON from PHP": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "in JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "in JSON thrice": lambda text: json.dumps(json.dumps(json.dumps(text)[1:-1])[1:-1])[1:-1],
    "in Python": lambda text: repr(text)[1:-1],
    "in Python's bytes": lambda text: repr(text.encode())[2:-1],
    "in Python's ASCII": lambda text: ascii(text)[1:-1],
    "in HTML": html.escape,
    "in XML": lambda text: text.translate({c: f"&#{c};" for c in map(ord, "&<>\"'")}),
}


def lowered(text: str) -> str:
    return re.sub("%..", lambda found: found[0].lower(), text)


def decoded(text: str) -> list[str]:
    """What the base64 texts in a text could stand for."""
    runs = re.findall(r"[A-Za-z0-9+/]{4,}", text.translate(str.maketrans("-_", "+/")))
    whole = [run[start:][: (len(run) - start) // 4 * 4] for run in runs for start in range(4)]
    return [base64.b64decode(each).decode("utf-8", "replace") for each in whole]


def headers(secret: str) -> list[str]:
    """`user:secret` as HTTP sends it, for users of every length that matters."""
    users = ("", "u", "us", "user")
    return [base64.b64encode(f"{user}:{secret}".encode()).decode() for user in users]


def betrayals(text: str, secret: str) -> Iterator[str]:
    """The ways in which a text shows a secret."""
    for name, spell in SPELLINGS.items():
        if spell(secret) in text:
            yield name
    if any(secret in each for each in decoded(text)):
        yield "in base64"
