import pytest

from fmnist_core.networks import ARCHITECTURES


def test_datasets(json_of, run_cli):
    fashion, mnist = (row for row in json_of("datasets") if row["name"] in ("fashion_mnist", "mnist"))
    assert fashion["splits"] == {"train": 55_000, "validation": 5_000, "test": 10_000}
    assert fashion["classes"][9] == "Ankle boot"
    assert (fashion["flips_allowed"], mnist["flips_allowed"]) == (True, False)
    assert fashion["licence"]
    assert fashion["source"]
    status, out, _ = run_cli("datasets")
    assert status == 0
    assert "55,000" in out


def test_architectures(json_of):
    rows = json_of("architectures")
    assert [row["name"] for row in rows] == list(ARCHITECTURES)
    assert {"title", "parameters", "pretrained", "input_size", "purpose"} <= set(rows[0])


@pytest.mark.parametrize(
    "command", ["", "datasets", "train", "runs", "evaluate", "compare", "predict", "similar", "explain"]
)
def test_help_has_an_example(run_cli, command):
    status, out, _ = run_cli(*command.split(), "--help")
    assert status == 0
    assert "example: python -m fmnist_core" in out


@pytest.mark.parametrize(
    "command",
    [
        ["fly"],
        ["train", "--epochs", "many"],
        ["train", "--epochs", "0"],
        ["train", "--optimizer", "magic"],
        ["runs", "show", "nonsense"],
        ["evaluate", "nonsense"],
        ["predict"],
        ["explain"],
        ["similar", "x.png", "--k", "0"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(run_cli, command):
    status, out, err = run_cli(*command)
    assert status == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1
