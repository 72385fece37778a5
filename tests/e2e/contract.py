"""The contract as Python's grpcio sees it, generated from the proto for each run, and the errors decoded."""
import importlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
from types import SimpleNamespace

import grpc
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc

from processes import PATIENCE, ROOT

METHOD = "/unpod_task.v1.TaskService/CreateTask"
SERVICE = "unpod_task.v1.TaskService"
SPACE = "8KZAMRAHSXXXXXXMAYNASMJC"
PILOT = "space-agent-f1o3qjm1y7q1avvuynv4vprb1"


def _generate():
    folder = tempfile.TemporaryDirectory(prefix="unpod-e2e-")
    proto = pathlib.Path("unpod_task/v1/task_service.proto")
    # By the compiler that made the service's code: that of python3-grpc-tools is too old for newer libraries.
    plugin = shutil.which("grpc_python_plugin")
    subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={folder.name}", f"--grpc_python_out={folder.name}",
                    f"--plugin=protoc-gen-grpc_python={plugin}", str(proto)], check=True)
    sys.path.insert(0, folder.name)
    try:
        module = "unpod_task.v1.task_service_pb2"
        return importlib.import_module(module), importlib.import_module(module + "_grpc")
    finally:
        sys.path.remove(folder.name)
        folder.cleanup()


pb, stubs = _generate()


def document(**fields):
    return pb.Document(**{"name": "John Doe", "contact_number": "1234567890", **fields})


def request(**fields):
    return pb.CreateTaskRequest(**{"space_token": SPACE, "pilot": PILOT, "documents": [document()],
                                   "context": "Discuss the project.", **fields})


def task_ids(answer):
    """Of a CreateTaskResponse or a RequestRecord: its tasks, in the order of the documents."""
    assert [result.index for result in answer.results] == list(range(len(answer.results)))
    return [result.task_id for result in answer.results]


class Client:
    """A caller in another language, with a channel of its own."""

    def __init__(self, address, **options):
        arguments = [("grpc.enable_http_proxy", 0), *((f"grpc.{k}", v) for k, v in options.items())]
        self.channel = grpc.insecure_channel(address, options=arguments)
        self.stub = stubs.TaskServiceStub(self.channel)
        self.ledger = stubs.LedgerServiceStub(self.channel)
        self.health_stub = health_pb2_grpc.HealthStub(self.channel)

    def close(self):
        self.channel.close()

    def create(self, message=None, timeout=PATIENCE, token=None):
        """The answer, or raises grpc.RpcError."""
        return self.stub.CreateTask(message or request(), timeout=timeout, metadata=_metadata(token))

    def start(self, message=None, timeout=PATIENCE, token=None):
        """A future of the answer."""
        return self.stub.CreateTask.future(message or request(), timeout=timeout, metadata=_metadata(token))

    def refused(self, message=None, timeout=PATIENCE, token=None):
        """The decoded error; a success is a failed test."""
        return error_of(lambda: self.create(message, timeout, token))

    def send_bytes(self, data, method=METHOD):
        """Bytes of no known message; for what comes back."""
        call = self.channel.unary_unary(method, request_serializer=bytes, response_deserializer=bytes)
        return call(data, timeout=PATIENCE)

    def health(self, service=SERVICE):
        answer = self.health_stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE)
        return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)

    def watch_health(self, service=SERVICE):
        """The statuses that a health watch sees, as they come."""
        for answer in self.health_stub.Watch(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE):
            yield health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)


def _metadata(token):
    return [] if token is None else [("unpod-api-token", token)]


def error_of(call):
    try:
        answer = call()
    except grpc.RpcError as error:
        return decode(error)
    raise AssertionError(f"this was to fail, and was answered: {answer}")


def decode(error):
    """code, text, reason, domain, execution, repeat, failure, http_status, violations, violation_reasons, retry_delay, resource, pushback, size."""
    trailers = {key: value for key, value in error.trailing_metadata() or ()}
    details = trailers.get("grpc-status-details-bin", b"")
    decoded = SimpleNamespace(code=error.code().name, text=error.details(), reason=None, domain=None, execution=None, repeat=None, failure=None,
                              http_status=None, violations={}, violation_reasons={}, retry_delay=None, resource=None,
                              pushback=trailers.get("grpc-retry-pushback-ms"),
                              size=len(details) + len((error.details() or "").encode()))
    status = status_pb2.Status.FromString(details)
    for detail in status.details:
        _DECODERS[detail.TypeName()](detail, decoded)
    if details:
        assert status.code == error.code().value[0] and status.message == error.details()
        assert status.details[-1].TypeName() == "unpod_task.v1.Failure", "it comes last"
        _check_verdict(decoded, {key: trailers.get(f"unpod-{key}") for key in ("execution", "reason", "repeat")})
    return decoded


def _check_verdict(decoded, trailers):
    """The trailers, ErrorInfo and Failure say the same."""
    assert trailers == {"execution": decoded.execution, "reason": decoded.reason, "repeat": decoded.repeat}
    failure = decoded.failure
    assert failure.code == grpc.StatusCode[decoded.code].value[0] and failure.reason == decoded.reason
    assert pb.Execution.Name(failure.execution) == f"EXECUTION_{decoded.execution.upper()}"
    assert failure.repeat_is_safe == (decoded.repeat == "safe") == (decoded.pushback is None)
    assert str(failure.http_status or None) == str(decoded.http_status)
    assert (failure.retry_delay.ToNanoseconds() / 1e9 if failure.HasField("retry_delay") else None) == decoded.retry_delay
    assert failure.field == next(iter(decoded.violations), "")


def _unpack(detail, kind):
    message = kind()
    assert detail.Unpack(message)
    return message


def _error_info(detail, decoded):
    info = _unpack(detail, error_details_pb2.ErrorInfo)
    decoded.reason, decoded.domain = info.reason, info.domain
    decoded.execution, decoded.http_status = info.metadata.get("execution"), info.metadata.get("http_status")
    decoded.repeat = info.metadata.get("repeat")


def _bad_request(detail, decoded):
    message = _unpack(detail, error_details_pb2.BadRequest)
    decoded.violations = {v.field: v.description for v in message.field_violations}
    # Debian's google.rpc may be older than this field.
    decoded.violation_reasons = {v.field: _reason_of(v) for v in message.field_violations}


def _reason_of(violation):
    """Its third field, also where the installed google.rpc is older than that."""
    if hasattr(violation, "reason"):
        return violation.reason
    data = violation.SerializeToString()
    at = data.find(b"\x1a")  # The number 3, a text: field paths and sentences hold no such byte.
    return data[at + 2:at + 2 + data[at + 1]].decode() if at >= 0 else None


def _retry_info(detail, decoded):
    decoded.retry_delay = _unpack(detail, error_details_pb2.RetryInfo).retry_delay.ToNanoseconds() / 1e9


def _resource_info(detail, decoded):
    decoded.resource = _unpack(detail, error_details_pb2.ResourceInfo).resource_type


def _failure(detail, decoded):
    decoded.failure = _unpack(detail, pb.Failure)


_DECODERS = {"unpod_task.v1.Failure": _failure,
             "google.rpc.ErrorInfo": _error_info, "google.rpc.BadRequest": _bad_request,
             "google.rpc.RetryInfo": _retry_info, "google.rpc.ResourceInfo": _resource_info}
