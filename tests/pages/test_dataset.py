import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fmnist_core import datasets
from fmnist_core.retrieval import Embeddings, save_embeddings

ROOT = Path(__file__).parents[2]
HEAVY = ("tensorflow", "keras", "sklearn", "scipy")  # Streamlit itself brings pandas with a component


def grid(page):
    """What the gallery shows: the (split, index, class) of each image; None where there is no gallery."""
    for element in page.get("bidi_component"):
        data = json.loads(element.proto.json)
        if data["part"] == "grid":
            return [(data["splits"][item[0]], item[1], item[2]) for item in data["items"]]
    return None


def captions(page):
    return " ".join(caption.value for caption in page.caption)


def turned_to(page, number):
    """The page of the app after `?page=` was added to its link."""
    page.query_params["page"] = number
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def find_similar(page):
    return next((link for link in page.page_link if link.value == "Find similar images"), None)


@pytest.fixture
def small_dataset(artifacts):
    """A dataset of three classes and 20 x 14 pixels; the last class is in no split but train."""
    rng = np.random.default_rng(0)
    frames = {}
    for name, classes in (("train", [0, 1, 2]), ("test", [0, 1])):
        labels = np.repeat(classes, 24)
        frames[name] = rng.integers(0, 256, (len(labels), 20, 14), dtype=np.uint8), labels
    folder = artifacts / "datasets" / "signs"
    folder.mkdir(parents=True)
    for name, prefix in (("train", "train"), ("test", "t10k")):
        images, labels = frames[name]
        header = np.array([0x803, *images.shape], ">i4").tobytes()
        (folder / f"{prefix}-images-idx3-ubyte").write_bytes(header + images.tobytes())
        header = np.array([0x801, len(labels)], ">i4").tobytes()
        (folder / f"{prefix}-labels-idx1-ubyte").write_bytes(header + labels.astype(np.uint8).tobytes())
    classes = [{"name": "Left|right"}, {"name": "A name of eighty characters " + "x" * 52}, {"name": "Stop"}]
    spec = {"name": "signs", "title": "Signs", "classes": classes, "flips_allowed": False}
    (folder / "dataset.json").write_text(json.dumps(spec))
    return folder


def test_shows_the_first_test_images_without_a_link(app):
    page = app.open("dataset")
    labels = datasets.load("fashion_mnist").test.labels
    assert grid(page) == [("test", index, int(labels[index])) for index in range(200)]
    assert "1 to 200 of 10,000 images" in captions(page)
    assert not page.query_params


def test_split_classes_and_page_come_from_the_link(app):
    page = turned_to(app.open("dataset", split="train", **{"class": ["Bag", "Coat"]}), "3")
    labels = datasets.load("fashion_mnist").train.labels
    wanted = np.flatnonzero((labels == 8) | (labels == 4))[400:600]
    assert grid(page) == [("train", int(index), int(labels[index])) for index in wanted]
    assert "401 to 600 of 11,000 images" in captions(page)


def test_each_class_has_its_count(app):
    page = app.open("dataset", dataset="mnist")
    labels = datasets.load("mnist").test.labels
    assert page.get_by_key("class picker").options == [
        f"{name} {np.count_nonzero(labels == number):,}"
        for number, name in enumerate(datasets.specs()["mnist"].class_names)
    ]


def test_a_choice_goes_to_the_link_and_starts_over(app):
    page = turned_to(app.open("dataset", sample="test-700"), "4")
    page.get_by_key("class picker").set_value(["Bag"]).run()
    assert page.query_params == {"class": "Bag"}
    assert "1 to 200 of 1,000 images" in captions(page)
    page.get_by_key("split of this page").set_value("validation").run()
    assert page.query_params == {"class": "Bag", "split": "validation"}
    next(each for each in page if each.type == "pagination").set_value(3).run()
    assert page.query_params == {"class": "Bag", "split": "validation", "page": "3"}
    assert "401 to 500 of 500 images" in captions(page)


def test_a_sample_alone_is_a_link_to_its_page(app):
    page = app.open("dataset", sample="validation-4321")
    source = datasets.load("fashion_mnist").validation.source_indices[4321]
    assert ("validation", 4321) in [item[:2] for item in grid(page)]
    assert f"Sample 4321 of the validation split, image {source} of the published training file" in captions(
        page
    )
    assert find_similar(page).proto.query_string == "dataset=fashion_mnist&sample=validation-4321"


@pytest.mark.parametrize(
    "query",
    [
        {"split": "x", "class": "y", "view": "w"},
        {"dataset": "nothing"},
        {"sample": "nowhere-1"},
        {"sample": "test--5"},
        {"sample": "test-1e3"},
        {"split": ["train", "test"], "class": ["Bag", "Bag"]},
    ],
)
def test_nonsense_in_the_link_breaks_nothing(app, query):
    assert len(grid(app.open("dataset", **query))) == 200


@pytest.mark.parametrize(("number", "first"), [("z", 1), ("0", 1), ("-1", 1), ("51", 9801), ("9" * 30, 1)])
def test_nonsense_as_the_page_is_moved_into_the_range(app, number, first):
    page = turned_to(app.open("dataset"), number)
    assert f"{first:,} to {first + 199:,} of 10,000 images" in captions(page)


def test_a_sample_that_is_not_there_is_said_to_be_missing(app):
    page = app.open("dataset", sample="test-10000")
    assert "There is no sample 10000 in the test split" in captions(page)
    assert "0 to 9999" in captions(page)
    assert find_similar(page) is None


def test_a_filter_that_matches_nothing_says_so_and_offers_the_way_back(app, small_dataset):
    page = app.open("dataset", dataset="signs", **{"class": "Stop"})
    assert grid(page) is None
    assert "The test split has no image of what is chosen above." in captions(page)
    page.button[0].click().run()
    assert len(grid(page)) == 48
    assert page.query_params == {"dataset": "signs"}


@pytest.mark.parametrize("view", ["Images", "About"])
def test_a_dataset_of_another_shape(app, small_dataset, view):
    page = app.open("dataset", dataset="signs", view=view, sample="test-3")
    assert not page.warning
    if view == "About":
        assert "120 grey images of 14 x 20 pixels in 3 classes" in page.markdown[1].value
        assert "22 train, 2 validation, 0 test" in captions(page)


def test_damaged_images_cost_one_sentence(app, small_dataset):
    (small_dataset / "t10k-images-idx3-ubyte").write_bytes(
        (small_dataset / "t10k-images-idx3-ubyte").read_bytes()[:500]
    )
    page = app.open("dataset", dataset="signs")
    assert len(page.warning) == 1


def test_about_tells_licence_source_and_classes(app):
    page = app.open("dataset", view="About")
    text = " ".join(each.value for each in page.markdown)
    spec = datasets.specs()["fashion_mnist"]
    assert spec.licence in text
    assert spec.source in text
    assert all(f"**{name}**" in text for name in spec.class_names)
    assert captions(page).count("5,500 train, 500 validation, 1,000 test") == 10


def test_another_tab_and_another_dataset_do_not_get_in_each_others_way(app):
    page = app.open("dataset", view="About")
    page.get_by_key("dataset picker").set_value("mnist").run()
    assert not page.exception
    assert page.query_params == {"dataset": "mnist", "view": "About"}
    assert datasets.specs()["mnist"].licence in " ".join(each.value for each in page.markdown)


def test_the_map_needs_a_network(app, monkeypatch):
    monkeypatch.setattr("ui.pickers.cache.run_list", list)
    page = app.open("dataset", view="Map")
    assert "There is no trained network for this dataset yet" in captions(page)


@pytest.mark.slow
def test_a_network_that_has_not_seen_the_images_is_offered_to(app, make_run):
    make_run("mine")
    page = app.open("dataset", view="Map", run="mine")
    assert "has not looked at all 70,000 images yet" in captions(page)
    assert [button.label for button in page.button] == ["Look at all images"]
    page.button[0].click().run()  # the run has no model to look with
    assert len(page.warning) == 1


@pytest.mark.slow
def test_the_map_draws_each_test_sample_that_is_stored(app, make_run):
    run = make_run("mine")
    labels = datasets.load("fashion_mnist").test.labels[:40]
    vectors = np.random.default_rng(0).normal(size=(40, 4)) + 9 * np.eye(10)[labels][:, :4]
    save_embeddings(run.folder / "embeddings.npz", Embeddings.joined([("test", vectors, labels)]))
    page = app.open("dataset", view="Map", run="mine", sample="test-7")
    figure = json.loads(page.get("plotly_chart")[0].proto.spec)
    points = [index for trace in figure["data"] if "customdata" in trace for (index,) in trace["customdata"]]
    assert sorted(points) == list(range(40))
    assert figure["data"][-1]["marker"]["symbol"] == "circle-open"
    assert find_similar(page) is not None


@pytest.mark.slow
def test_augmentation_shows_each_class(app):
    page = app.open("dataset", view="Augmentation")
    assert [image.proto.imgs[0].caption for image in page.get("image")] == list(
        datasets.specs()["fashion_mnist"].class_names
    )


def test_browsing_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        f"test = AppTest.from_file({str(ROOT / 'streamlit_app.py')!r}, default_timeout=60).run()\n"
        "before = set(sys.modules)\n"
        "test.switch_page('pages/dataset.py').run()\n"
        "assert test.title[0].value == 'Dataset' and not test.exception\n"
        f"print([name for name in {HEAVY} if name in set(sys.modules) - before])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stdout.strip() == "[]"
