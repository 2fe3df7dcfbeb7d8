import io
import json

import keras
import numpy as np
import pytest

from fmnist_core import datasets, familiarity
from fmnist_core.errors import DatasetError, NetworkError, RunCorruptError, RunNotFoundError
from fmnist_core.inference import Classifier, at_once, load_network
from fmnist_core.networks import ARCHITECTURES, build
from fmnist_core.runs import Run


def write_run(folder, model, dataset="fashion_mnist"):
    folder.mkdir(parents=True)
    record = {"format": 1, "training": {"dataset": dataset, "architecture": "cnn"}}
    (folder / "config.json").write_text(json.dumps(record))
    model.save(folder / "model.keras")
    return Run(folder)


@pytest.fixture(scope="module")
def images():
    return datasets.load("fashion_mnist").test.images[:40]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    keras.utils.set_random_seed(0)
    return write_run(tmp_path_factory.mktemp("artifacts") / "runs" / "some-run", build("cnn"))


@pytest.fixture(scope="module")
def classifier(run):
    return Classifier.load(run)


def test_answers_as_the_keras_model_does(classifier, images):
    expected = keras.ops.convert_to_numpy(classifier.model(images[..., None], training=False))
    logits = classifier.logits(images)
    assert logits.shape == (40, 10)
    assert logits.dtype == np.float32
    np.testing.assert_allclose(logits, expected, atol=1e-4)


def test_probabilities_are_the_softmax_of_the_logits(classifier, images):
    probabilities = classifier.predict(images)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), classifier.logits(images).argmax(axis=1))


def test_one_image_needs_no_batch(classifier, images):
    np.testing.assert_allclose(classifier.predict(images[3]), classifier.predict(images)[3:4], atol=1e-5)


def test_an_answer_does_not_depend_on_its_company(classifier, images):
    # 1,100 images are three batches, the last one smaller.
    many = np.tile(images, (28, 1, 1))[:1100]
    alone = np.concatenate([classifier.logits(image) for image in images])
    np.testing.assert_allclose(classifier.logits(many), np.tile(alone, (28, 1))[:1100], atol=1e-4)


def test_no_image_gives_no_answer(classifier):
    none = np.zeros((0, 28, 28), np.uint8)
    assert classifier.predict(none).shape == (0, 10)
    assert classifier.embed(none).shape == (0, 64)


def test_embedding_is_the_layer_of_that_name(classifier, images):
    layer = keras.Model(classifier.model.input, classifier.model.get_layer("embedding").output)
    embeddings = classifier.embed(images)
    assert embeddings.dtype == np.float32
    np.testing.assert_allclose(embeddings, layer(images[..., None], training=False), atol=1e-4)


def test_a_network_without_embedding_says_so(tmp_path, images):
    pixels = keras.Input((28, 28, 1))
    model = keras.Model(pixels, keras.layers.Dense(10)(keras.layers.Flatten()(pixels)))
    with pytest.raises(NetworkError, match="bare has no layer 'embedding'"):
        Classifier.load(write_run(tmp_path / "bare", model)).embed(images)


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((28, 28), np.float32),
        np.zeros((28, 28, 3), np.uint8),
        np.zeros((2, 28, 28, 1), np.uint8),
        np.zeros((2, 32, 32), np.uint8),
        np.zeros(784, np.uint8),
    ],
)
def test_other_shapes_and_types_are_refused(classifier, wrong):
    with pytest.raises(NetworkError, match=rf"uint8 images of shape \(28, 28\).*Received: {wrong.dtype}"):
        classifier.predict(wrong)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_features_are_available_where_the_table_says(name, tmp_path):
    classifier = Classifier.load(write_run(tmp_path / name, build(name)))
    assert classifier.features_available == ARCHITECTURES[name].spatial


def test_a_network_trained_in_mixed_precision_answers_in_float32(tmp_path, images):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        mixed = build("cnn")
    finally:
        keras.config.set_dtype_policy("float32")
    classifier = Classifier.load(write_run(tmp_path / "mixed", mixed))
    plain = build("cnn")
    plain.set_weights(mixed.get_weights())
    np.testing.assert_allclose(classifier.logits(images), plain(images[..., None]), atol=1e-4)
    assert classifier.embed(images).dtype == np.float32


def test_a_network_is_rebuilt_to_compute_in_short_numbers(tmp_path, images):
    plain = build("resnet")
    short = load_network(write_run(tmp_path / "plain", plain).model_path, "mixed_bfloat16")
    assert {layer.compute_dtype for layer in short.layers if layer.weights} == {"bfloat16", "float32"}
    logits = short(images[..., None])
    assert logits.dtype == "float32"
    np.testing.assert_allclose(logits, plain(images[..., None]), rtol=0.03, atol=0.3)


def write_evaluation(run, logits, labels):
    arrays = {"indices": np.arange(len(labels)), "labels": labels, "logits": logits}
    np.savez(run.folder / "evaluation.npz", **{f"validation_{name}": each for name, each in arrays.items()})


def test_probabilities_are_as_sure_as_validation_allows(tmp_path, images):
    run = write_run(tmp_path / "sure", build("dense"))
    assert Classifier.load(run).temperature == 1
    labels = np.arange(200) % 10
    answers = np.where(np.arange(200) < 140, labels, (labels + 1) % 10)  # right in 70 %, and far too sure
    write_evaluation(run, 20 * np.eye(10, dtype=np.float32)[answers], labels)
    classifier = Classifier.load(run)
    assert classifier.temperature > 4
    np.testing.assert_allclose(classifier.probabilities(20 * np.eye(10))[3, 3], 0.7, atol=0.02)
    logits = classifier.logits(images) / classifier.temperature
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(classifier.predict(images), expected, atol=1e-5)


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


@pytest.fixture
def few(monkeypatch):
    """Measure on few images, so that it takes no time."""
    monkeypatch.setattr(familiarity, "IMAGES", 300)
    monkeypatch.setattr(familiarity, "PICTURES", (40, 20))
    monkeypatch.setattr(familiarity, "STRANGE", 100)


@pytest.mark.parametrize("name", ["cnn", "dense", "tiny"])
def test_what_is_familiar_is_measured_once_and_kept(name, tmp_path, artifacts, few, images):
    keras.utils.set_random_seed(0)
    run = write_run(tmp_path / name, build(name))
    classifier = Classifier.load(run)
    scores = classifier.familiarity(images)
    assert scores.dtype == np.float32
    kept = artifacts / "cache" / "familiarity" / f"{name}-image.npz"
    written = kept.stat().st_mtime_ns
    np.testing.assert_allclose(Classifier.load(run).familiarity(images), scores, atol=0.2)
    assert kept.stat().st_mtime_ns == written
    noise = np.random.default_rng(0).integers(0, 256, (50, 28, 28)).astype(np.uint8)
    assert (classifier.familiarity(noise) < 0).all()
    assert (scores < 0).mean() < 0.3
    logits, judged = classifier.judge(images)
    np.testing.assert_array_equal(judged, scores)
    np.testing.assert_allclose(logits, classifier.logits(images), atol=1e-4)
    for broken in (b"broken", npy(np.zeros(3))):
        kept.write_bytes(broken)
        np.testing.assert_allclose(Classifier.load(run).familiarity(images), scores, atol=0.2)


def test_a_file_beside_the_network_says_what_is_familiar(tmp_path, artifacts, few, images):
    run = write_run(tmp_path / "shipped", build("dense"))
    classifier = Classifier.load(run)
    classifier.measure_familiarity(run.folder / familiarity.FILE_NAME)
    answers = {kind: Classifier.load(run).familiarity(images, kind) for kind in ("drawing", "photo")}
    np.testing.assert_array_equal(answers["drawing"], answers["photo"])
    assert (answers["photo"] != Classifier.load(run).familiarity(images)).any()
    assert not (artifacts / "cache" / "familiarity").exists()


def test_loads_by_the_beginning_of_an_id(run, monkeypatch):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(run.folder.parent.parent))
    classifier = Classifier.load("some")
    assert classifier.run.id == "some-run"
    assert classifier.class_names == classifier.dataset.class_names
    assert classifier.class_names[8] == "Bag"
    with pytest.raises(RunNotFoundError):
        Classifier.load("no such run")


def test_a_missing_network_is_one_sentence(tmp_path):
    run = write_run(tmp_path / "early", build("dense"))
    run.model_path.unlink()
    with pytest.raises(RunCorruptError, match=r"early has no model\.keras"):
        Classifier.load(run)


@pytest.mark.parametrize("damage", ["empty", "truncated", "text", "flipped"])
def test_a_broken_network_is_one_sentence(tmp_path, damage):
    run = write_run(tmp_path / "broken", build("dense"))
    whole = run.model_path.read_bytes()
    middle = len(whole) // 2
    broken = {
        "empty": b"",
        "truncated": whole[:middle],
        "text": b"not a network",
        "flipped": whole[:middle]
        + bytes(255 - byte for byte in whole[middle : middle + 64])
        + whole[middle + 64 :],
    }
    run.model_path.write_bytes(broken[damage])
    with pytest.raises(
        RunCorruptError, match=r"broken: model\.keras cannot be read \(.+\)\. Restore"
    ) as caught:
        Classifier.load(run)
    assert "\n" not in str(caught.value)


def test_a_network_of_another_dataset_is_refused(tmp_path):
    run = write_run(tmp_path / "seven", build("dense", classes=7))
    with pytest.raises(RunCorruptError, match=r"\(None, 7\), but fashion_mnist has 10 classes"):
        Classifier.load(run)


def test_a_network_for_images_of_another_size_is_refused(tmp_path):
    run = write_run(tmp_path / "small", build("dense", input_shape=(12, 20)))
    with pytest.raises(
        RunCorruptError, match=r"shape \(12, 20\), but those of fashion_mnist have \(28, 28\)"
    ):
        Classifier.load(run)


@pytest.mark.parametrize(
    ("shape", "images"), [((9, 28, 28), 512), ((9, 8, 8, 1), 512), ((9, 112, 112), 32), ((9, 4000, 4000), 1)]
)
def test_of_large_images_fewer_are_computed_at_once(shape, images):
    assert at_once(512, shape) == images


def test_a_dataset_that_is_gone_is_named(tmp_path):
    with pytest.raises(DatasetError, match="'gone'"):
        Classifier.load(write_run(tmp_path / "orphan", build("dense"), dataset="gone"))
