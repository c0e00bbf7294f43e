"""What the ACL allows: which commands to ask about, and what its answers mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Command = tuple[str, ...]
ANNOUNCING = ("PUBLISH", "SUBSCRIBE")


@dataclass(frozen=True, slots=True)
class Need:
    """A command that the platform gives, and the pattern of its key or channel, where known."""

    command: Command
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Denial:
    """What of a need is denied: `what` is `command`, `key` or `channel`; `missing` where the server
    has no such command."""

    what: str
    need: Need
    missing: bool = False

    @property
    def word(self) -> str:
        """The command's name."""
        return self.need.command[0]

    @property
    def of_updates(self) -> bool:
        """Whether it is of announcing a job's updates, rather than of keeping what it needs."""
        return self.word in ANNOUNCING

    def mended(self, user: str) -> str:
        """The rule that would allow it."""
        rule = {
            "command": f"+{self.word.lower()}",
            "key": f"'~{self.need.pattern}'",
            "channel": f"'&{self.need.pattern}'",
        }[self.what]
        return f"ACL SETUSER {user} {rule}"

    def said(self, user: str) -> str:
        """A sentence's beginning."""
        if self.what == "command":
            return f"the ACL denies {self.word} to the user {user}"
        return f"the ACL denies {self.word} on the {self.what} {self.need.command[1]} to {user}"


def needs(keys: Sequence[str], channels: Sequence[str], scratch: str) -> list[Need]:
    """What is asked about: the platform's keys and channels by an example of each; where none are
    given, the commands alone, with a name that no account need be allowed."""
    if not keys and not channels:
        return [Need(("SET", scratch, "1", "EX", "30")), Need(("PUBLISH", scratch, "1"))]
    found = []
    for pattern in keys:
        key = example(pattern)
        found += [Need(("SET", key, "1", "EX", "30"), pattern), Need(("GET", key), pattern)]
    for pattern in channels:
        channel = example(pattern)
        found += [Need(("PUBLISH", channel, "1"), pattern), Need(("SUBSCRIBE", channel), pattern)]
    return found


def example(pattern: str) -> str:
    """A name that the pattern fits, for one of Redis's patterns (`*`, `?`, `[ab]`, a backslash)."""
    return re.sub(r"\\(.)|\*|\?|\[(?!\^)([^\]])[^\]]*\]|\[[^\]]*\]", _filled, pattern)


def _filled(found: re.Match[str]) -> str:
    return found[1] or found[2] or ("healthcheck" if found[0] == "*" else "_")


def denial(need: Need, answer: str) -> Denial | None:
    """What DRYRUN or NOPERM denies. A key or channel that nobody has named is none of the
    platform's."""
    if re.search(r"Command '.*' not found", answer):
        return Denial("command", need, missing=True)
    if re.search(r"run the '[^']+' command", answer):
        return Denial("command", need)
    match = re.search(r"(key|channel)s?\W*$", answer) if need.pattern else None
    return Denial(match[1], need) if match else None


def denied_command(answer: str) -> str | None:
    """The command that an ACL denies, by what NOPERM says; None for a key or channel."""
    match = re.search(r"run the '([^']+)' command", answer)
    return match[1].upper() if match else None
