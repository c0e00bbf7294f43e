"""How a web server can stand in the way, and the request that is sent to it."""

from checks import web
from healthcheck import Code

CODES = (
    web.PROXIED,
    Code(
        "unauthorized",
        "The server wants to know who asks, and does not accept what it was told.",
        "Set user and password, or a token, for this dependency; or correct them.",
    ),
    Code(
        "no-permission",
        "The server knows who asks, and does not allow it.",
        "Give this account the right, or use another one.",
    ),
    Code(
        "not-found",
        "There is no such path on this server.",
        "Correct the path in the URL; or it is another server's port.",
    ),
    Code(
        "server-error",
        "The server failed to answer, or a gateway before it does not reach it.",
        "Read the server's log, and the gateway's.",
        passing=True,
    ),
    Code(
        "redirected",
        "The server sends whoever asks to another address. It is not followed, since what answers "
        "there is another question.",
        "Write the address it leads to into the URL, or name this status as expected.",
    ),
    Code(
        "redirects-in-a-circle",
        "One redirect leads to the next, and none of them to an answer: back to where it began, or "
        "further than anybody follows.",
        "Follow it by hand (curl -iL); a proxy and the server behind it often disagree about http "
        "and https, or about a slash at the end.",
    ),
    Code(
        "certificate-expiring",
        "The server's certificate expires within days. From then on no client accepts it.",
        "Renew the certificate, and see why it was not renewed by itself.",
    ),
    Code(
        "wrong-header",
        "A header of the answer is missing, or is not what `headers` expects.",
        "Look at what the URL answers (curl -i), or correct `headers`.",
    ),
    Code(
        "not-json",
        "Values in the answer's JSON are expected, and what came is no JSON, or too long.",
        "Look at what the URL answers (curl -i): most likely it is another program's page.",
    ),
    Code(
        "unexpected-json",
        "A value in the answer's JSON is not what `json` expects.",
        "See what the server says is wrong with it, or correct `json`.",
    ),
    Code(
        "wrong-status",
        "The server answers, with another status than the one expected.",
        "Look at what the URL answers (curl -i), or correct `status`.",
    ),
    Code(
        "unreadable-document",
        "What `openapi` leads to is no OpenAPI document of version 3 in JSON, or one that cannot "
        "be used: it is too large, or refers to what is not in it.",
        "Look at what the server answers there (curl -i), and correct `openapi`.",
    ),
    Code(
        "unknown-path",
        "The backend's OpenAPI document does not have the path of the request, or there is neither "
        "a document nor that path: it would be answered with 404.",
        "Correct `request.path`, or the URL; or it is another version of the backend.",
    ),
    Code(
        "unknown-method",
        "The backend's OpenAPI document has the path of the request with other methods only: it "
        "would be answered with 405.",
        "Correct `request.method`.",
    ),
    Code(
        "invalid-request",
        "The body of the request breaks the schema in the backend's OpenAPI document: FastAPI "
        "answers such a request with 422, and does not begin.",
        "Correct `request.body`; the backend's /docs show what it takes.",
    ),
)
