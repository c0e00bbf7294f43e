"""Rows that are not there, in tables that are as they should be."""

from __future__ import annotations

from sandbox.faults.fault import Fault
from sandbox.faults.questions import DATASET_ID, PROJECT, creates_job, finds_user
from sandbox.faults.schema import altered

UNCHECKED = "SET session_replication_role = replica"  # what refers to a row that goes may stay
ELSEWHERE = 1_000_000 + PROJECT
ANOTHER_DATASET = "00000000-0000-4000-8000-000000000001"

FAULTS = (
    Fault(
        "platform-db-missing-project",
        "Platform DB does not hold the project that jobs are created in.",
        "platform-db",
        "platform-db",
        altered(
            f"{UNCHECKED}; UPDATE projects SET id = {ELSEWHERE} WHERE id = {PROJECT}",
            f"{UNCHECKED}; UPDATE projects SET id = {PROJECT} WHERE id = {ELSEWHERE}",
        ),
        met="projects has no row",
        meets=creates_job,
    ),
    Fault(
        "platform-db-missing-dataset",
        "Platform DB does not hold the dataset that R2 holds.",
        "platform-db",
        "platform-db",
        altered(
            f"{UNCHECKED}; UPDATE datasets SET id = '{ANOTHER_DATASET}' WHERE id = '{DATASET_ID}'",
            f"{UNCHECKED}; UPDATE datasets SET id = '{DATASET_ID}' WHERE id = '{ANOTHER_DATASET}'",
        ),
        met="datasets has no row",
        meets=creates_job,
    ),
    Fault(
        "user-db-missing-user",
        "User DB does not hold the user that creates jobs.",
        "user-db",
        "user-db",
        altered(
            "UPDATE users SET email = 'renamed-away-' || email",
            "UPDATE users SET email = substr(email, length('renamed-away-') + 1)",
        ),
        met="users has no row",
        meets=finds_user,
    ),
)
