"""How to tell Temporal from every other gRPC service: GetSystemInfo by hand."""

from healthcheck import Greeting


def _header(name: bytes, value: bytes) -> bytes:
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    head = len(payload).to_bytes(3, "big") + bytes([kind, flags])
    return head + stream.to_bytes(4, "big") + payload


_GET_SYSTEM_INFO = (
    b"\x83\x86"  # :method POST, :scheme http
    + _header(b":path", b"/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo")
    + _header(b":authority", b"healthcheck")
    + _header(b"content-type", b"application/grpc")
    + _header(b"te", b"trailers")
)

GREETING = Greeting(
    "Temporal",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    + _frame(4, 0, 0, b"")  # SETTINGS
    + _frame(1, 4, 1, _GET_SYSTEM_INFO)  # HEADERS, the last of them
    + _frame(0, 1, 1, bytes(5)),  # DATA: an empty message, the end
    rb"\x00{5}\x01\x00{4}.\x0a.\d+\.\d+\.\d+",  # DATA on stream 1: a message, its field 1 a version
)
