import io
import shutil

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from fmnist_core import datasets
from fmnist_core.retrieval.embeddings import Embeddings
from fmnist_core.retrieval.quantise import save_embeddings

SNEAKER, BOOT = 7, 9


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """Two small networks of other random weights, and one without feature maps, to which all is alike."""
    import keras

    from fmnist_core.networks import build

    folder = tmp_path_factory.mktemp("networks")
    for seed, architecture in enumerate(("tiny", "tiny", "dense")):
        keras.utils.set_random_seed(seed)
        model = build(architecture)
        if architecture == "dense":
            model.get_layer("logits").set_weights([np.zeros((64, 10)), np.arange(10)])
        model.save(folder / f"{seed}.keras")
    return folder


@pytest.fixture
def run(make_run, networks):
    run = make_run("mine", name="Mine")
    shutil.copy(networks / "0.keras", run.model_path)
    return run


@pytest.fixture
def other(make_run, networks):
    run = make_run("other", name="Other")
    shutil.copy(networks / "1.keras", run.model_path)
    return run


def texts(page):
    return [caption.value for caption in page.caption] + [text.value for text in page.markdown]


def said(page, part):
    assert not page.exception, page.exception[0].value
    return any(part in text for text in texts(page))


def titles(page):
    return [
        text.value
        for text in page.markdown
        if text.value in ("**Grad-CAM**", "**Occlusion**", "**SmoothGrad**")
    ]


def test_nothing_is_looked_at_before_somebody_asks(app, run):
    page = app.open("classify", run="mine", sample="test-0")
    assert said(page, "Each is computed when you choose it.")
    assert not page.pills
    page.segmented_control(key="look of this page").set_value("playground").run()
    assert page.query_params["look"] == "playground"
    page.segmented_control(key="look of this page").set_value(None).run()
    assert "look" not in page.query_params
    assert said(page, "Each is computed when you choose it.")


def test_maps_of_several_methods_stand_side_by_side_for_any_class(app, run):
    page = app.open("classify", run="mine", sample="test-0", look="why")
    assert page.segmented_control(key="saliency drawn").options == ["Over the pixels", "Raw values"]
    page.pills(key="saliency methods").set_value(["gradcam", "occlusion"]).run()
    assert titles(page) == ["**Grad-CAM**", "**Occlusion**"]
    page.selectbox(key="What speaks for in fashion_mnist").set_value(SNEAKER).run()
    against = page.selectbox(key="Rather than in fashion_mnist")
    assert against.options[:2] == ["Anything else", "Ankle boot"]
    assert said(page, "Yellow speaks most for Sneaker, dark violet not at all.")
    against.set_value(BOOT).run()
    assert said(page, "Yellow speaks most for Sneaker rather than for Ankle boot")
    page.segmented_control(key="saliency drawn").set_value("raw").run()
    assert said(page, "blue-green speaks for Sneaker rather than for Ankle boot")
    assert page.slider(key="saliency opacity").disabled
    page.pills(key="saliency methods").set_value([]).run()
    assert said(page, "Choose a method above")


def test_a_network_without_maps_offers_only_what_works_on_it(app, run, networks):
    shutil.copy(networks / "2.keras", run.model_path)
    page = app.open("classify", run="mine", sample="test-0", look="why")
    assert "Grad-CAM" not in page.pills(key="saliency methods").options
    page.pills(key="saliency methods").set_value(["occlusion"]).run()
    assert said(page, "Nothing here speaks for Ankle boot: the map is empty.")
    page = app.open("classify", run="mine", sample="test-0", look="inside")
    assert said(page, "has no feature maps")


def test_a_map_is_tested_on_request(app, run):
    page = app.open("classify", run="mine", sample="test-0", look="why")
    page.pills(key="saliency methods").set_value(["gradcam"]).run()
    assert not said(page, "sanity check]")
    page.toggle(key="saliency tests").set_value(True).run()
    assert said(page, "Fails the sanity check]") or said(page, "Depends on what was learnt]")
    assert said(page, "ore faithful than")
    assert said(page, "on average while pixels are erased:")


def test_a_map_can_be_put_back_on_the_picture_that_somebody_brought(app, run):
    picture = np.full((300, 200, 3), 250, np.uint8)
    picture[40:260, 60:140] = (30, 60, 90)
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "png")
    page = app.open("classify", run="mine", input="upload", look="why")
    page.file_uploader[0].upload("mine.png", buffer.getvalue())
    page.run()
    drawn = page.segmented_control(key="saliency drawn")
    assert drawn.options == ["Over the pixels", "Over your picture", "Raw values"]
    drawn.set_value("picture").run()
    assert said(page, "Yellow speaks most for")
    assert not page.error


def test_shows_the_inside_of_a_network(app, run):
    page = app.open("classify", run="mine", sample="test-0", look="inside")
    assert said(page, "All 32 feature maps of the last layer that knows places, 7\u202f×\u202f7 each")
    page.selectbox(key="Class in fashion_mnist").set_value(SNEAKER).run()
    assert not said(page, "The network takes this for")
    page.toggle(key="exciting").set_value(True).run()
    assert said(page, "The network takes this for Sneaker with")


def test_the_playground_changes_the_picture_and_undoes_it(app, run):
    page = app.open("classify", run="mine", sample="test-0", look="playground")
    assert said(page, "Still **")
    assert page.button(key="playground undo").disabled
    page.slider(key="playground turn").set_value(90).run()
    page.segmented_control(key="playground sweep").set_value("size")
    page.slider(key="playground erased").set_value(6).run()
    assert page.slider(key="playground erased_left").value == 13
    assert not page.exception
    page.button(key="playground undo").click().run()
    assert page.slider(key="playground turn").value == 0
    assert page.button(key="playground undo").disabled


def test_the_playground_says_when_nothing_is_left_that_the_network_knows(app):
    page = app.open("classify", sample="test-0", look="playground")
    assert not said(page, "now looks like none of the classes")
    page.slider(key="playground erased").set_value(28).run()
    for place in ("erased_left", "erased_top"):
        page.slider(key=f"playground {place}").set_value(0).run()
    assert said(page, "now looks like none of the classes")


def test_similar_items_come_with_what_their_labels_say_and_a_filter(app, run):
    vectors = np.random.default_rng(0).normal(size=(60, 32)).astype(np.float32)
    labels = {name: datasets.load("fashion_mnist").labels(name) for name in ("train", "test")}
    places = [np.flatnonzero(np.isin(each, (SNEAKER, BOOT)))[:30] for each in labels.values()]
    known = np.concatenate([each[found] for each, found in zip(labels.values(), places, strict=True)])
    save_embeddings(
        run.folder / "embeddings.npz",
        Embeddings(vectors, np.repeat(["train", "test"], 30), np.concatenate(places), known),
    )
    page = app.open("classify", run="mine", sample="test-0", look="alike")
    assert said(page, "24 nearest")
    assert said(page, "Nearest first, at distances from")
    page.selectbox(key="Of the class in fashion_mnist").set_value(0).run()
    assert said(page, "There is no such image")


def test_a_second_run_answers_beside_the_first(app, run, other):
    page = app.open("classify", run="mine", sample="test-0")
    page.selectbox(key="beside of this page").set_value("other").run()
    assert page.query_params["beside"] == "other"
    assert said(page, "Mine")
    assert said(page, "Other")
    assert said(page, "furthest apart on") or said(page, "no class differs")
    assert sum("Answered in" in text for text in texts(page)) == 2
    assert said(page, "True class: **Ankle boot**.")


def test_a_second_run_that_is_broken_leaves_the_first_answer(app, run, other):
    other.model_path.write_bytes(b"half a file")
    page = app.open("classify", run="mine", sample="test-0", beside="other")
    assert "model.keras cannot be read" in page.error[0].value
    assert sum("Answered in" in text for text in texts(page)) == 1


def test_nonsense_in_the_link_breaks_nothing(app, run):
    page = app.open("classify", run="mine", sample="test-0", beside="mine", look="nonsense")
    assert not page.exception
    assert not page.error


def answered():
    """Show an answer that two networks gave, with a warning."""
    import numpy as np

    from fmnist_core.images import Prepared
    from fmnist_core.recognition import Opinion, Prediction
    from ui.answer import show_answer

    own, photo = np.array([0.6, 0.4], np.float32), np.array([0.1, 0.9], np.float32)
    prediction = Prediction(
        prepared=Prepared(np.zeros((28, 28), np.uint8), "photo", ()),
        probabilities=(own + photo) / 2,
        abstained=False,
        warning="White garments are missing.",
        opinions=(Opinion("network", "Mine", "", own), Opinion("photo", "ImageNet", "saw jersey", photo)),
        preparation_ms=3.0,
        answer_ms=5.0,
    )
    show_answer(prediction, ("Shirt", "Bag"), true=0)


def test_an_answer_says_who_was_asked_and_what_to_beware_of():
    page = AppTest.from_function(answered).run()
    assert page.subheader[0].value == "Bag, 65.0\u202f%"
    assert said(page, "**2 networks were asked, and they disagree.**")
    assert said(page, "Mine: Shirt, 60.0\u202f%")
    assert said(page, "ImageNet (saw jersey): Bag, 90.0\u202f%")
    assert said(page, "White garments are missing.")
    assert said(page, "The network is wrong.")
    assert said(page, "Prepared in 3.0\u202fms. Answered in 5.0\u202fms.")


def test_feature_maps_are_laid_out_in_rows_in_one_scale():
    from ui.why_inside import sheet

    maps = np.zeros((7, 7, 20), np.float32)
    maps[0, 0, 0], maps[6, 6, 19] = 2.0, 1.0
    picture = np.asarray(sheet(maps))
    assert picture[0, 0].tolist() == [255, 255]
    assert picture[..., 0].max(initial=0, where=np.arange(picture.shape[0])[:, None] > 120) == 128
    assert (picture[..., 1] == 0).any()


def test_says_whether_a_map_is_better_than_what_knows_no_network():
    from fmnist_core.explain import Faithfulness
    from ui.why_tests import verdict

    def flat(score):
        return Faithfulness(np.array([0.0, 1.0]), np.zeros(2), np.full(2, score))

    assert (
        verdict(flat(0.9), flat(0.2), flat(0.1))
        == "More faithful than a random map and than an edge detector."
    )
    assert "but not than an edge detector" in verdict(flat(0.5), flat(0.6), flat(0.1))
    assert "but not than a random map" in verdict(flat(0.5), flat(0.1), flat(0.6))
    assert "do not rely on it" in verdict(flat(0.0), flat(0.1), flat(0.2))
