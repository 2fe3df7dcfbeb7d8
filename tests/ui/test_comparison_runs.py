import pytest

from fmnist_core.errors import ConfigError
from fmnist_core.runs.files import read_json, write_json
from ui.comparison_runs import Line, architectures, like, limit, pairs

NAMES = ("fashion_mnist", "mnist")


@pytest.fixture
def made(make_run):
    """Make a run with other settings and another validation accuracy."""

    def make(run_id, dataset="fashion_mnist", accuracy=0.9, state="done", **settings):
        run = make_run(run_id, dataset, name=run_id, state=state)
        record = read_json(run.folder / "config.json")
        write_json(run.folder / "config.json", record | {"training": record["training"] | settings})
        status = read_json(run.folder / "status.json")
        write_json(run.folder / "status.json", status | {"validation_accuracy": accuracy})
        return type(run)(run.folder)

    return make


def ids(found):
    return [pair.id for pair in found]


def test_twins_on_all_images_come_first_the_best_of_them_in_front(made):
    runs = [
        made("a1"),
        made("a2", epochs=5, accuracy=0.95),
        made("a3", limit=1000, accuracy=0.99),
        made("b1", "mnist"),
        made("b2", "mnist", epochs=5),
        made("b3", "mnist", limit=1000, accuracy=0.99),
        made("b4", "mnist", epochs=50, accuracy=0.999),
    ]
    found = pairs(runs, "cnn", NAMES)
    assert ids(found) == ["a2,b2", "a1,b1", "a3,b3"]
    assert all(pair.twins for pair in found)


def test_without_twins_on_all_images_the_best_of_each_are_paired(made):
    runs = [
        made("a"),
        made("b", "mnist", augment="none"),
        made("a3", limit=500),
        made("b3", "mnist", limit=500),
    ]
    found = pairs(runs, "cnn", NAMES)
    assert ids(found) == ["a,b", "a3,b3"]
    assert [pair.twins for pair in found] == [False, True]


def test_what_a_setting_means_counts_not_how_it_is_written(made):
    runs = [
        made("a", dropout=None, learning_rate=None),
        made("b", "mnist", optimizer="adam", learning_rate=0.001),
    ]
    assert pairs(runs, "cnn", NAMES)[0].twins


def test_a_limit_above_the_number_of_images_is_none(made):
    assert limit(made("a", limit=55_000)) is None
    assert limit(made("b", limit=54_999)) == 54_999


def test_only_one_half(made):
    (pair,) = pairs([made("b", "mnist")], "cnn", NAMES)
    assert (pair.first, pair.id) == (None, "b")
    assert pairs([], "cnn", NAMES) == []


def test_architectures_on_both_datasets_come_first(made):
    runs = [
        made("a", architecture="resnet", accuracy=0.99),
        made("b", architecture="dense", accuracy=0.8),
        made("c", "mnist", architecture="dense", accuracy=0.8),
        made("d", architecture="tiny", state="failed"),
    ]
    assert architectures(runs, NAMES) == ["dense", "resnet"]


def test_the_runs_of_one_line_differ_in_their_number_of_images_alone(made):
    reference = made("all")
    runs = [
        reference,
        made("some", limit=100),
        made("failed", limit=1000, state="failed"),
        made("no", epochs=9),
    ]
    line = Line.of(runs, reference)
    assert {images: run.id for images, run in line.found.items()} == {
        None: "all",
        100: "some",
        1000: "failed",
    }
    assert line.steps == [100, 1000, 10000, None]
    assert line.missing == [1000, 10000]
    assert Line.of([*runs, made("again", limit=1000)], reference).found[1000].id == "again"


def test_a_copy_says_in_its_name_what_it_is(made):
    twin = like(made("Mine on Fashion-MNIST".replace(" ", "-"), dropout=0.3), "mnist", 1000)
    assert (twin.dataset, twin.limit, twin.dropout) == ("mnist", 1000, 0.3)
    assert twin.name.endswith(" on MNIST, 1,000 images")
    long = like(made("n" * 80), "mnist", None)
    assert len(long.name) == 80


def test_a_taught_run_has_no_twin_on_another_dataset(made):
    taught = made("taught", teacher="fashion_mnist-cnn,gone")
    with pytest.raises(
        ConfigError, match=r"“Convolutional network” and “gone”, too, which know Fashion-MNIST alone"
    ):
        like(taught, "mnist", None)
    assert like(taught, "fashion_mnist", 1000).teacher == "fashion_mnist-cnn,gone"
