"""An OpenAPI document, as far as a request is held against it. Nothing is fetched for it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from checks.http.request import METHODS

HOPS = 20
"""References to references that are followed."""

JSON = re.compile(r"application/json|[^/]+/[^/;]+\+json")


class Unusable(Exception):  # noqa: N818 - what the document is
    """Its text says why, as the end of a sentence about the document."""


class NotJson(Exception):  # noqa: N818 - what the operation takes
    """Its text names the kinds of body that the operation takes."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What may be done at a path, under the name that the document has for it."""

    path: str
    method: str
    node: Mapping[str, Any] = field(repr=False)

    @property
    def refusal(self) -> str:
        """The status of an invalid request, where the document tells; else nothing."""
        responses = self.node.get("responses")
        return "422" if isinstance(responses, Mapping) and "422" in responses else ""


@dataclass(frozen=True, slots=True)
class Document:
    """The whole of it."""

    root: Mapping[str, Any]

    @classmethod
    def read(cls, text: bytes) -> "Document":
        """Unusable where it is none."""
        try:
            root = json.loads(text)
        except (ValueError, RecursionError):
            raise Unusable("is not JSON") from None
        version = root.get("openapi", root.get("swagger")) if isinstance(root, dict) else None
        if version is None:
            raise Unusable("is no OpenAPI document")
        if not str(version).startswith("3."):
            raise Unusable("is an OpenAPI document of another version than 3")
        if not isinstance(root.get("paths"), dict):
            raise Unusable("is an OpenAPI document without paths")
        return cls(root)

    def follow(self, node: object) -> Mapping[str, Any]:
        """What a node is, or refers to."""
        for _ in range(HOPS):
            if not isinstance(node, dict):
                raise Unusable("has something else where an object belongs")
            if not isinstance(node.get("$ref"), str):
                return node
            node = self._at(node["$ref"])
        raise Unusable("has references that lead nowhere")

    def operations(self, path: str) -> Iterator[Operation]:
        """All that the document has for a path, the most literal of its names first."""
        asked = {each for given in (path, unquote(path)) for each in self._below(given)}
        names = (n for n in self.root["paths"] if any(_matches(n, each) for each in asked))
        for name in sorted(names, key=lambda name: name.count("{")):
            item = self.follow(self.root["paths"][name])
            for method, node in item.items():
                if isinstance(node, dict) and method.upper() in METHODS:
                    yield Operation(name, method.upper(), node)

    def schema(self, operation: Operation) -> tuple[Any, bool]:
        """Of the operation's JSON body, None where it takes none; and whether one is required.

        NotJson where it takes other bodies only.
        """
        body = self.follow(operation.node.get("requestBody", {}))
        content = body.get("content") or {}
        kinds = {str(kind).partition(";")[0].strip().lower(): kind for kind in content}
        for kind, name in kinds.items():
            if JSON.fullmatch(kind) or kind == "*/*":
                return self.follow(content[name]).get("schema"), body.get("required") is True
        if kinds:
            raise NotJson(", ".join(kinds))
        return None, False

    def _below(self, path: str) -> Iterator[str]:
        """The path, and what it is below each server that the document names."""
        yield path
        servers = self.root.get("servers")
        for server in servers if isinstance(servers, list) else ():
            prefix = _path(server.get("url") if isinstance(server, dict) else None)
            if prefix and path.startswith(f"{prefix}/"):
                yield path.removeprefix(prefix)

    def _at(self, reference: str) -> object:
        node: Any = self.root
        if not reference.startswith("#/"):
            raise Unusable("refers to what is not in it")
        for key in reference[2:].split("/"):
            key = unquote(key).replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise Unusable("refers to what is not in it")
            node = node[key]
        return node


def _matches(name: str, path: str) -> bool:
    """Whether a path is one of those that the name `/jobs/{id}` stands for."""
    names, pieces = name.rstrip("/").split("/"), path.rstrip("/").split("/")
    return len(names) == len(pieces) and all(map(_stands_for, names, pieces))


def _stands_for(name: str, piece: str) -> bool:
    if "{" not in name:
        return name == piece
    literal = re.split(r"\{[^{}]*\}", name)
    return re.fullmatch(".+".join(map(re.escape, literal)), piece) is not None


def _path(url: object) -> str:
    try:
        return urlsplit(url).path.rstrip("/") if isinstance(url, str) else ""
    except ValueError:
        return ""
