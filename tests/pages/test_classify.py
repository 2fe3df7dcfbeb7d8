import io
import os
import pickle
import shutil
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from fmnist_core import datasets

SNEAKER = 7
HEAVY = ("tensorflow", "keras", "sklearn", "scipy")


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """A dense network that always answers class 7 and is sure of it."""
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


def silhouette(side=300):
    """A dark shape of one tone on white, twice as high as wide."""
    picture = np.full((side, side, 3), 250, np.uint8)
    picture[side // 10 : 9 * side // 10, 3 * side // 10 : 7 * side // 10] = (30, 60, 90)
    return picture


def upload_all(page, **contents):
    """Upload files under names such as first_png, which stands for first.png."""
    files = [(name.replace("_", "."), content, "image/png") for name, content in contents.items()]
    page.file_uploader[0].set_value(files)
    return page.run()


def switch(page, label):
    return next(toggle for toggle in page.toggle if toggle.label == label)


def choose_input(page, kind):
    next(group for group in page.button_group if group.label == "Input").set_value(kind).run()
    assert not page.exception


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
    assert headings(page) == ["Your picture", "What the network sees", "Answer"]
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
    assert headings(page)[2].startswith("Sneaker, 99.")
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
    assert page.number_input[0].value == int(page.query_params["sample"][5:])
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
        {"input": "examples", "example": "999999999"},
    ],
)
def test_nonsense_in_the_link_breaks_nothing(app, run, link):
    page = app.open("classify", run="mine", **link)
    assert not page.exception
    assert not page.error


def test_an_upload_is_prepared_step_by_step_and_answered(app, run):
    page = app.open("classify", run="mine", input="upload")
    upload(page, "mine.png", png(silhouette()))
    assert headings(page)[2].startswith("Sneaker, 99.")
    titles = ["As received", "Light on dark", "Cropped", "Filled", "Pixels"]
    assert [text[2:].split(".**")[0] for text in texts(page) if text.startswith("**")] == titles
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
    assert headings(page) == ["Your picture", "What the network sees", "Answer"]
    upload(page, "real.png", png(255 - datasets.load("fashion_mnist").test.images[0]))
    assert not page.error
    assert headings(page)[2].startswith("Sneaker, 99.")


def test_a_step_is_overridden_for_this_picture_alone_and_given_back_at_once(app, run):
    page = app.open("classify", run="mine", input="upload")
    upload(page, "mine.png", png(silhouette()))
    assert switch(page, "Cut to the item").value
    assert page.button(key="steps reset").disabled
    switch(page, "Cut to the item").set_value(False).run()
    assert "**Not cropped.** The picture keeps its margins." in texts(page)
    next(group for group in page.button_group if group.label == "The ground is").set_value("dark").run()
    assert any("You say the ground is dark" in text for text in texts(page))
    page.button(key="turn right").click().run()
    assert "**Turned.** Turned by a quarter turn clockwise, as you chose." in texts(page)
    assert "**Not cropped.** The picture keeps its margins." in texts(page)
    page.button(key="steps reset").click().run()
    assert switch(page, "Cut to the item").value
    assert not any("You say" in text or "Turned" in text for text in texts(page))
    switch(page, "Fill outlines").set_value(False).run()
    upload(page, "next.png", png(silhouette(400)))
    assert switch(page, "Fill outlines").value
    assert page.button(key="steps reset").disabled


def test_switches_that_are_heard_of_together_all_count(app, run):
    page = app.open("classify", run="mine", input="upload")
    upload(page, "mine.png", png(silhouette()))
    page.button(key="turn right").click().run()
    page.button(key="turn left").click()
    page.button(key="turn right").click()
    for label in ("Cut to the item", "Fill outlines"):
        switch(page, label).set_value(False)
    page.run()
    assert not switch(page, "Cut to the item").value
    assert not switch(page, "Fill outlines").value
    assert "**Turned.** Turned by a quarter turn clockwise, as you chose." in texts(page)


def test_a_decision_stays_while_something_is_decided_about_another_picture(app, run):
    page = app.open("classify", run="mine", input="upload")
    upload(page, "mine.png", png(silhouette()))
    page.button(key="turn right").click().run()
    choose_input(page, "examples")
    page.button(key="turn left").click().run()
    choose_input(page, "upload")
    assert "**Turned.** Turned by a quarter turn clockwise, as you chose." in texts(page)


def test_a_picture_of_a_dataset_image_can_be_turned_and_cut_too(app, run):
    image = datasets.load("fashion_mnist").test.images[0]
    page = app.open("classify", run="mine", input="upload")
    upload(page, "mine.png", png(255 - image.repeat(10, 0).repeat(10, 1)))
    assert "28\u202f×\u202f28 pixels, taken for a dataset image" in texts(page)
    assert not switch(page, "Cut to the item").value
    switch(page, "Cut to the item").set_value(True).run()
    assert any(text.startswith("**Cropped.**") for text in texts(page))
    assert not page.exception


def test_several_files_make_a_table_and_none_of_them_stops_the_others(app, run):
    page = app.open("classify", run="mine", input="upload")
    shoe = png(255 - datasets.load("fashion_mnist").test.images[0])
    whole = png(silhouette())
    upload_all(
        page,
        shoe_png=shoe,
        text_png=b"This is a text.",
        cut_png=whole[: len(whole) // 2],
        tiny_png=png(np.zeros((1, 1), np.uint8)),
        drawn_svg=b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>",
        mine_png=whole,
    )
    assert not page.exception
    assert "2 answered; 4 could not be read. Choose a row to see it large below." in texts(page)
    table = page.dataframe[0].value
    assert table["Answer"].tolist() == ["Sneaker", *["Not read"] * 4, "Sneaker"]
    assert table["Taken for"].tolist()[::5] == ["dataset image", "drawing"]
    assert [sentence for sentence in table["Remark"][1:5] if not sentence.endswith(".")] == []
    assert "no picture that can be read" in table["Remark"][1]
    assert "SVG" in table["Remark"][4]
    assert headings(page)[1:4] == ["6 pictures", "The picture", "What the network sees"]
    assert headings(page)[4].startswith("Sneaker")


def test_the_table_says_what_is_answered_below_it(app, artifacts):
    boot = 255 - datasets.load("fashion_mnist").test.images[0].repeat(10, 0).repeat(10, 1)
    page = app.open("classify", run="fashion_mnist-dense", input="upload")
    upload_all(page, lying_png=png(np.rot90(boot).copy()), boot_png=png(boot))
    assert page.dataframe[0].value["Answer"][0] != "Ankle boot"
    page.button(key="turn right").click().run()
    assert headings(page)[4].startswith("Ankle boot")
    assert page.dataframe[0].value["Answer"].tolist() == ["Ankle boot"] * 2


def test_a_network_that_is_replaced_answers_several_pictures_anew(app, run, networks):
    page = app.open("classify", run="mine", input="upload")
    upload_all(page, first_png=png(silhouette()), second_png=png(silhouette(400)))
    before = page.dataframe[0].value["Confidence"].tolist()
    shutil.copy(networks / "unsure.keras", run.model_path)
    page.run()
    assert max(page.dataframe[0].value["Confidence"]) < min(before)


def test_answers_take_little_room_and_go_with_their_pictures(app, run):
    page = app.open("classify", run="mine", input="upload")
    upload_all(page, first_png=png(silhouette()), second_png=png(silhouette(400)))
    kept = page.session_state["answers to several pictures"]
    assert len(kept) == 2
    assert all(len(pickle.dumps(answer)) < 20_000 for answer in kept.values())
    page.file_uploader[0].clear().run()
    assert "answers to several pictures" not in page.session_state


@pytest.mark.parametrize("elsewhere", ["another kind of input", "another page"])
def test_files_are_still_there_after_a_look_at_something_else(app, run, elsewhere):
    page = app.open("classify", run="mine", input="upload")
    upload_all(page, first_png=png(silhouette()), second_png=png(silhouette(400)))
    if elsewhere == "another page":
        page = app.open("home")
        page = app.open("classify", run="mine", input="upload")
    else:
        choose_input(page, "draw")
        choose_input(page, "upload")
    assert page.dataframe[0].value["File"].tolist() == ["first.png", "second.png"]
    assert "2 pictures" in texts(page)
    page.run()
    upload(page, "third.png", png(silhouette(500)))
    assert page.dataframe[0].value["File"].tolist() == ["first.png", "second.png", "third.png"]
    next(button for button in page.button if button.label == "Remove").click().run()
    assert headings(page)[1] == "What the network sees"  # and no table
    page.file_uploader[0].clear().run()
    assert headings(page) == ["Your picture", "What the network sees", "Answer"]


def test_a_picture_that_is_far_too_large_gets_a_sentence(app, run):
    page = app.open("classify", run="mine", input="upload")
    header = struct.pack(">4sIIBBBBB", b"IHDR", 30_000, 30_000, 1, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    upload(page, "bomb.png", bomb + png(silhouette())[33:])
    assert "50,000,000 pixels" in page.error[0].value
    assert not page.exception


def test_examples_are_answered_beside_their_class_and_stand_in_the_link(app, run):
    page = app.open("classify", run="mine", input="examples")
    assert headings(page)[2].startswith("Sneaker")
    assert any("True class: **T-shirt/top**" in text for text in texts(page))
    page = app.open("classify", run="mine", example="9")
    assert "Ankle boot, dark on light and lying on its side" in texts(page)
    assert any("True class: **Ankle boot**" in text for text in texts(page))
    page = app.open("classify", run="mine", example="nonsense")
    assert not page.exception


def test_an_outline_to_draw_over_is_offered_for_garments_alone(app, run, make_run, networks):
    page = app.open("classify", run="mine")
    assert page.selectbox(key="drawing template").options[:2] == ["None", "T-shirt/top"]
    page.selectbox(key="drawing template").set_value("Bag").run()
    assert headings(page)[2] == "Answer"  # an outline is nothing to classify
    shutil.copy(networks / "sure.keras", make_run("digits", "mnist").model_path)
    page = app.open("classify", run="digits")
    assert not [box for box in page.selectbox if box.key == "drawing template"]


def test_a_picture_like_none_of_the_classes_is_called_so(app, make_run, networks):
    shutil.copy(networks / "sure.keras", make_run("mine").model_path)
    page = app.open("classify", run="mine", input="upload")
    noise = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    upload(page, "noise.png", png(noise))
    assert headings(page)[2] == "None of the classes"
    assert any(text.startswith("This looks like none of the classes; the closest is") for text in texts(page))


def test_a_broken_network_gets_a_sentence(app, run):
    run.model_path.write_bytes(b"half a file")
    page = app.open("classify", run="mine", sample="test-0")
    assert "model.keras cannot be read" in page.error[0].value


def test_the_same_page_serves_digits(app, make_run, networks):
    shutil.copy(networks / "sure.keras", make_run("digits", "mnist").model_path)
    page = app.open("classify", run="digits", sample="test-0")
    assert headings(page)[2].startswith("7, 99.")
    assert any("True class: **7**. The network is right." in text for text in texts(page))
