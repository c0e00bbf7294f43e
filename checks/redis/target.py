"""A server, and what a job keeps and announces there."""

from collections.abc import Mapping

from checks.redis.connecting.url import RedisUrl
from healthcheck import Secret, Target


class RedisTarget(Target):
    """A server and one of its numbered databases, by the URL.

    `keys` and `channels` are the patterns of those that the platform uses, such as `job:*`: the
    account is then asked for its rights to them. Where only one of the two is given, the platform
    needs nothing of the other kind.
    """

    url: RedisUrl
    keys: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    @property
    def peer(self) -> tuple[str, int] | None:
        """None for a Unix socket; the first of several hosts."""
        return None if self.url.path else (self.url.host, self.url.port)

    @property
    def encrypts(self) -> bool:
        """As rediss:// asks for it."""
        return self.url.tls is not None

    @property
    def address(self) -> str:
        """`host:port/number`, or a socket's path."""
        return self.url.place

    @property
    def within(self) -> Mapping[str, str]:
        """The database's number, and a Sentinel's master."""
        master = {"master": self.url.master} if self.url.master else {}
        return {"database": str(self.url.database), **master}

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """The user's password; without a user it is that of `default`."""
        return {"password": (self.user, self.url.password)}

    @property
    def user(self) -> str:
        """As the server calls us."""
        return self.url.user or "default"

    @property
    def stores(self) -> bool:
        """Whether the platform keeps keys, as far as it is told."""
        return bool(self.keys) or not self.channels

    @property
    def publishes(self) -> bool:
        """Whether the platform announces anything, as far as it is told."""
        return bool(self.channels) or not self.keys
