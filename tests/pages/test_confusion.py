import json
import subprocess
import sys

import numpy as np
import pytest
from sklearn import metrics

from fmnist_core import datasets
from fmnist_core.evaluation.calibration import calibration_error, fit_temperature
from fmnist_core.evaluation.metrics import softmax
from fmnist_core.runs import RunStore
from ui.words import percent

NARROW = "\u202f"
NONSENSE = {"true": "<b>", "predicted": "9", "split": "train", "sample": "test-x", "colour": "?"}


def answer(run, labels, logits, split="test"):
    """Replace what a run has answered to one split."""
    arrays = dict(np.load(run.folder / "evaluation.npz"))
    arrays[f"{split}_indices"] = np.arange(len(labels))
    arrays[f"{split}_labels"] = np.asarray(labels)
    arrays[f"{split}_logits"] = np.asarray(logits, np.float32)
    np.savez(run.folder / "evaluation.npz", **arrays)


def parts(page):
    """Return what the components of the page are sent: the matrix, and where there is one the gallery."""
    return [json.loads(part.proto.mixed.json or part.proto.json) for part in page.get("bidi_component")]


def shown(page):
    """Return the indices of the images in the gallery, in order; empty where there is none."""
    return [item[1] for part in parts(page) for item in part.get("items", [])]


def section(page, name):
    """Return a page whose link names another section of its end."""
    page.query_params["show"] = name
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def turned(page, number):
    """Return a page whose link names a page of the gallery."""
    page.query_params["page"] = str(number)
    page.run()
    assert not page.exception
    return page


def texts(page):
    return " ".join(each.value for each in [*page.markdown, *page.caption, *page.warning])


@pytest.fixture
def guesses(make_run):
    """A run whose answers to the test images are half at random: labels int64 (n,), logits (n, 10)."""
    labels = datasets.load("fashion_mnist").labels("test")
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(len(labels), 10)) + 2 * np.eye(10)[labels]
    answer(make_run("guesses"), labels, logits)
    return labels, logits


@pytest.fixture
def perfect(make_run):
    labels = datasets.load("fashion_mnist").labels("test")
    answer(make_run("perfect"), labels, 9 * np.eye(10)[labels])


def test_figures_are_those_of_scikit_learn(app, guesses):
    labels, logits = guesses
    powers = np.exp(logits.astype(np.float32))
    probabilities, predictions = powers / powers.sum(1, keepdims=True), logits.argmax(1)
    macro = metrics.precision_recall_fscore_support(labels, predictions, average="macro")
    values = {metric.label: metric.value for metric in app.open("confusion", run="guesses").metric}
    accuracy = metrics.accuracy_score(labels, predictions)
    for name, value in zip(("Accuracy", "Precision", "Recall", "F1"), (accuracy, *macro), strict=False):
        assert values[name] == f"{value:.1%}".replace("%", f"{NARROW}%")
    assert values["Log loss"] == f"{metrics.log_loss(labels, probabilities):.3f}"


def test_class_table_is_that_of_scikit_learn(app, guesses):
    labels, logits = guesses
    table = app.open("confusion", run="guesses").dataframe[0].value
    expected = metrics.precision_recall_fscore_support(labels, logits.argmax(1))
    for column, values in zip(("precision", "recall", "f1", "support"), expected, strict=True):
        factor = 1 if column == "support" else 100
        np.testing.assert_allclose(table[column], factor * values)
    right = [metrics.accuracy_score(labels == number, logits.argmax(1) == number) for number in range(10)]
    np.testing.assert_allclose(table["accuracy"], 100 * np.array(right))


@pytest.mark.parametrize(("true", "predicted"), [(6, 4), (3, 3), (6, None), (None, 4)])
def test_a_cell_shows_exactly_its_images(app, guesses, true, predicted):
    labels, logits = guesses
    wanted = np.ones(len(labels), bool)
    wanted &= (labels == true) | (true is None)
    wanted &= (logits.argmax(1) == predicted) | (predicted is None)
    names = datasets.specs()["fashion_mnist"].class_names
    link = {"true": true, "predicted": predicted}
    link = {key: names[number] for key, number in link.items() if number is not None}
    page = app.open("confusion", run="guesses", **link)
    found = shown(page)
    for number in range(2, -(-wanted.sum() // 500) + 1):
        found += shown(turned(page, number))
    assert sorted(found) == np.flatnonzero(wanted).tolist()


def test_the_selects_choose_a_cell_and_write_it_to_the_link(app, make_run):
    make_run("mine")
    page = app.open("confusion", run="mine")
    assert "Nothing is selected yet" in texts(page)
    assert shown(page) == []
    page.selectbox(key="true of this page").select("Shirt").run()
    page.selectbox(key="predicted of this page").select("Sneaker").run()
    assert page.query_params["true"] == "Shirt"
    assert page.query_params["predicted"] == "Sneaker"
    assert "10 images of Shirt called Sneaker, surest first." in texts(page)
    assert len(shown(page)) == 10


def test_a_confused_pair_selects_its_cell(app, make_run):
    make_run("mine")
    page = turned(app.open("confusion", run="mine", true="Coat", sample="test-1"), 2)
    pair = next(button for button in page.button if button.label == "Coat called Sandal: 10 of 100")
    pair.click().run()
    assert len(shown(page)) == 10
    assert set(page.query_params) == {"run", "true", "predicted"}


def test_an_empty_cell_says_so(app, make_run):
    make_run("mine")
    page = app.open("confusion", run="mine", true="Shirt", predicted="Bag")
    assert "No test image of Shirt was called Bag." in texts(page)
    assert shown(page) == []


def test_several_cells_stand_in_one_link_and_can_be_changed_by_keyboard(app, make_run):
    make_run("mine")
    link = {"true": ["Shirt", "", "Shirt", "?"], "predicted": ["Sneaker", "Bag", "Sneaker"]}
    page = app.open("confusion", run="mine", **link)
    assert page.multiselect[0].value == [(6, 7), (None, 8)]
    assert "110 images selected, wrong answers first." in texts(page)
    predicted = next(each for each in page.selectbox if each.label == "Predicted class")
    assert predicted.value == "Bag"

    predicted.select("Any").run()
    assert "10 images of Shirt called Sneaker, surest first." in texts(page)
    page.multiselect[0].select((6, 6)).run()
    assert "100 images selected, wrong answers first." in texts(page)
    assert page.query_params["true"] == ["Shirt", "Shirt"]
    page.multiselect[0].set_value([]).run()
    assert set(page.query_params) == {"run"}


def test_classes_stand_in_order_of_similarity_on_request(app, make_run):
    make_run("mine")  # calls every tenth sample of a class the next class
    page = app.open("confusion", run="mine", order="similarity", numbers="row", diagonal="hidden")
    (data,) = parts(page)
    assert sorted(data["matrix"]["order"]) == list(range(10))
    assert data["matrix"]["texts"][6][6:8] == ["", "10.0"]


def test_sections_say_what_the_core_computes(app, guesses):
    labels, logits = guesses
    page = section(app.open("confusion", run="guesses"), "calibration")
    logits = logits.astype(np.float32)
    with np.load(RunStore().get("guesses").folder / "evaluation.npz") as stored:
        temperature = fit_temperature(stored["validation_labels"], stored["validation_logits"])
    errors = [calibration_error(labels, softmax(logits / scale)) for scale in (1, temperature)]
    assert f"a temperature of **{temperature:.2f}**" in texts(page)
    assert f"error goes from {percent(errors[0])} to **{percent(errors[1])}**" in texts(page)
    assert ("Here it mends nothing." in texts(page)) == (errors[1] >= errors[0])
    page = section(page, "coverage")
    page.slider(key="sure of this page").set_value(50).run()
    confidence = softmax(logits).max(axis=1)
    right = metrics.accuracy_score(labels[confidence >= 0.5], logits[confidence >= 0.5].argmax(1))
    assert page.query_params["sure"] == "50"
    assert f"**{percent((confidence >= 0.5).mean())}** of the test images" in texts(page)
    assert f"**{percent(right)}** of these answers are right" in texts(page)


def test_a_sample_in_the_link_opens_large(app, make_run):
    make_run("mine")
    page = app.open("confusion", run="mine", sample="test-6")
    assert "Called **Sneaker** with" in texts(page)
    assert page.get("image")


def test_the_validation_split(app, make_run):
    make_run("mine")
    page = app.open("confusion", run="mine", split="validation", true="Shirt")
    assert "1,000 validation images" in texts(page)
    assert len(shown(page)) == 100


def test_a_run_without_errors(app, perfect):
    page = app.open("confusion", run="perfect", true="Shirt", diagonal="hidden", colour="log")
    assert "every answer is right" in texts(page)
    assert "1,000 images of Shirt, least sure first." in texts(page)
    assert len(shown(page)) == 500
    for name in ("curves", "coverage"):
        section(page, name)


def test_nonsense_in_the_link_counts_as_not_said(app, make_run):
    make_run("mine")
    assert "Nothing is selected yet" in texts(app.open("confusion", run="mine", **NONSENSE))
    for number in ("-1", "x", "9" * 5000, "²"):
        assert len(shown(turned(app.open("confusion", run="mine", true="Shirt"), number))) == 100


def test_an_unknown_run_gets_a_sentence(app, make_run):
    make_run("mine")
    assert "There is no run 'nobody'" in texts(app.open("confusion", run="nobody"))


@pytest.mark.parametrize("content", [b"", b"PK half a file", None])
def test_a_broken_evaluation_gets_a_sentence(app, make_run, content):
    run = make_run("mine")
    if content is None:
        answer(run, np.zeros(10, int), np.zeros((10, 3)))  # of another number of classes
    else:
        (run.folder / "evaluation.npz").write_bytes(content)
    page = app.open("confusion", run="mine")
    assert len(page.warning) == 1
    assert not page.metric


def test_answers_to_samples_that_are_gone_get_a_sentence(app, make_run):
    answer(make_run("mine"), np.zeros(10_001, int), np.eye(10)[np.zeros(10_001, int)])
    page = turned(app.open("confusion", run="mine", true="T-shirt/top"), 21)
    assert "its files have changed since" in texts(page)


def test_a_dataset_of_three_classes(app, make_run, shapes):
    run = make_run("mine", shapes)
    answer(run, np.arange(9) % 3, np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 0, 0]])
    page = app.open("confusion", run="mine", true="square", predicted="circle")
    assert "1 image of square called circle." in texts(page)
    assert shown(page) == [7]
    assert len(section(page, "curves").get("plotly_chart")) == 2
    assert "The temperature cannot be fitted." in texts(section(page, "calibration"))  # ten classes there
    answer(run, [0, 1, 2], np.eye(3)[[0, 1, 1]], split="validation")
    assert "fit the validation images best" in texts(section(page, "calibration"))
    section(page, "coverage")


def test_classes_of_the_curves_stay_chosen_when_the_split_changes(app, make_run):
    make_run("mine")
    page = app.open("confusion", run="mine", show="curves", curve="Shirt")
    page.get_by_key("split of this page").set_value("validation").run()
    assert not page.exception
    assert page.query_params["curve"] == "Shirt"
    pills = page.get_by_key("curves of classes")
    assert pills.value == ["Shirt"]
    pills.set_value(["Shirt", "Coat"]).run()
    assert page.query_params["curve"] == ["Shirt", "Coat"]


def test_imports_no_tensorflow(make_run):
    make_run("mine")
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "test = AppTest.from_file('streamlit_app.py', default_timeout=60).run()\n"
        "titles = {'confusion': 'Confusion matrix', 'errors': 'Errors', 'compare': 'Compare'}\n"
        "for page, title in titles.items():\n"
        "    test.switch_page(f'pages/{page}.py')\n"
        "    test.query_params['run'] = 'mine'\n"
        "    test.query_params['sample'] = 'test-6'\n"
        "    assert not test.run().exception, test.exception\n"
        "    assert test.title[0].value == title and len(test.main) > 2\n"
        "print([name for name in ('tensorflow', 'keras') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
