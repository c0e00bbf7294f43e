"""Secrets that everybody knows."""

from collections.abc import Iterator

from checks.rules.places import LOOPBACK, Targets, host_name
from healthcheck import Secret, Suspicion, rule

KNOWN = frozenset(
    {
        *("admin", "administrator", "changeme", "change-me", "default", "guest", "minio"),
        *("minio123", "minioadmin", "pass", "password", "postgres", "redis", "root", "secret"),
        *("test", "user"),
    }
)
"""What images, charts and tutorials set where nobody says otherwise."""


@rule("default-secret", remedy="Give the service a secret of its own, and its clients the same.")
def default_secret(targets: Targets) -> Iterator[Suspicion]:
    """A service that others can reach still has the secret that it came with. On this machine
    alone, or in a network of containers, that is how everybody develops."""
    for name, target in targets.items():
        if target.peer is None or _is_for_developers(target.peer[0]):
            continue
        for word, (account, secret) in target.proofs.items():
            if _is_known(account, secret):
                yield Suspicion(
                    name, f"the {word} for {target.address} is one that everybody knows"
                )


def _is_for_developers(host: str) -> bool:
    """This machine, or a name that only a network of containers knows."""
    return host_name(host) == LOOPBACK or not set(".:") & set(host)


def _is_known(account: str | Secret, secret: Secret) -> bool:
    plain = account.reveal() if isinstance(account, Secret) else account
    return bool(secret) and (secret.reveal().lower() in KNOWN or secret.reveal() == plain)
