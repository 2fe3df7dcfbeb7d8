"""What the commands print, where their output cannot take it, and when somebody presses Ctrl-C."""

import json
import os
import subprocess
import sys

import pytest

from fmnist_core.runs import RunStore

COMMAND = [sys.executable, "-m", "fmnist_core"]


def _environment(**changes):
    """Return this process's environment with changes; None takes a variable away."""
    return {key: value for key, value in (os.environ | changes).items() if value is not None}


def _run(arguments, output, **changes):
    return subprocess.run(
        [*COMMAND, *arguments], stdout=output, stderr=subprocess.PIPE, env=_environment(**changes)
    )


@pytest.mark.parametrize("unbuffered", [None, "1"])
@pytest.mark.parametrize("arguments", [["architectures"], ["architectures", "--json"], ["--help"]])
def test_a_reader_that_has_seen_enough_is_no_error(unbuffered, arguments):
    reader, output = os.pipe()
    os.close(reader)
    try:
        result = _run(arguments, output, PYTHONUNBUFFERED=unbuffered)
    finally:
        os.close(output)
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a full disk is a device of Linux")  # noqa: PTH110
@pytest.mark.parametrize("unbuffered", [None, "1"])
def test_a_full_disk_is_a_sentence(unbuffered):
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        result = _run(["architectures"], full, PYTHONUNBUFFERED=unbuffered)
    assert result.returncode == 1
    (sentence,) = result.stderr.decode().splitlines()
    assert sentence.startswith("The output cannot be written: No space left on device.")


def test_without_an_output_nothing_fails():
    closed = [sys.executable, "-c", "import os, sys; os.close(1); os.execv(sys.executable, sys.argv[1:])"]
    result = subprocess.run([*closed, *COMMAND, "architectures", "--json"], capture_output=True)
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_what_the_output_cannot_encode_is_escaped(make_run, encoding):
    name = os.fsdecode(b"M\xc3\xa4ntel \xff") + " \N{COAT}"
    make_run("mine", name=name)
    shown, table = (
        _run(["runs", "show", "mine", *more], subprocess.PIPE, PYTHONIOENCODING=encoding)
        for more in (["--json"], [])
    )
    assert (shown.returncode, table.returncode) == (0, 0), shown.stderr + table.stderr
    assert json.loads(shown.stdout.decode(encoding))["name"] == name
    assert r"ntel \udcff" in table.stdout.decode(encoding)


@pytest.mark.parametrize("command", ["show", "diff", "label", "delete"])
def test_json_may_stand_before_the_command_of_runs(make_run, run_cli, monkeypatch, artifacts, command):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(artifacts))  # run_cli has moved it
    make_run("mine")
    more = {"diff": ["mnist-cnn"], "label": ["--note", "Why"]}.get(command, [])
    status, out, err = run_cli("runs", "--json", command, "mine", *more)
    assert status == 0, err
    assert json.loads(out)


def test_ctrl_c_ends_a_command_quietly(run_cli, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(RunStore, "list", interrupted)
    assert run_cli("runs") == (130, "", "")
