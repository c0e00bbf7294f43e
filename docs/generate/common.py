"""The page of what all checks share: settings, codes, and the engine's own codes and rules."""

from collections.abc import Iterator, Mapping

from docs.generate import ours
from docs.generate.markdown import GENERATED, code, page, table, yes
from healthcheck.codes import COMMON, ENGINE
from healthcheck.config.dependencies import COMMON as SETTINGS
from healthcheck.dependency import TIMEOUT

_HEADS = ("Code", "What it means", "What to do")
_PASSES = "May pass by itself"

_SAID: Mapping[str, tuple[str, str]] = {
    "check": ("The kind of dependency, such as `redis`", "required"),
    "timeout": ("A duration, such as `10s`: for all of its steps together", f"`{TIMEOUT:g}s`"),
    "writes": ("`false` forbids the steps that write, whatever is asked for", "`true`"),
    "runs_on": ("The dependencies that it falls with; one of them is then the cause", "none"),
    "when": ("Variables: the dependency exists only where one of them is set", "none"),
    "unset": (
        "A word of its check: the code for a variable that an env file should have set and did not",
        "none",
    ),
}


def common_page() -> str:
    """What a reader of any report may need."""
    return page(
        "# What all checks share",
        GENERATED,
        "## Settings",
        "Every dependency takes these, beside those of its check:",
        table(("Setting", "What it is", "Default"), [(code(key), *_SAID[key]) for key in SETTINGS]),
        "## Codes of every check",
        "They begin with the check's name, as `redis.refused` does, and mean the same everywhere. "
        "Most end the\nstep `reachable`; `silent` and `slow` may end any.",
        table((*_HEADS, _PASSES, "In other words at"), _common()),
        "## Codes of the engine",
        table((*_HEADS, _PASSES), _engine()),
        "## Rules",
        "Rules hold the settings of all dependencies side by side, before a packet is sent. Their "
        "findings stand\nat the step `configured`.",
        table(_HEADS, [(code(f"config.{r.name}"), r.cause, r.remedy) for r in ours.rules()]),
    )


def _common() -> Iterator[tuple[str, ...]]:
    for word, each in COMMON.items():
        yield code(f"<check>.{word}"), each.cause, each.remedy, yes(each.passing), _elsewhere(word)


def _elsewhere(word: str) -> str:
    """The pages of checks that explain the word in their own way."""
    kinds = (kind for kind, check in ours.checks().items() if word in check.declared)
    return ", ".join(f"[{kind}]({kind}.md#codes)" for kind in kinds)


def _engine() -> Iterator[tuple[str, ...]]:
    for name, each in ENGINE.items():
        yield code(name), each.cause, each.remedy, yes(each.passing)
