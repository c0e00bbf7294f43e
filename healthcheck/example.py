"""How a check is pointed at a fake server, for `healthcheck selftest`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Example:
    """`settings` are those of a target, as a configuration has them; in their texts `{address}`
    stands for the fake's host and port, and `{host}` and `{port}` for either.

    What a server of any kind can do wrong, the engine knows; a protocol of one's own is told by
    these. `error` makes of a text what the service says where it refuses a client's first words.
    `scripts` are conversations by their names: the answers to what is heard first, second, and so
    on, the last one again and again. `endless` are answers that do not end: how each begins, and
    what is then repeated.
    """

    settings: Mapping[str, object]
    error: Callable[[str], bytes] | None = None
    scripts: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    endless: Mapping[str, tuple[bytes, bytes]] = field(default_factory=dict)
