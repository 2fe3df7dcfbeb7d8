import io
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from fmnist_core import datasets
from fmnist_core.retrieval.embeddings import Embeddings
from fmnist_core.retrieval.quantise import save_embeddings

SNEAKER = 7
HEAVY = ("tensorflow", "keras", "sklearn", "scipy")


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """Two dense networks that always answer class 7: one sure of it, one of nothing."""
    from fmnist_core.networks import build

    folder = tmp_path_factory.mktemp("networks")
    for name, evidence in (("sure", 9.0), ("unsure", 0.5)):
        model = build("dense")
        kernel, bias = model.get_layer("logits").get_weights()
        model.get_layer("logits").set_weights([0 * kernel, evidence * np.eye(10)[SNEAKER] + 0 * bias])
        model.save(folder / f"{name}.keras")
    return folder


@pytest.fixture
def run(make_run, networks):
    """A run that answers Sneaker to everything, and is sure of it."""
    run = make_run("mine")
    shutil.copy(networks / "sure.keras", run.model_path)
    return run


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "png")
    return buffer.getvalue()


def texts(page):
    return [caption.value for caption in page.caption] + [text.value for text in page.markdown]


def headings(page):
    return [heading.value for heading in page.subheader]


def upload(page, name, content):
    page.file_uploader[0].upload(name, content)
    return page.run()


def test_starts_with_an_empty_sheet_and_says_what_the_network_knows(app, run):
    page = app.open("classify", run="mine")
    assert page.title[0].value == "Classify"
    assert headings(page) == ["What the network sees", "Answer"]
    assert any(text.startswith("One of 10 classes: T-shirt/top, Trouser") for text in texts(page))
    assert not page.error


def test_loads_no_tensorflow_before_there_is_a_picture(run):
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "test = AppTest.from_file('streamlit_app.py', default_timeout=60).run()\n"
        "before = set(sys.modules)\n"
        "test.switch_page('pages/classify.py').run()\n"
        "assert not test.exception, test.exception\n"
        "assert test.title[0].value == 'Classify'\n"
        f"print([name for name in {HEAVY} if name in set(sys.modules) - before])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ)
    assert result.stdout.strip() == "[]", result.stderr


def test_a_linked_sample_is_answered_beside_its_true_class(app, run):
    labels = datasets.load("fashion_mnist").test.labels
    right, wrong = np.flatnonzero(labels == SNEAKER)[0], np.flatnonzero(labels != SNEAKER)[0]
    page = app.open("classify", run="mine", sample=f"test-{right}")
    assert headings(page)[1].startswith("Sneaker, 99.")
    assert any("True class: **Sneaker**. The network is right." in text for text in texts(page))
    page = app.open("classify", run="mine", sample=f"test-{wrong}")
    assert any("The network is wrong." in text for text in texts(page))
    assert "28\u202f×\u202f28 pixels, as they are in the dataset" in texts(page)


def test_a_sample_is_chosen_by_number_or_by_chance_and_stands_in_the_link(app, run):
    page = app.open("classify", run="mine", input="sample")
    page.number_input(key="sample number").set_value(12).run()
    assert page.query_params["sample"] == "test-12"
    page.button(key="random sample").click().run()
    assert page.query_params["sample"].startswith("test-")
    assert page.number_input(key="sample number").value == int(page.query_params["sample"][5:])
    assert not page.exception


@pytest.mark.parametrize(
    "link",
    [
        {"input": "nonsense"},
        {"input": ["draw", "upload"]},
        {"sample": "nonsense"},
        {"sample": "elsewhere-3"},
        {"sample": "test--5"},
        {"input": "sample", "sample": "test-99999999999"},
        {"input": "draw", "sample": "test-3"},
    ],
)
def test_nonsense_in_the_link_breaks_nothing(app, run, link):
    page = app.open("classify", run="mine", **link)
    assert not page.exception
    assert not page.error


def test_an_upload_is_prepared_step_by_step_and_answered(app, run):
    page = app.open("classify", run="mine", input="upload")
    picture = np.full((300, 200, 3), 250, np.uint8)
    picture[40:260, 60:140] = (30, 60, 90)
    upload(page, "mine.png", png(picture))
    assert headings(page)[1].startswith("Sneaker, 99.")
    assert "From your picture to what the network sees" in headings(page)
    assert any(text.startswith("**As received.**") for text in texts(page))
    assert any(text.startswith("Prepared in ") for text in texts(page))


@pytest.mark.parametrize(
    "content",
    [b"This is a text.", b"", png(np.full((50, 50), 255, np.uint8))],
    ids=["a text", "nothing", "a white picture"],
)
def test_a_file_that_shows_nothing_gets_a_sentence_and_the_next_one_an_answer(app, run, content):
    page = app.open("classify", run="mine", input="upload")
    upload(page, "fake.png", content)
    assert len(page.error) == 1
    assert page.error[0].value.endswith(".")
    assert headings(page) == ["What the network sees", "Answer"]
    upload(page, "real.png", png(255 - datasets.load("fashion_mnist").test.images[0]))
    assert not page.error
    assert headings(page)[1].startswith("Sneaker, 99.")


def test_a_picture_like_none_of_the_classes_is_called_so(app, make_run, networks):
    shutil.copy(networks / "unsure.keras", make_run("mine").model_path)
    page = app.open("classify", run="mine", sample="test-0")
    assert headings(page)[1] == "None of the classes"
    assert any(
        text.startswith("This looks like none of the classes; the closest is Sneaker") for text in texts(page)
    )


def test_a_broken_network_gets_a_sentence(app, run):
    run.model_path.write_bytes(b"half a file")
    page = app.open("classify", run="mine", sample="test-0")
    assert "model.keras cannot be read" in page.error[0].value


def test_offers_the_saliency_methods_that_work_on_the_network(app, run):
    page = app.open("classify", run="mine", sample="test-0")
    assert not page.selectbox(key="run picker").disabled
    page.toggle(key="saliency").set_value(True).run()
    assert page.selectbox(key="saliency method").options == ["SmoothGrad", "Occlusion"]
    classes = page.selectbox(key="saliency class")
    assert classes.options[:2] == ["The answer: Sneaker", "T-shirt/top"]
    classes.set_value(0).run()
    assert not page.exception
    assert "Nothing here speaks for T-shirt/top: the map is empty." in texts(page)


def test_shows_the_nearest_training_images_on_request(app, run):
    labels = datasets.load("fashion_mnist").train.labels[:50]
    vectors = np.random.default_rng(0).normal(size=(50, 64))
    save_embeddings(run.folder / "embeddings.npz", Embeddings.joined([("train", vectors, labels)]))
    page = app.open("classify", run="mine", sample="test-0")
    page.toggle(key="neighbours").set_value(True).run()
    assert not page.exception
    nearest = next(text for text in texts(page) if text.startswith("Nearest first: "))
    assert sum(int(part.split(" × ")[0]) for part in nearest.removeprefix("Nearest first: ").split(", ")) == 8


def test_the_same_page_serves_digits(app, make_run, networks):
    shutil.copy(networks / "sure.keras", make_run("digits", "mnist").model_path)
    page = app.open("classify", run="digits", sample="test-0")
    assert headings(page)[1].startswith("7, 99.")
    assert any("True class: **7**. The network is right." in text for text in texts(page))
