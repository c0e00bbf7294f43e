"""This machine: is there room, and may the platform write where it puts things out?"""

from checks.host.space import Space
from checks.host.steps import host
from checks.host.target import HostTarget

__all__ = ["HostTarget", "Space", "host"]
