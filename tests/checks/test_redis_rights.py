"""What the platform's own keys and channels need, asked of the ACL without writing."""

from collections.abc import Iterator

import pytest

from checks.redis import RedisTarget, redis
from checks.redis.connecting.url import RedisUrl
from healthcheck import Outcome
from tests import servers
from tests.ask import ask, codes
from tests.checks.asking import said
from tests.checks.test_redis import OK, PROVEN

KEYS = ("job:*",)
CHANNELS = ("training:jobs:*",)


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Valkey]:
    with servers.valkey() as started:
        started.say(
            "ACL SETUSER able on >able-secret ~job:* &training:* +@all",
            "ACL SETUSER looking on >looking-secret %R~job:* &training:* +@all",
            "ACL SETUSER mute on >mute-secret ~job:* resetchannels +@all",
            "ACL SETUSER deaf on >deaf-secret ~job:* &training:* +@all -subscribe",
            "ACL SETUSER caller on >caller-secret resetkeys &* +@all -@write",
        )
        yield started


def ask_needing(
    server: servers.Valkey,
    account: str,
    *,
    keys: tuple[str, ...] = KEYS,
    channels: tuple[str, ...] = CHANNELS,
    writing: bool = False,
) -> Outcome:
    url = RedisUrl.parse(server.url(f"{account}:{account}-secret@"))
    target = RedisTarget(url=url, keys=keys, channels=channels)
    return ask(redis, target, writing=writing)


def test_an_account_for_just_what_the_platform_uses(server: servers.Valkey) -> None:
    outcome = ask_needing(server, "able", writing=True)

    assert codes(outcome) == PROVEN | {"roundtrip": "unsupported"}


@pytest.mark.parametrize(
    ("account", "code", "says", "rule"),
    [
        (
            "looking",
            "redis.no-permission",
            "the ACL denies SET on the key job:healthcheck to looking",
            "'~job:*'",
        ),
        (
            "mute",
            "redis.no-publishing",
            "the ACL denies PUBLISH on the channel training:jobs:healthcheck to mute",
            "'&training:jobs:*'",
        ),
        ("deaf", "redis.no-publishing", "the ACL denies SUBSCRIBE to the user deaf", "+subscribe"),
    ],
)
def test_what_an_account_lacks_is_named(
    server: servers.Valkey, account: str, code: str, says: str, rule: str
) -> None:
    finding = said(ask_needing(server, account), "writable")

    assert (finding.code, finding.summary) == (code, says)
    assert f"ACL SETUSER {account} {rule}," in finding.hint


def test_nobody_needs_keys_who_only_announces(server: servers.Valkey) -> None:
    outcome = ask_needing(server, "caller", keys=(), writing=True)

    assert codes(outcome) == PROVEN


def test_nobody_needs_channels_who_only_keeps(server: servers.Valkey) -> None:
    server.say("ACL SETUSER keeper on >keeper-secret ~* resetchannels +@all")
    outcome = ask_needing(server, "keeper", channels=(), writing=True)

    assert codes(outcome) == PROVEN


def test_asking_for_rights_writes_nothing_and_takes_one_connection(
    server: servers.Valkey,
) -> None:
    server.say("CONFIG RESETSTAT")
    assert codes(ask_needing(server, "able")) == OK

    info = server.info()
    assert info["cmdstat_acl|dryrun"].startswith("calls=4,")
    assert not {"cmdstat_set", "cmdstat_publish", "cmdstat_subscribe"} & info.keys()
    assert info["total_connections_received"] == "2"  # the check's, and the one that counts


def test_a_command_that_was_renamed_is_missed_without_writing() -> None:
    with servers.valkey("rename-command PUBLISH announce") as crippled:
        target = RedisTarget(url=RedisUrl.parse(crippled.url()), channels=CHANNELS)
        outcome = ask(redis, target)

    finding = said(outcome, "writable")
    assert finding.code == "redis.unknown-command"
    assert finding.summary.endswith("has no command PUBLISH")
