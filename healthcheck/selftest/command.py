"""`healthcheck selftest`, once its words are read."""

from collections.abc import Sequence
from time import perf_counter

import click

from healthcheck import kinds, plugins
from healthcheck.cli import BLOCKED
from healthcheck.config.document import unknown
from healthcheck.process import complete, say
from healthcheck.selftest.files import allow_enough
from healthcheck.selftest.pointing import example, untried
from healthcheck.selftest.proxies import no_proxies
from healthcheck.selftest.showing import table
from healthcheck.selftest.trial import trials


def run(names: Sequence[str]) -> int:
    """Tries the named checks, or all that are installed; returns the exit code."""
    installed = plugins.named(plugins.CHECKS)
    for name in names:
        if name not in installed:
            raise click.UsageError(str(unknown("check", name, installed, "selftest")))
    checks = [kinds.check(kind) for kind in installed]
    pairs = [(check, found) for check in checks if (found := example(check))]
    asked = set(names or installed)
    allow_enough()
    began = perf_counter()
    with no_proxies():
        tried = complete(trials([pair for pair in pairs if pair[0].kind in asked], pairs))
    left = {each.kind: untried(each) for each in checks if not example(each) and each.kind in asked}
    say(table(tried, left, perf_counter() - began))
    return BLOCKED if any(each.wrong for each in tried) else 0
