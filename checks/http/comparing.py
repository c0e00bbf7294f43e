"""The answer of a web server, held against what is expected of it."""

import json

from checks.http.target import HttpTarget
from checks.web import Reply
from healthcheck import Probe

SHOWN = 60
"""Characters of a value in a sentence."""


def compare(probe: Probe[HttpTarget], reply: Reply) -> None:
    """Ends the step at the first thing that is not as expected."""
    target = probe.target
    for name, wanted, came in target.headers.differing(reply.headers) if target.headers else ():
        said = f"is {probe.quote(came)}" if came is not None else "is missing"
        probe.fail("wrong-header", f"{target.asked}: {name} {said}; expected was {wanted}")
    if target.json is None:
        return
    try:
        differing = list(target.json.differing(reply.body))
    except (ValueError, RecursionError):
        what = "no JSON" if reply.is_whole else "more than anybody reads"
        probe.fail("not-json", f"what {target.asked} answers is {what}")
    for expression, expected, found in differing:
        wanted = f"{_shown(expected)}" if expected is not None else "something true"
        said = (
            f"{target.asked}: {expression} is {probe.quote(_shown(found))}; expected was {wanted}"
        )
        probe.fail("unexpected-json", said)


def _shown(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
