"""Projects."""

from __future__ import annotations

from sandbox.clearml import errors
from sandbox.clearml.call import Call, Data
from sandbox.clearml.endpoint import Endpoint
from sandbox.clearml.errors import ApiError
from sandbox.clearml.records import Records, chosen


def get_all(records: Records, call: Call) -> Data:
    return {"projects": chosen(records.projects.values(), call.data)}


def get_by_id(records: Records, call: Call) -> Data:
    return {"project": _project(records, call)}


def create(records: Records, call: Call) -> Data:
    """A name with slashes makes those above it too."""
    name = call.data["name"]
    if any(each["name"] == name for each in records.projects.values()):
        raise ApiError(errors.NOT_UNIQUE, name=name)
    above, _, basename = name.rpartition("/")
    if above and not any(each["name"] == above for each in records.projects.values()):
        create(records, Call(call.request, data={"name": above}))
    project = records.new(**{"description": "", **call.data, "basename": basename})
    records.projects[project["id"]] = project
    return {"id": project["id"]}


def delete(records: Records, call: Call) -> Data:
    project = _project(records, call)
    for task in records.tasks.values():
        if task.get("project") == project["id"]:
            task["project"] = None
    del records.projects[project["id"]]
    return {"deleted": 1, "disassociated_tasks": 0, "urls": None, "deleted_models": 0}


def _project(records: Records, call: Call) -> Data:
    identifier = call.data["project"]
    if identifier not in records.projects:
        raise ApiError(errors.INVALID_PROJECT_ID, id=identifier)
    return records.projects[identifier]


ENDPOINTS = {
    "projects.get_all": Endpoint(get_all),
    "projects.get_all_ex": Endpoint(get_all),
    "projects.get_by_id": Endpoint(get_by_id, required=("project",)),
    "projects.create": Endpoint(create, required=("name",)),
    "projects.delete": Endpoint(delete, required=("project",)),
}
