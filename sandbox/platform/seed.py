"""The rows that are there from the start: a user, a project, and the datasets that R2 holds."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox import content
from sandbox.platform import passwords
from sandbox.platform.models import Dataset, Project, Role, User

OWNER = 1


def user(session: Session, *, email: str, password: str) -> None:
    """Who is there already keeps their password."""
    if session.scalar(select(User.id).where(User.email == email)) is None:
        kept = passwords.hashed(password)
        whole = {"full_name": "End to End", "role": Role.ENGINEER}
        session.add(User(email=email, hashed_password=kept, **whole))


def project(session: Session) -> None:
    """The first row of an empty table: its id is 1, as everybody expects."""
    if session.scalar(select(Project.id).limit(1)) is None:
        session.add(Project(name="End to End", owner_id=OWNER))


def datasets(session: Session) -> None:
    for sample in content.DATASETS:
        if session.get(Dataset, sample.id) is None:
            session.add(
                Dataset(
                    id=sample.id,
                    name=sample.name,
                    task_type="detection",
                    num_images=sample.images,
                    storage_path=sample.folder,
                    annotation_path=sample.annotations,
                    owner_id=OWNER,
                )
            )
