import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fmnist_core import datasets
from fmnist_core.retrieval import EmbeddingIndex, Embeddings, save_embeddings

ROOT = Path(__file__).parents[2]
SIZE = 60  # samples of each split that the network of these tests has looked at


@pytest.fixture
def run(make_run):
    """A run that sees classes as nearly orthogonal directions."""
    run = make_run("mine")
    rng = np.random.default_rng(0)
    parts = []
    for name in datasets.SPLITS:
        labels = datasets.load("fashion_mnist").labels(name)[:SIZE]
        parts.append((name, rng.normal(size=(SIZE, 12)) + 3 * np.eye(12)[labels], labels))
    save_embeddings(run.folder / "embeddings.npz", Embeddings.joined(parts))
    return run


@pytest.fixture
def open_similar(app, run):
    return lambda **query: app.open("similar", run=run.id, **query)


class FakeClassifier:
    """A network that tells which pixels it was asked about."""

    def __init__(self, asked):
        self.asked = asked

    def embed(self, pixels):
        self.asked.append(pixels)
        return np.eye(12)[:1]


def png(width):
    """A dark shape of some width on white."""
    picture = Image.new("L", (300, 300), 250)
    picture.paste(40, (150 - width // 2, 30, 150 + width // 2, 270))
    buffer = io.BytesIO()
    picture.save(buffer, "png")
    return buffer.getvalue()


def start(page, kind):
    next(group for group in page.button_group if group.label == "Start from").set_value(kind).run()
    assert not page.exception


def grid(page):
    """What the gallery shows: (split, index, class, note) of each image, in order."""
    for element in page.get("bidi_component"):
        data = json.loads(element.proto.json)
        if data.get("part") == "grid":
            return [(data["splits"][item[0]], item[1], item[2], item[5]) for item in data["items"]]
    return None


def expected(run, split, index, k, among=None):
    search = EmbeddingIndex.load(run)
    found = search.nearest(search.vector(split, index), k, split=among, exclude=(split, index))
    return [(one.split, one.index, one.label, f"distance {one.distance:.3f}") for one in found]


def texts(page):
    return " ".join(each.value for each in [*page.markdown, *page.caption, *page.warning])


def test_starts_from_the_first_test_image(open_similar, run):
    assert grid(open_similar()) == expected(run, "test", 0, 24)


def test_sample_number_and_split_come_from_the_link(open_similar, run):
    page = open_similar(sample="train-17", k="9", among="validation")
    assert grid(page) == expected(run, "train", 17, 9, "validation")


def test_widgets_write_the_link(open_similar, run):
    page = open_similar(neighbour="test-1")
    page.get_by_key("among of this page").set_value("train").run()
    page.get_by_key("k of this page").set_value(5).run()
    page.get_by_key("start index").set_value(3).run()
    page.get_by_key("start split").set_value("validation").run()
    assert page.query_params == {"run": run.id, "among": "train", "k": "5", "sample": "validation-3"}
    assert grid(page) == expected(run, "validation", 3, 5, "train")


def test_a_split_and_a_number_that_are_heard_of_together_both_count(open_similar):
    page = open_similar(sample="test-5")
    page.get_by_key("start index").set_value(3)
    page.get_by_key("start split").set_value("validation").run()
    assert page.query_params["sample"] == "validation-3"


def test_what_a_browser_still_sends_of_a_start_that_was_left_is_nothing_new(open_similar):
    page = open_similar(sample="test-7")
    page.query_params["start"] = "draw"  # where Back led
    page.get_by_key("start index").set_value(3).run()
    assert page.query_params["sample"] in ("test-7", ["test-7"])
    assert page.query_params["start"] in ("draw", ["draw"])


def test_one_class_is_shown_and_the_suggestion_still_comes_from_all(open_similar, run):
    names = datasets.specs()["fashion_mnist"].class_names
    everything = texts(open_similar())
    page = open_similar(only="Bag", k="7")
    assert {label for _, _, label, _ in grid(page)} == {names.index("Bag")}
    assert len(grid(page)) == 7
    best = re.search(r"\*\*(.+?)\*\*", everything)[1]
    assert best != "Bag"
    assert f"**{best}**" in texts(page)


def test_a_class_without_images_is_said(app, make_run):
    run = make_run("boots")
    boots = np.flatnonzero(datasets.load("fashion_mnist").labels("test") == 9)[:3]
    assert boots[0] == 0
    save_embeddings(run.folder / "embeddings.npz", Embeddings(np.eye(3), ["test"] * 3, boots, [9] * 3))
    assert "There is no such image here" in texts(app.open("similar", run="boots", only="Bag"))


def test_a_search_in_one_split_is_as_sure_as_one_in_all(app, make_run):
    run = make_run("near")
    labels = {name: datasets.load("fashion_mnist").labels(name)[:SIZE] for name in datasets.SPLITS}
    vectors = {name: np.eye(12)[labels[name]] for name in datasets.SPLITS}
    vectors["validation"][:, 10] = 0.1
    for name in ("train", "test"):  # the first of each are alike, and like nothing of validation
        vectors[name][0] = np.eye(12)[11]
    save_embeddings(
        run.folder / "embeddings.npz",
        Embeddings.joined([(name, vectors[name], labels[name]) for name in datasets.SPLITS]),
    )
    page = app.open("similar", run="near", among="validation", k="5")
    assert grid(page)[0][3] == "distance 1.000"
    assert "Not sure: the nearest is" not in texts(page)


def test_a_drawing_waits_for_ink(open_similar):
    page = open_similar(start="draw")
    assert grid(page) is None
    assert "its neighbours will stand here" in texts(page)


def test_random_stays_in_the_split(open_similar):
    page = open_similar(sample="validation-3")
    page.button[0].click().run()
    assert page.query_params["sample"].startswith("validation-")


@pytest.mark.parametrize("neighbour", ["", "test-0", "test"])
def test_the_nearest_is_open_where_no_neighbour_is_named(open_similar, run, neighbour):
    split, index, _, distance = expected(run, "test", 0, 24)[0]
    page = open_similar(neighbour=neighbour)
    assert f"Sample {index} of the {split} split" in texts(page)
    assert distance.capitalize() in texts(page)


def test_a_neighbour_opens_and_becomes_the_start(open_similar, run):
    split, index, _, distance = expected(run, "test", 0, 24)[2]
    page = open_similar(neighbour=f"{split}-{index}")
    assert f"Sample {index} of the {split} split" in texts(page)
    assert distance.capitalize() in texts(page)
    next(button for button in page.button if button.label == "Search from this one").click().run()
    assert page.query_params == {"run": run.id, "sample": f"{split}-{index}"}
    assert grid(page) == expected(run, split, index, 24)


def test_labels_are_counted_and_put_into_words(open_similar, run):
    page = open_similar(sample="test-0", k="50")
    names = datasets.specs()["fashion_mnist"].class_names
    labels = [label for _, _, label, _ in expected(run, "test", 0, 50)]
    best = max(set(labels), key=labels.count)
    assert f"**{names[best]}**" in texts(page)
    assert f"{labels.count(best)} {names[best]}" in texts(page)


@pytest.mark.parametrize(
    "query",
    [
        {"sample": "nowhere-3"},
        {"sample": "test--3"},
        {"sample": "x"},
        {"only": "Hat"},
        {"k": "many", "among": "nothing", "start": "there", "neighbour": "test"},
        {"k": "-1"},
        {"neighbour": "test-999999"},
    ],
)
def test_nonsense_in_the_link_breaks_nothing(open_similar, run, query):
    assert grid(open_similar(**query)) == expected(run, "test", 0, 24)


def test_a_number_beyond_the_split_becomes_its_last(open_similar):
    page = open_similar(sample="test-99999")
    assert "The test split ends with sample 9999" in texts(page)
    assert page.get_by_key("start index").value == 9999
    assert "There is no sample 9999 in test" in texts(page)  # this network has only looked at the first 60


def test_an_upload_waits_for_a_picture(open_similar):
    page = open_similar(start="upload")
    assert grid(page) is None
    assert "its neighbours will stand here" in texts(page)


def test_an_upload_that_is_no_picture_costs_one_sentence(open_similar):
    page = open_similar(start="upload")
    page.file_uploader[0].upload("x.png", b"no picture").run()
    assert not page.exception
    assert len(page.warning) == 1


def test_an_upload_is_still_there_after_a_look_at_something_else(open_similar, monkeypatch):
    asked = []
    monkeypatch.setattr("ui.search.cache.classifier", lambda _: FakeClassifier(asked))
    page = open_similar(start="upload")
    page.file_uploader[0].upload("first.png", png(80)).run()
    first = asked.pop()
    start(page, "sample")
    start(page, "upload")
    assert np.array_equal(asked.pop(), first)
    assert "first.png" in texts(page)
    page.file_uploader[0].upload("second.png", png(160)).run()
    assert not np.array_equal(asked.pop(), first)
    assert "first.png" not in texts(page)
    page.file_uploader[0].clear().run()
    assert grid(page) is None


def test_a_network_that_has_not_seen_the_images_is_offered_to(app, make_run):
    make_run("mine")
    page = app.open("similar", run="mine")
    assert "has not looked at all 70,000 images yet" in texts(page)
    assert [button.label for button in page.button] == ["Look at all images"]


def test_without_a_network_says_so(app, monkeypatch):
    monkeypatch.setattr("ui.pickers.cache.run_list", list)
    assert "There is no trained network for this dataset yet" in texts(app.open("similar"))


def test_searching_from_a_dataset_image_imports_no_tensorflow(run):
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        f"test = AppTest.from_file({str(ROOT / 'streamlit_app.py')!r}, default_timeout=60).run()\n"
        "test.query_params['run'] = 'mine'\n"
        "test.switch_page('pages/similar.py').run()\n"
        "assert test.get('bidi_component') and not test.exception\n"
        "print([name for name in ('tensorflow', 'keras', 'sklearn') if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stdout.strip() == "[]"
