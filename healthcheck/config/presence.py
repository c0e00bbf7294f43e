"""What exists only on some platforms: where one of the variables of its `when` is set."""

from collections.abc import Container

from healthcheck.config.variables import is_name
from healthcheck.errors import ConfigError


def exists(when: object, variables: Container[str], at: str) -> bool:
    """Whether it does; always, without a `when`. ConfigError where that names no variables."""
    if when is None:
        return True
    names = when if isinstance(when, list) else [when]
    for each in names:
        if not isinstance(each, str) or not is_name(each):
            raise ConfigError(f"{at}: {each!a} is no name of a variable")
    return any(each in variables for each in names)
