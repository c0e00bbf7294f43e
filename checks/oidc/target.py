"""Where an identity provider is, and what is expected of its tokens."""

from collections.abc import Mapping
from urllib.parse import quote

from checks.web import HttpUrl
from healthcheck import Secret, Target

_NONE = Secret("")


class OidcTarget(Target):
    """`url` is the issuer; with a `realm`, it is that of a Keycloak server, which the issuer lies
    below. `issuer` is what tokens are to say, where that is something else than where they are
    asked for. `algorithms` are those that the platform accepts in a token. With `client_id` and
    `client_secret` a token is asked for, by client credentials, for `scope` where one is given."""

    url: HttpUrl
    realm: str = ""
    issuer: str = ""
    algorithms: tuple[str, ...] = ("RS256",)
    client_id: str = ""
    client_secret: Secret = _NONE
    scope: str = ""

    @property
    def path(self) -> str:
        """What stands between the URL and the well-known documents."""
        return f"/realms/{quote(self.realm, safe='')}" if self.realm else ""

    @property
    def expected_issuer(self) -> str:
        """What a token is to name as who gave it."""
        return self.issuer or f"{_plain(self.url)}{self.path}"

    @property
    def encrypts(self) -> bool:
        """As https:// asks for it."""
        return self.url.tls

    @property
    def address(self) -> str:
        """`host:port`, and the path of the issuer."""
        return f"{super().address}{self.url.path.rstrip('/')}{self.path}"

    @property
    def within(self) -> Mapping[str, str]:
        """The realm, or the path of the issuer."""
        return {"issuer": f"{self.url.path.rstrip('/')}{self.path}"}

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """The client's secret."""
        return {"client secret": (self.client_id, self.client_secret)}


def _plain(url: HttpUrl) -> str:
    """As issuers are written: no port where it is the scheme's own."""
    usual = url.port == (443 if url.tls else 80)
    return url.base.replace(f":{url.port}", "", 1) if usual else url.base
