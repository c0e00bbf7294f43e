"""What the settings of all dependencies, held side by side, tell before a packet is sent."""

from checks.rules.containers import localhost_in_container
from checks.rules.same import same_database, same_keys, same_port, same_store
from checks.rules.schemes import scheme_and_port
from checks.rules.secrets import default_secret

__all__ = [
    "default_secret",
    "localhost_in_container",
    "same_database",
    "same_keys",
    "same_port",
    "same_store",
    "scheme_and_port",
]
