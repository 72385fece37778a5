"""Nothing of a contact and no secret is written anywhere but to the upstream."""
import os
import re
import resource
import signal

import pytest

from contract import document, request

MARKERS = {
    "name": "Marker-Name", "contact_number": "+1 555 0142", "email": "marker@example.com", "alternate_number": "5550143",
    "occupation": "Marker-Occupation", "company_name": "Marker-Company", "address": "Marker-Address",
    "about": "Marker-About", "context": "Marker-Document-Context", "labels": ["Marker-Label"], "title": "Marker-Title",
    "description": "Marker-Description", "document_id": "Marker-Id",
}
SECRET = re.compile(r"marker|555 ?014|service-token-e2e|caller-token|private-space", re.IGNORECASE)


def private(**fields):
    wanted = document(**MARKERS)
    wanted.variables["extra"] = "Marker-Extra"
    return request(space_token="private-space", context="Marker-Context", documents=[wanted], **fields)


def complain_about_values(sandbox):
    """An upstream that repeats what it was sent."""
    sandbox.script(status=400, text='{"message":"Task Creation Failed: Marker-Name +1 555 0142","status_code":400}')


@pytest.mark.parametrize("level", ["debug", "info"])
def test_no_word_of_it_is_in_the_log(serve, connect, sandbox, level):
    service = serve(f"--log_level={level}")
    client = connect(service)
    assert client.create(private(), token="caller-token").run_id
    assert client.create(private(validate_only=True)).preview.body
    for fault in ({"body": "500_html"}, {"body": "206_validation_context"}, {"close": "after_request"},
                  {"body": "401_invalid_token"}, {"edit": "truncated"}):
        sandbox.script(**fault)
        client.refused(private(), token="caller-token")
    client.refused(private(pilot=""))
    client.refused(private(), token="caller-token bad")
    complain_about_values(sandbox)
    client.refused(private())
    client.close()
    service.stop()
    assert "serving" in service.log()
    assert not SECRET.search(service.log()), SECRET.search(service.log())


def test_no_word_of_it_is_in_an_error(client, sandbox):
    bad = document(**{**MARKERS, "contact_number": "marker-number", "title": "Marker\0Title"})
    error = client.refused(request(space_token="private-space", pilot="", documents=[bad]))
    assert not SECRET.search(str(vars(error)))
    complain_about_values(sandbox)
    error = client.refused(private())
    assert error.execution == "unknown", "it says that something has failed, not that nothing was begun"
    assert not SECRET.search(str(vars(error)))


def test_the_token_is_masked_in_a_preview(client):
    preview = client.create(private(validate_only=True), token="caller-token").preview
    assert "caller-token" not in str(preview) and "service-token-e2e" not in str(preview)
    assert any(name.lower() == "authorization" for name in preview.headers)


def leaves_a_dump(service):
    """Whether the kernel writes one when it is aborted."""
    service.signal(signal.SIGABRT)
    how = os.waitid(os.P_PID, service.process.pid, os.WEXITED | os.WNOWAIT).si_code
    service.await_end(-signal.SIGABRT)
    return how == os.CLD_DUMPED


def test_a_crash_leaves_no_core_dump(serve, tmp_path):
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    asks_for_one = {"cwd": tmp_path, "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_CORE, unlimited)}
    assert not leaves_a_dump(serve(process=asks_for_one))
    if not leaves_a_dump(serve("--core_dumps", process=asks_for_one)):
        return  # By the kernel's settings, or a sanitizer's, nothing leaves one here.
