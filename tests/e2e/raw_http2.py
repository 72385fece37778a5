"""HTTP/2 by hand, for what no library sends."""
import socket

from processes import PATIENCE

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS = 4


def frame(kind, flags=0, stream=0, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def connect(port):
    """A connection on which both sides have sent their settings."""
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    connection.sendall(PREFACE + frame(SETTINGS))
    return connection


def request(method, *more):
    """A HEADERS frame that opens and ends stream 1; nothing in it is checked."""
    headers = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", method.encode()), (b":authority", b"test"),
               (b"te", b"trailers"), (b"content-type", b"application/grpc"), *more]
    # Literal header fields without indexing, each name and value in full.
    block = b"".join(b"\0" + _text(name) + _text(value) for name, value in headers)
    return frame(1, 0x4 | 0x1, 1, block)


def _text(octets):
    assert len(octets) < 127
    return bytes([len(octets)]) + octets
