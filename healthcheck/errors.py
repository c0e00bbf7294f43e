"""What ends a command without a report."""


class ConfigError(Exception):
    """What is wrong with the configuration, with file and key."""


class Terminated(Exception):  # noqa: N818 - what happened to the process
    """A signal asked the process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(f"ended by signal {number}")
        self.number = number


class Unloadable(Exception):  # noqa: N818 - what the entry point is
    """An entry point that does not give what its group promises."""
