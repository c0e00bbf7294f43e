"""An identity provider: would the tokens it gives be accepted?"""

from checks.oidc.steps import oidc
from checks.oidc.target import OidcTarget

__all__ = ["OidcTarget", "oidc"]
