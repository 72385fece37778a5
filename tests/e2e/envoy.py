"""A real Envoy in front of gRPC services: the sidecar of a mesh, with what a mesh gives it."""
import json
import os
import pathlib
import tempfile
import urllib.parse

from processes import TOOLS, Server, fetch, until

CLUSTER = "services"
RETRIES = f"cluster.{CLUSTER}.upstream_rq_retry"  # For count().
NOBODY = "127.0.0.1:1"  # An address where nobody listens.

# The retries that Istio gives to each route that names none of its own.
ISTIO_RETRIES = {
    "retry_on": "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes",
    "num_retries": 2,
    "retriable_status_codes": [503],
    "retry_host_predicate": [{"name": "envoy.retry_host_predicates.previous_hosts", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"}}],
    "host_selection_retry_max_attempts": 5,
}

# What Istio gives to each cluster: any number of retries at once. Envoy's own default is three.
ISTIO_CLUSTER = {"circuit_breakers": {"thresholds": [
    {bound: 2**32 - 1 for bound in ("max_connections", "max_pending_requests", "max_requests", "max_retries")}]}}


def istio_outlier_detection(**fields):
    """For the cluster: what Istio makes of an `outlierDetection`, with `maxEjectionPercent: 100`; `fields` are Envoy's.

    Success rates do not count, and there is no panic: while all are ejected, nobody is asked.
    """
    return {**ISTIO_CLUSTER, "outlier_detection": {"enforcing_success_rate": 0, "max_ejection_percent": 100, **fields},
            "common_lb_config": {"healthy_panic_threshold": {"value": 0}}}


def configuration(endpoints_file, *, cluster=None, route=None, virtual_host=None, manager=None, filters=()):
    """Envoy's bootstrap: HTTP/2 from one listener to one cluster, whose endpoints are those of a file.

    `cluster`, `route` (the route's action), `virtual_host` and `manager` (the connection manager) add fields to these
    messages or replace them, under the names of Envoy's v3 API and in the JSON form of protobuf; `filters` stand before
    the router.
    """
    return {
        "node": {"id": "e2e", "cluster": "e2e"},
        "admin": {"address": _loopback(0)},
        "static_resources": {
            "clusters": [_cluster(endpoints_file, cluster or {})],
            "listeners": [{"name": "sidecar", "address": _loopback(0),
                           "filter_chains": [{"filters": [_manager(route or {}, virtual_host or {}, manager or {}, filters)]}]}],
        },
    }


def endpoints(addresses):
    """What discovery says where the cluster's endpoints are."""
    members = [{"endpoint": {"address": _loopback(address.rpartition(":")[2])}} for address in addresses]
    return {"resources": [{"@type": "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
                           "cluster_name": CLUSTER, "endpoints": [{"lb_endpoints": members}]}]}


def _loopback(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": int(port)}}


def _cluster(endpoints_file, more):
    http = "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
    return {
        "name": CLUSTER,
        "type": "EDS",
        "eds_cluster_config": {"eds_config": {
            "resource_api_version": "V3", "path_config_source": {"path": str(endpoints_file)}}},
        "connect_timeout": "1s",
        "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            "@type": http, "explicit_http_config": {"http2_protocol_options": {}}}},
        **more,
    }


def _manager(route, virtual_host, manager, filters):
    hosts = {
        "name": "all",
        "domains": ["*"],
        "include_request_attempt_count": True,  # As Istio does: x-envoy-attempt-count.
        # Without a timeout of the route's own, as in Istio; Envoy's default of 15 s would also end streams.
        "routes": [{"match": {"prefix": "/"}, "route": {"cluster": CLUSTER, "timeout": "0s", **route}}],
        **virtual_host,
    }
    router = {"name": "envoy.filters.http.router", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}
    return {"name": "envoy.filters.network.http_connection_manager", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "sidecar",
        "codec_type": "HTTP2",
        "route_config": {"name": "routes", "virtual_hosts": [hosts]},
        "http_filters": [*filters, router],
        "access_log": [_access_log()],
        **manager,
    }}


def _access_log():
    line = ("%REQ(:PATH)% http %RESPONSE_CODE% grpc %GRPC_STATUS% flags %RESPONSE_FLAGS% attempts %UPSTREAM_REQUEST_ATTEMPT_COUNT% "
            "from %UPSTREAM_HOST% in %DURATION% ms\n")
    return {"name": "envoy.access_loggers.stdout", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
        "log_format": {"text_format_source": {"inline_string": line}}}}


# For the cluster: each call has a connection to the service of its own.
ONE_CALL_A_CONNECTION = {"typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
    "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
    "explicit_http_config": {"http2_protocol_options": {"max_concurrent_streams": 1}}}}}


class Envoy(Server):
    """On a free port of the loopback interface, from construction on, until stop(). Its log has a line for each call.

    `services` are addresses, or have one each; `fields` are those of configuration().
    """

    def __init__(self, scratch, services, **fields):
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="envoy-", dir=scratch))
        self._admin_file = self._folder / "admin"
        self._endpoints_file = self._folder / "endpoints.json"
        self._write_endpoints(services)
        self._config_file = self._folder / "config.json"
        self._config_file.write_text(json.dumps(configuration(self._endpoints_file, **fields), indent=1))
        super().__init__(self._folder, "envoy")

    def _command(self, program, flags):
        # Without hot restart there is no shared memory in which two of them could meet.
        return [TOOLS / program, "--config-path", self._config_file, "--admin-address-path", self._admin_file,
                "--disable-hot-restart", "--concurrency", "1", "--log-level", "warning",
                "--file-flush-interval-msec", "50", *flags]

    def _read_port(self):
        assert self.process.poll() is None, f"it ended:\n{self.log()}"
        try:
            self._admin("/ready")
            listeners = json.loads(self._admin("/listeners?format=json")).get("listener_statuses", [])
        except (OSError, ValueError):  # Not yet: no file, half of it, no listener, or 503.
            return None
        return listeners[0]["local_address"]["socket_address"]["port_value"] if listeners else None

    def _admin(self, path):
        return fetch(f"http://{self._admin_file.read_text()}{path}")

    def count(self, name):
        """A counter or gauge, such as `cluster.services.upstream_rq_retry`; 0 for one that was never touched."""
        found = json.loads(self._admin(f"/stats?format=json&filter=^{urllib.parse.quote(name)}$"))["stats"]
        return next((stat["value"] for stat in found if stat.get("name") == name), 0)

    def set_endpoints(self, *services):
        """From now on calls go to these; the others' calls in flight go on."""
        self._write_endpoints(services)
        wanted = {_address(service) for service in services}
        until(lambda: self.endpoints() == wanted, f"Envoy knows {wanted}")

    def endpoints(self):
        """The addresses that it knows now."""
        clusters = json.loads(self._admin("/clusters?format=json"))["cluster_statuses"]
        hosts = [host["address"]["socket_address"] for cluster in clusters for host in cluster.get("host_statuses", [])]
        return {f"{host['address']}:{host['port_value']}" for host in hosts}

    def _write_endpoints(self, services):
        # Envoy reads a file that is moved to this name, and so never half a file.
        new = self._endpoints_file.with_suffix(".new")
        new.write_text(json.dumps(endpoints([_address(service) for service in services])))
        os.replace(new, self._endpoints_file)


def _address(service):
    return service if isinstance(service, str) else service.address
