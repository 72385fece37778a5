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


def request(method, *more, ends=True):
    """A HEADERS frame that opens stream 1, and ends it unless a message follows; nothing in it is checked."""
    headers = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", method.encode()), (b":authority", b"test"),
               (b"te", b"trailers"), (b"content-type", b"application/grpc"), *more]
    # Literal header fields without indexing, each name and value in full.
    block = b"".join(b"\0" + _text(name) + _text(value) for name, value in headers)
    return frame(1, 0x4 | (0x1 if ends else 0), 1, block)


def _text(octets):
    assert len(octets) < 127
    return bytes([len(octets)]) + octets


def call(port, method, message, *more):
    """Sends one message and waits until the answer to it has ended, whatever it says: all bytes that came."""
    data = b"\0" + len(message).to_bytes(4, "big") + message
    with connect(port) as connection:
        connection.sendall(request(method, *more, ends=False) + frame(0, 0x1, 1, data))
        received = b""
        while not _has_ended(received):
            received += connection.recv(65536) or _fail("the connection ended")
    return received


def _has_ended(octets):
    while len(octets) >= 9:
        size, kind, flags = int.from_bytes(octets[:3], "big"), octets[3], octets[4]
        if kind in (0, 1) and flags & 0x1 and len(octets) >= 9 + size:
            return True
        octets = octets[9 + size:]
    return False


def _fail(what):
    raise AssertionError(what)
