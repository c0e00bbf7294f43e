"""Whether the server is there, who calls, and what it is."""

from __future__ import annotations

from sandbox.clearml.call import API_VERSION, SERVER_VERSION, Call, Data
from sandbox.clearml.endpoint import Endpoint
from sandbox.clearml.records import Records
from sandbox.clearml.stores import CACHE, LOGIN, NOTHING


def ping(_: Records, __: Call) -> Data:
    return {"msg": "ClearML server"}


def login(records: Records, call: Call) -> Data:
    return {"token": records.access.token(life=call.data.get("expiration_sec"))}


def info(_: Records, __: Call) -> Data:
    return {"version": SERVER_VERSION, "build": "0", "api_version": API_VERSION}


def current_user(records: Records, _: Call) -> Data:
    who = records.access.identity
    company = {"id": who.company, "name": who.company_name}
    return {"user": {"id": who.user, "name": who.user_name, "role": who.role, "company": company}}


ENDPOINTS = {
    "debug.ping": Endpoint(ping, needs=NOTHING, open=True),
    "auth.login": Endpoint(login, needs=LOGIN),
    "server.info": Endpoint(info, needs=CACHE),
    "users.get_current_user": Endpoint(current_user),
}
