import json

import pytest

from fmnist_core.cli import main


@pytest.fixture
def run_cli(capsys, monkeypatch, tmp_path):
    """Run a command in this process: returns exit status, standard output and standard error."""
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))

    def run(*arguments):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            status = exit_.code
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture
def json_of(run_cli):
    """Run a command that must succeed with `--json` and return its document."""

    def run(*arguments):
        status, out, err = run_cli(*arguments, "--json")
        assert status == 0, err
        return json.loads(out)

    return run
