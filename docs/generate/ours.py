"""What this distribution brings; others' checks may be installed beside it, and are not ours."""

import inspect
import sys
from collections.abc import Mapping

from healthcheck import Check, kinds, plugins
from healthcheck.rules import Rule

_DISTRIBUTION = "training-healthcheck"


def checks() -> Mapping[str, Check]:
    """Our checks by kind, in the order of their names."""
    return {name: kinds.check(name) for name in _names(plugins.CHECKS)}


def rules() -> list[Rule]:
    """Our rules, in the order of their names."""
    every = {rule.name: rule for rule in kinds.rules()}
    return [every[name] for name in _names(plugins.RULES)]


def about(kind: str) -> str:
    """What the module of a check of ours says of it."""
    module = sys.modules[plugins.named(plugins.CHECKS)[kind].module]
    return inspect.cleandoc(module.__doc__ or "")


def _names(group: str) -> list[str]:
    found = plugins.named(group).items()
    return sorted(name for name, each in found if each.dist and each.dist.name == _DISTRIBUTION)
