"""ClearML's stand-in answers as the real API server was measured to, in its own words."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import jwt
import pytest

from sandbox.clearml.settings import MONGODB_PATIENCE, Manner, Settings, Store
from tests.clearml_stand_in import GOOD, KEYS, StandIn, basic, result

HUNG = "hung"
SILENCE = 0.1  # seconds after which a call that waits for a store counts as hung
WANTED = {"from_date": 0, "to_date": 600, "interval": 600, "items": []}
NEW = {"name": "x", "type": "training"}


def refusal(path: str, data: object = None, **headers: str) -> tuple[str, str]:
    """`400/12` and the message that a new stand-in answers."""
    answer = asyncio.run(StandIn().ask(path, data, **headers))
    return "/".join(map(str, result(answer))), answer["meta"]["result_msg"]


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("/debug.ping", "200/0", "OK"),
        ("/", "400/0", "Invalid request path /"),
        ("/a/b", "400/0", "Invalid request path /a/b"),
        ("/no.such", "404/0", "Unable to find endpoint for name no.such and version 2.34"),
        ("/v2.1/no.such", "404/0", "Unable to find endpoint for name no.such and version 2.1"),
        ("/queues.get_all", "401/20", "Unauthorized (missing credentials)"),
        ("/auth.login", "401/20", "Unauthorized (missing credentials)"),
    ],
)
def test_without_credentials_it_answers(path: str, code: str, message: str) -> None:
    assert refusal(path) == (code, message)


@pytest.mark.parametrize(
    ("authorization", "code", "message"),
    [
        (basic("access", "else"), "401/22", r"Unauthorized \(invalid credentials\) "),
        (basic("else", "secret"), "401/22", r".*\(failed to locate provided credentials\)$"),
        ("Basic x", "401/21", r"Unauthorized \(malformed credentials\)"),
        ("Digest x", "401/10", r"Unauthorized \(bad authentication header type\)$"),
        ("Bearer x", "401/30", r"Invalid token \(invalid jwt token\): reason=Not enough segments$"),
        (f"Bearer {jwt.encode({}, 'k' * 32)}", "401/30", r".*reason=Signature verification failed"),
    ],
)
def test_who_is_not_known_is_told_how(authorization: str, code: str, message: str) -> None:
    told = refusal("/auth.login", authorization=authorization)

    assert told[0] == code
    assert re.match(message, told[1])


@pytest.mark.parametrize(
    ("name", "data", "code", "message"),
    [
        ("queues.get_by_id", {"queue": "q"}, "400/701", "Invalid queue id"),
        ("tasks.get_by_id", {"task": "t"}, "400/101", "Invalid task id"),
        ("tasks.delete", {"task": "t"}, "400/101", "Invalid task id"),
        ("tasks.create", {"type": "training"}, "400/12", "Validation error"),
        ("projects.get_by_id", {"project": "p"}, "400/401", "Invalid project id"),
        ("queues.create", {"name": "default"}, "400/801", "Value combination already exists"),
        ("queues.get_all", {"name": "("}, "400/21", "Malformed regular expression"),
        ("queues.get_all", {"_any_": {}}, "500/9999", "Action is not yet implemented"),
        ("workers.unregister", {"worker": "w"}, "400/1004", "Worker is not registered"),
        ("queues.get_all", b"{", "400/0", "The browser (or proxy) sent a request"),
        ("queues.get_all", b"[1]", "500/0", "Data should be a dict"),
    ],
)
def test_what_cannot_be_done_is_refused(name: str, data: object, code: str, message: str) -> None:
    told = refusal(f"/{name}", data, authorization=basic(*KEYS))

    assert told[0] == code
    assert told[1].startswith(message)


def test_an_answer_carries_the_whole_meta() -> None:
    answer = asyncio.run(StandIn().ask("/v2.23/debug.ping", method="GET", **{"x-clearml-trx": "7"}))

    assert answer["data"] == {"msg": "ClearML server"}
    assert re.fullmatch("[0-9a-f]{32}", answer["meta"].pop("id"))
    endpoint = {"name": "debug.ping", "requested_version": "2.23", "actual_version": "1.0"}
    assert answer["meta"] == {
        "trx": "7",
        "endpoint": endpoint,
        "result_code": 200,
        "result_subcode": 0,
        "result_msg": "OK",
        "error_stack": "",
        "error_data": {},
    }


def test_an_old_client_gets_versions_as_numbers() -> None:
    answer = asyncio.run(StandIn().ask("/v2.0/debug.ping"))

    endpoint = {"name": "debug.ping", "requested_version": 2.0, "actual_version": 1.0}
    assert answer["meta"]["endpoint"] == endpoint


@pytest.mark.parametrize(
    ("query", "data"), [("", {"expiration_sec": 60}), ("?expiration_sec=60", None)]
)
def test_a_login_gives_a_token_that_tells_who_and_for_how_long(query: str, data: object) -> None:
    token = StandIn().call(f"auth.login{query}", data)["token"]

    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 60
    assert claims["exp"] > time.time()
    assert (claims["api_version"], claims["server_version"]) == ("2.34", "2.3.0")
    assert set(claims["identity"]) == {"user", "company", "role", "user_name", "company_name"}


def test_a_token_lasts_a_month_by_default() -> None:
    claims = jwt.decode(StandIn().call("auth.login")["token"], options={"verify_signature": False})

    assert claims["exp"] - claims["iat"] == 30 * 24 * 3600


def test_a_token_opens_every_call_and_a_new_login() -> None:
    stand_in = StandIn()
    bearer = f"Bearer {stand_in.call('auth.login')['token']}"

    assert stand_in.call("queues.get_all", authorization=bearer)["queues"]
    assert stand_in.call("auth.login", authorization=bearer)["token"]


def test_an_expired_token_is_refused() -> None:
    stand_in = StandIn()
    bearer = f"Bearer {stand_in.call('auth.login', {'expiration_sec': -1})['token']}"
    answer = asyncio.run(stand_in.ask("/queues.get_all", authorization=bearer))

    assert result(answer) == (401, 30)
    assert answer["meta"]["result_msg"].endswith("reason=Signature has expired")


def test_a_token_outlives_a_change_of_keys() -> None:
    stand_in = StandIn()
    bearer = f"Bearer {stand_in.call('auth.login')['token']}"
    stand_in.settings = Settings("access", "another")

    assert stand_in.call("queues.get_all", authorization=bearer)["queues"]
    assert result(asyncio.run(stand_in.ask("/auth.login", authorization=basic(*KEYS)))) == (401, 22)


def outcome(stand_in: StandIn, name: str, data: object = None) -> tuple[int, int] | str:
    """What a call meets; the token is of a time when all was whole."""

    async def ask() -> tuple[int, int] | str:
        bearer = f"Bearer {stand_in.records.access.token(life=60)}"
        authorization = basic(*KEYS) if name == "auth.login" else bearer
        try:
            async with asyncio.timeout(SILENCE if is_hung(stand_in.settings) else None):
                return result(await stand_in.ask(f"/{name}", data, authorization=authorization))
        except TimeoutError:
            return HUNG

    return asyncio.run(ask())


def is_hung(settings: Settings) -> bool:
    return Manner.HUNG in settings.broken.values()


CALLS: dict[str, Any] = {
    "debug.ping": None,
    "auth.login": None,
    "server.info": None,
    "tasks.validate": NEW,
    "workers.get_all": None,
    "queues.get_all": None,
    "queues.get_all_ex": None,
    "projects.get_all": None,
    "tasks.create": NEW,
    "workers.get_stats": WANTED,
    "events.get_task_events": {"task": "t"},
    "events.add_batch": None,
}
BOOKS = ("queues.get_all", "queues.get_all_ex", "projects.get_all", "tasks.create")
EVENTS = ("events.get_task_events", "events.add_batch")
BROKEN = {
    Store.REDIS: (*(set(CALLS) - {"debug.ping", "auth.login"}),),
    Store.MONGODB: ("auth.login", *BOOKS, *EVENTS),
    Store.ELASTICSEARCH: ("workers.get_stats", *EVENTS),
}
REFUSAL = {Store.REDIS: (500, 0), Store.MONGODB: (500, 1), Store.ELASTICSEARCH: (500, 100)}


@pytest.mark.parametrize("store", Store)
@pytest.mark.parametrize("manner", Manner)
def test_a_broken_store_breaks_what_was_measured_to_need_it(store: Store, manner: Manner) -> None:
    stand_in = StandIn()
    stand_in.break_(store, manner)
    met = {name: outcome(stand_in, name, data) for name, data in CALLS.items()}

    broken = REFUSAL[store] if manner is Manner.REFUSED else HUNG
    assert met == {name: broken if name in BROKEN[store] else GOOD for name in CALLS}


def test_a_redis_that_refuses_is_named() -> None:
    stand_in = StandIn()
    stand_in.break_(Store.REDIS, Manner.REFUSED)
    answer = asyncio.run(stand_in.ask("/queues.get_all", authorization=basic(*KEYS)))

    assert answer["meta"]["result_msg"].startswith("Error 111 connecting to redis:6379.")


def test_who_is_not_known_hears_so_whatever_is_broken() -> None:
    stand_in = StandIn()
    stand_in.break_(Store.REDIS, Manner.HUNG)

    assert result(asyncio.run(stand_in.ask("/queues.get_all"))) == (401, 20)


def test_a_mongodb_that_refuses_is_tried_for_half_a_minute() -> None:
    assert Settings(*KEYS).mongodb_patience == MONGODB_PATIENCE == 30


@pytest.mark.parametrize("manner", Manner)
def test_a_call_that_waits_for_a_store_goes_on_when_it_is_back(manner: Manner) -> None:
    stand_in = StandIn()
    stand_in.break_(Store.MONGODB, manner, patience=60)

    async def wait() -> tuple[bool, tuple[int, int]]:
        call = asyncio.ensure_future(
            stand_in.ask("/queues.get_all", authorization=f"Bearer {token}")
        )
        done, _ = await asyncio.wait([call], timeout=SILENCE)
        stand_in.mend()
        return bool(done), result(await call)

    token = stand_in.records.access.token(life=60)
    assert asyncio.run(wait()) == (False, GOOD)


def test_a_call_that_waits_fails_when_the_store_comes_to_refuse() -> None:
    stand_in = StandIn()
    stand_in.break_(Store.REDIS, Manner.HUNG)

    async def wait() -> tuple[int, int]:
        call = asyncio.ensure_future(
            stand_in.ask("/queues.get_all", authorization=f"Bearer {token}")
        )
        await asyncio.wait([call], timeout=SILENCE)
        stand_in.break_(Store.REDIS, Manner.REFUSED)
        return result(await call)

    token = stand_in.records.access.token(life=60)
    assert asyncio.run(wait()) == (500, 0)
