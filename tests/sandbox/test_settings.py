"""Settings that are wrong while every server is well: what the report predicts of them."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from tests.stack import Lent

NOTHING = ""
"""An empty variable counts as not set."""


def report(stack: Lent, changed: Mapping[str, str]) -> dict[str, Any]:
    """The report with some variables changed; `=NAME` takes the value of another one."""
    own = stack.environment
    values = {
        name: own[text[1:]] if text.startswith("=") else text for name, text in changed.items()
    }
    done = subprocess.run(
        ["healthcheck", "--all", "--format", "json"],
        env={**own, **values},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def created(found: dict[str, Any]) -> dict[str, Any]:
    """The verdict that decides."""
    (verdict,) = [each for each in found["operations"] if each["name"] == "create-training-job"]
    operation: dict[str, Any] = verdict
    return operation


KEYS = ("CLEARML_API_ACCESS_KEY", "CLEARML_API_SECRET_KEY")
NO_KEYS = dict.fromkeys(KEYS, NOTHING)
THE_OTHERS = {
    "INTERNAL_STORAGE_ACCESS_KEY": "=EXTERNAL_STORAGE_ACCESS_KEY",
    "INTERNAL_STORAGE_SECRET_KEY": "=EXTERNAL_STORAGE_SECRET_KEY",
}


@pytest.mark.parametrize(
    ("changed", "cause", "code", "effect"),
    [
        (NO_KEYS, "clearml.authenticated", "clearml.no-credentials", "degraded"),
        (
            {"CLEARML_API_HOST": "=CLEARML_WEB_HOST"},
            "clearml.reachable",
            "clearml.web-port",
            "degraded",
        ),
        (THE_OTHERS, "minio.authenticated", "minio.unknown-key", "rejected"),
        (
            {"EXTERNAL_STORAGE_ENDPOINT": "=INTERNAL_STORAGE_ENDPOINT"},
            "r2.authenticated",
            "r2.unknown-key",
            "rejected",
        ),
        (
            {"INTERNAL_STORAGE_ENDPOINT": "=EXTERNAL_STORAGE_ENDPOINT"},
            "minio.authenticated",
            "minio.key-length",
            "rejected",
        ),
        (
            {"INTERNAL_STORAGE_SECRET_KEY": NOTHING},
            "minio.configured",
            "config.missing-setting",
            "rejected",
        ),
        (
            {"INTERNAL_BUCKET_CHECKPOINTS": "Training_Checkpoints"},
            "minio.configured",
            "config.malformed-setting",
            "rejected",
        ),
        (
            {"DATABASE_URL": "sqlite:///platform.db"},
            "platform-db.configured",
            "postgres.sqlite",
            "rejected",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_effect(
    stack: Lent, changed: dict[str, str], cause: str, code: str, effect: str
) -> None:
    operation = created(report(stack, changed))

    assert operation["root_causes"] == [cause]
    assert [each["code"] for each in operation["blockers"]] == [code]
    assert operation["effect"] == effect


def test_a_bucket_that_a_job_does_without_is_a_warning(stack: Lent) -> None:
    found = report(stack, {"INTERNAL_BUCKET_SCHEMAS": "no-such-schemas"})

    (minio,) = [each for each in found["dependencies"] if each["name"] == "minio"]
    assert (found["status"], minio["status"]) == ("ready", "warn")


def test_without_keys_a_clearml_that_is_away_loses_the_tracking_and_no_more(stack: Lent) -> None:
    stack.break_("clearml-stopped")

    operation = created(report(stack, NO_KEYS))

    assert (operation["status"], operation["effect"]) == ("degraded", "degraded")
    assert operation["root_causes"] == ["clearml.authenticated"]
