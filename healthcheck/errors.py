"""What ends a command before anything is probed: exit 2."""


class ConfigError(Exception):
    """What is wrong with the configuration, with file and key."""


class Unloadable(Exception):  # noqa: N818 - what the entry point is
    """An entry point that does not give what its group promises."""
