"""Who is asked about which picture, how the answers are joined, and what is said when none fits."""

import json
import os

import numpy as np
import pytest
from PIL import Image, ImageDraw

from fmnist_core import datasets
from fmnist_core.errors import DatasetError
from fmnist_core.inference import Classifier
from fmnist_core.recognition import recognise, recognise_pixels
from fmnist_core.recognition.opinions import joined
from fmnist_core.recognition.recognise import own_answers
from fmnist_core.recognition.words import words_of

FASHION = datasets.specs()["fashion_mnist"]


@pytest.fixture(scope="module")
def classifier():
    return Classifier.load("fashion_mnist-cnn")


def photo(index: int) -> np.ndarray:
    """Return a coloured item before a wall that has a grain and a shadow, uint8 (300, 300, 3)."""
    pixels = datasets.load("fashion_mnist").test.images[index]
    item = np.asarray(Image.fromarray(pixels).resize((224, 224), Image.Resampling.BICUBIC)) / 255.0
    mask = np.asarray(Image.fromarray(pixels).point(lambda v: 255 * (v > 8)).resize((224, 224))) / 255.0
    rng = np.random.default_rng(0)
    wall = 190 + np.linspace(-25, 25, 300)[:, None] + rng.normal(0, 3, (300, 300))
    colour = np.array([200, 60, 60]) * (0.4 + 0.6 * item[..., None])
    scene = np.repeat(wall[..., None], 3, axis=2)
    part = scene[38:262, 38:262]
    part[:] = part * (1 - mask[..., None]) + colour * mask[..., None]
    return np.clip(scene, 0, 255).astype(np.uint8)


def test_a_datasets_image_is_answered_by_the_run_alone(classifier):
    pixels = datasets.load("fashion_mnist").test.images[0]
    prediction = recognise_pixels(classifier, pixels)
    np.testing.assert_allclose(prediction.probabilities, classifier.predict(pixels)[0], rtol=1e-5)
    assert [opinion.name for opinion in prediction.opinions] == ["network"]
    assert prediction.best == 9
    assert not prediction.abstained
    assert prediction.preparation_ms == 0 < prediction.answer_ms


def test_an_enlarged_image_gets_the_answer_of_the_image(classifier):
    pixels = datasets.load("fashion_mnist").test.images[1]
    large = recognise(classifier, 255 - pixels.repeat(8, axis=0).repeat(8, axis=1))
    np.testing.assert_array_equal(large.pixels, pixels)
    np.testing.assert_allclose(
        large.probabilities, recognise_pixels(classifier, pixels).probabilities, atol=1e-6
    )


def test_a_drawing_is_looked_at_from_both_sides_wherever_its_answer_is_asked(classifier):
    sheet = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(sheet).line(
        [(60, 80), (110, 60), (190, 60), (240, 120), (215, 140), (190, 110), (190, 250), (110, 250)],
        width=7,
    )
    prediction = recognise(classifier, np.asarray(sheet))
    assert prediction.prepared.kind == "drawing"
    pixels = prediction.pixels[np.newaxis]
    answers = own_answers(classifier, np.concatenate([pixels, 0 * pixels]), "drawing")
    np.testing.assert_allclose(answers[0], prediction.probabilities, atol=1e-6)
    np.testing.assert_allclose(answers[1], classifier.predict(0 * pixels)[0], atol=1e-6)
    as_it_is = own_answers(classifier, pixels, "image")
    np.testing.assert_allclose(as_it_is, classifier.predict(pixels))
    assert np.abs(as_it_is[0] - answers[0]).max() > 1e-3


def test_a_photo_is_shown_to_the_network_that_knows_photos(classifier):
    prediction = recognise(classifier, photo(4))
    own, second = prediction.opinions
    assert prediction.own_best == own.probabilities.argmax()
    assert (own.name, second.name) == ("network", "photo")
    np.testing.assert_allclose(
        prediction.probabilities, joined(own.probabilities, second.probabilities), rtol=1e-5
    )
    np.testing.assert_allclose([own.probabilities.sum(), second.probabilities.sum()], 1, rtol=1e-5)
    assert "%" in second.detail


def test_where_the_network_that_knows_photos_recognises_nothing_the_other_decides(classifier):
    prediction = recognise(classifier, photo(2))  # of pixels too large for it
    own, second = prediction.opinions
    assert prediction.prepared.kind == "photo"
    assert own.counts
    assert not second.counts
    np.testing.assert_array_equal(prediction.probabilities, own.probabilities)
    assert prediction.best == 1
    assert not prediction.abstained


def test_a_photo_of_something_else_is_none_of_the_classes(classifier):
    rng = np.random.default_rng(1)
    grain = rng.normal(size=(40, 40, 3)).cumsum(axis=0).cumsum(axis=1)
    sky = np.uint8(255 * (grain - grain.min()) / np.ptp(grain)).repeat(7, axis=0).repeat(7, axis=1)
    prediction = recognise(classifier, sky)
    assert prediction.prepared.kind == "photo"
    assert prediction.abstained


def test_a_dataset_without_words_asks_nobody_else():
    prediction = recognise(Classifier.load("mnist-cnn"), photo(2))
    assert prediction.prepared.kind == "photo"
    assert [opinion.name for opinion in prediction.opinions] == ["network"]


def test_joining_keeps_what_both_say_and_weighs_the_photo_network_more():
    sure, unsure = np.array([0.8, 0.1, 0.1]), np.full(3, 1 / 3)
    assert joined(sure, unsure).argmax() == joined(unsure, sure).argmax() == 0
    assert joined(sure, np.array([0.1, 0.8, 0.1])).argmax() == 1
    np.testing.assert_allclose(joined(unsure, sure), sure, rtol=1e-5)
    assert joined(np.array([1.0, 0.0, 0.0]), unsure).sum() == pytest.approx(1)


def test_every_class_of_fashion_mnist_has_words():
    words = words_of(FASHION)
    assert words is not None
    assert (words.shares.max(axis=0) >= 0.5).all()
    assert len(set(words.numbers.tolist())) == len(words.names)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"3": {"word": "x"}}',
        '{"3": {"word": "x", "classes": {"Hat": 1}}}',
        '{"3": {"word": "x", "classes": {"Coat": 0.7, "Dress": 0.7}}}',
        '{"1000": {"word": "x", "classes": {"Coat": 1}}}',
        "{}",
    ],
)
def test_words_that_cannot_be_meant_are_refused(tmp_path, content):
    folder = tmp_path / "fashion_mnist"
    folder.mkdir()
    spec = json.loads((FASHION.folder / "dataset.json").read_text())
    (folder / "dataset.json").write_text(json.dumps(spec))
    (folder / "imagenet.json").write_text(content)
    with pytest.raises(DatasetError, match=r"fashion_mnist/imagenet\.json"):
        words_of(datasets.spec.read_spec(folder))


def test_words_that_were_edited_count_at_once(tmp_path):
    folder = tmp_path / "fashion_mnist"
    folder.mkdir()
    (folder / "dataset.json").write_text((FASHION.folder / "dataset.json").read_text())
    spec = datasets.spec.read_spec(folder)
    for word, time in (("gown", 1), ("robe", 2)):
        (folder / "imagenet.json").write_text(f'{{"5": {{"word": "{word}", "classes": {{"Dress": 1}}}}}}')
        os.utime(folder / "imagenet.json", (time, time))
        assert words_of(spec).names == (word,)


def test_a_white_garment_gets_a_word_of_warning_where_the_dataset_has_none(classifier):
    shirt = np.full((280, 280, 3), 215, np.uint8)
    shirt[60:230, 80:200] = 250
    shirt[60:110, 40:240] = 250
    assert "white" in recognise(classifier, shirt).warning
    assert recognise(classifier, photo(2)).warning == ""
    assert recognise(Classifier.load("mnist-cnn"), shirt).warning == ""


def test_a_drawing_is_looked_at_from_both_sides(classifier):
    sheet = Image.new("L", (280, 280), "white")
    outline = [(63, 41), (139, 44), (142, 141), (236, 172), (241, 219), (61, 217)]
    ImageDraw.Draw(sheet).polygon(outline, outline="black", width=9)
    boot = np.asarray(sheet)
    ways = [recognise(classifier, picture) for picture in (boot, boot[:, ::-1])]
    assert {way.prepared.kind for way in ways} == {"drawing"}
    np.testing.assert_allclose(ways[0].probabilities, ways[1].probabilities, atol=0.06)
