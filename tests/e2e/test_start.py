"""Starting: help, flags, variables, and everything that is wrong with them."""
import os
import signal

import pytest

from processes import Server, run


def test_help_is_for_people():
    result = run("unpod-taskd", "--help")
    assert result.returncode == 0 and result.stderr == ""
    for text in ("--listen=127.0.0.1:50051", "UNPOD_TASKD_LISTEN", "--sandbox", "UNPOD_API_TOKEN", "Exit status"):
        assert text in result.stdout, text
    assert max(map(len, result.stdout.splitlines())) <= 110


@pytest.mark.parametrize("program", ["unpod-taskd", "unpod-task"])
def test_the_version_is_told(program):
    result = run(program, "--version")
    assert (result.returncode, result.stdout.split()[0]) == (0, program)


def test_all_that_is_wrong_is_told_at_once_one_line_each():
    result = run("unpod-taskd", "--upstream=ftp://x", "--max_documents=0", "--phone_check=psychic", "--no_such_flag",
                 "--drain_timeout=soon", "--upstream_http=3", "--api_token_file=/nowhere/token", "--log_level=loud",
                 "--org_handle=a b", "stray")
    assert result.returncode == 2 and result.stdout == ""
    lines = result.stderr.splitlines()
    wanted = ["--upstream:", "--max_documents:", "--phone_check:", "--no_such_flag:", "--drain_timeout:",
              "--upstream_http:", "--api_token_file:", "--log_level:", "--org_handle:", "argument number 10"]
    assert len(lines) == len(wanted), result.stderr
    for text in wanted:
        assert sum(text in line for line in lines) == 1, text
    assert all(line.startswith("unpod-taskd: ") for line in lines)


def test_a_mistyped_value_is_not_shown():
    result = run("unpod-taskd", "--api_token_file=", "--max_documents=my-secret", env={**os.environ, "UNPOD_API_TOKEN": "a b"})
    assert result.returncode == 2
    assert "my-secret" not in result.stderr and "a b" not in result.stderr


@pytest.mark.parametrize("token", ['"sesame7"', "'sesame7'", "UNPOD_API_TOKEN=sesame7", "Token sesame7", "Bearer sesame7"])
def test_a_token_with_something_around_it_is_named(tmp_path, token):
    result = run("unpod-taskd", env={**os.environ, "UNPOD_API_TOKEN": token})
    assert result.returncode == 2 and "UNPOD_API_TOKEN: " in result.stderr and "write the token alone" in result.stderr
    assert "sesame7" not in result.stderr + result.stdout
    file = tmp_path / "token"
    file.write_text(token + "\n")
    result = run("unpod-taskd", f"--api_token_file={file}")
    assert result.returncode == 2 and "--api_token_file: " in result.stderr
    assert "sesame7" not in result.stderr + result.stdout


def test_each_flag_is_also_a_variable(start, connect):
    server = start("--sandbox", UNPOD_TASKD_MAX_DOCUMENTS="1", UNPOD_TASKD_LOG_LEVEL="debug")
    assert connect(server).create().run_id


def test_a_wrong_variable_is_named(tmp_path):
    result = run("unpod-taskd", env={**os.environ, "UNPOD_TASKD_MAX_IN_FLIGHT": "lots"})
    assert result.returncode == 2
    assert "UNPOD_TASKD_MAX_IN_FLIGHT" in result.stderr and len(result.stderr.splitlines()) == 1


# What Kubernetes and Docker set where services of these names are near.
SERVICE_LINKS = {
    f"{name}{ending}": value
    for name in ("UNPOD_TASKD", "UNPOD_TASKD_SANDBOX", "UNPOD_TASKD_METRICS", "UNPOD_TASK", "UNPOD_SANDBOX", "UNPOD")
    for ending, value in {
        "_SERVICE_HOST": "10.96.0.7", "_SERVICE_PORT": "50051", "_SERVICE_PORT_GRPC": "50051",
        "_PORT": "tcp://10.96.0.7:50051", "_PORT_50051_TCP": "tcp://10.96.0.7:50051",
        "_PORT_50051_TCP_PROTO": "tcp", "_PORT_50051_TCP_PORT": "50051", "_PORT_50051_TCP_ADDR": "10.96.0.7",
        "_NAME": "/web/near", "_ENV_LOG_LEVEL": "loud"}.items()}


def test_services_of_the_same_name_nearby_are_no_settings(start, connect, tmp_path):
    server = start("--sandbox", **SERVICE_LINKS)
    assert connect(server).create().run_id
    server.logs("describe services")
    result = run("unpod-task", "health", f"--address={server.address}", env={**os.environ, **SERVICE_LINKS})
    assert result.returncode == 0, result.stderr
    sandbox = Server(tmp_path, "unpod-sandbox", env=SERVICE_LINKS)
    sandbox.signal()
    assert sandbox.exit_status() == 0


def test_a_mistyped_variable_is_an_error_beside_them():
    result = run("unpod-taskd", env={**os.environ, **SERVICE_LINKS, "UNPOD_TASKD_PORT_FIEL": "/run/port"})
    assert result.returncode == 2 and result.stderr.count("\n") == 1
    assert "UNPOD_TASKD_PORT_FIEL: no such setting" in result.stderr


def test_the_command_line_wins_over_a_variable(start, connect):
    server = start("--sandbox", "--log_level=info", UNPOD_TASKD_LOG_LEVEL="off")
    server.logs("serving")
    assert connect(server).health() == "SERVING"


def test_the_port_is_written_and_logged(start):
    server = start("--sandbox")
    server.logs(f"port={server.port}")


def test_a_taken_port_is_an_error(start):
    server = start("--sandbox")
    result = run("unpod-taskd", "--sandbox", f"--listen={server.address}")
    assert result.returncode == 1
    assert f"cannot listen on {server.address}" in result.stderr


def test_a_port_file_that_cannot_be_written_is_an_error():
    result = run("unpod-taskd", "--sandbox", "--listen=127.0.0.1:0", "--port_file=/nowhere/port")
    assert result.returncode == 1 and "--port_file" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_to(start, number):
    server = start("--sandbox")
    server.signal(number)
    assert server.exit_status() == 0
