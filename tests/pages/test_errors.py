import json

import numpy as np
import pytest

from fmnist_core import datasets
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.mistakes import margins, mistakes


def answer(run, labels, logits):
    """Replace what a run has answered to the test split."""
    arrays = dict(np.load(run.folder / "evaluation.npz"))
    logits = np.asarray(logits, np.float32)
    arrays |= {"test_indices": np.arange(len(labels)), "test_labels": labels, "test_logits": logits}
    np.savez(run.folder / "evaluation.npz", **arrays)


def shown(page):
    """Return the indices of the images in the gallery, in order."""
    parts = [json.loads(part.proto.mixed.json or part.proto.json) for part in page.get("bidi_component")]
    return [item[1] for part in parts for item in part.get("items", [])]


def texts(page):
    return " ".join(each.value for each in [*page.markdown, *page.caption, *page.warning])


def button(page, label):
    return next(each for each in page.button if each.label == label)


@pytest.fixture
def guesses(make_run):
    """What a run has answered to all test images, a good part of it wrong."""
    labels = datasets.load("fashion_mnist").labels("test")
    logits = np.random.default_rng(0).normal(size=(len(labels), 10)) + 3 * np.eye(10)[labels]
    run = make_run("guesses")
    answer(run, labels, logits)
    names = datasets.specs()["fashion_mnist"].class_names
    return Evaluation.of(run.evaluation_arrays("test"), "test", names)


def test_pages_through_all_errors_the_surest_first(app, guesses):
    page = app.open("errors", run="guesses")
    found = []
    for number in range(1, -(-len(guesses.wrong) // 200) + 1):
        page.query_params["page"] = str(number)
        found += shown(page.run())
    assert found == guesses.wrong.tolist()
    assert f"**{len(guesses.wrong):,}** of 10,000 test images are misclassified" in texts(page)


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ({"true": "Shirt"}, {"true": 6}),
        ({"predicted": "Coat"}, {"predicted": 4}),
        (
            {"true": "Shirt", "predicted": "Coat", "confidence": "60"},
            {"true": 6, "predicted": 4, "confidence": 0.6},
        ),
        ({"true": "Shirt", "sort": "margin"}, {"true": 6, "order": "margin"}),
    ],
)
def test_filters_and_order(app, guesses, link, wanted):
    expected = mistakes(guesses, **wanted)
    page = app.open("errors", run="guesses", **link)
    assert shown(page) == guesses.indices[expected][:200].tolist()
    assert f"**{len(expected):,}** of them fit the filters" in texts(page)


def test_the_filters_count_what_each_choice_would_show(app, guesses):
    options = app.open("errors", run="guesses", predicted="Coat").selectbox(key="true of this page").options
    assert f"Shirt ({guesses.confusion[6, 4]})" in options
    assert "Coat (0)" in options


def test_margin_is_the_lead_over_the_truth(guesses):
    wrong = guesses.wrong
    probabilities = guesses.probabilities
    lead = probabilities.max(1) - probabilities[np.arange(len(probabilities)), guesses.labels]
    np.testing.assert_allclose(margins(guesses), lead)
    assert (np.diff(margins(guesses)[mistakes(guesses, order="margin")]) <= 0).all()
    assert set(mistakes(guesses, order="margin")) == set(wrong)


def test_a_link_to_an_item_opens_it_and_its_page(app, guesses):
    index = guesses.indices[guesses.wrong[450]]
    page = app.open("errors", run="guesses", sample=f"test-{index}")
    assert shown(page)[50] == index
    assert f"451 of {len(guesses.wrong):,}" in texts(page)


def test_steps_lead_through_the_selection(app, guesses):
    expected = mistakes(guesses, true=6)
    page = app.open("errors", run="guesses", true="Shirt", sample=f"test-{expected[0]}")
    assert button(page, "Previous").disabled
    button(page, "Next").click().run()
    button(page, "Next").click().run()
    assert page.query_params["sample"] == f"test-{expected[2]}"
    button(page, "Previous").click().run()
    assert page.query_params["sample"] == f"test-{expected[1]}"
    assert page.query_params["true"] == "Shirt"


def test_an_item_outside_the_filters_still_opens(app, guesses):
    right = int(np.flatnonzero(guesses.correct)[0])
    page = app.open("errors", run="guesses", sample=f"test-{right}")
    assert "Rightly called" in texts(page)
    assert "Not among the images that the filters show." in texts(page)
    assert button(page, "Next").disabled


def test_what_other_runs_say(app, guesses, make_run):
    answer(make_run("perfect"), guesses.labels, 9 * np.eye(10)[guesses.labels])
    make_run("digits", "mnist")
    (make_run("broken").folder / "evaluation.npz").write_bytes(b"PK half a file")
    page = app.open("errors", run="guesses", sample=f"test-{guesses.wrong[0]}")
    table = page.dataframe[0].value.set_index("Run")
    assert {"perfect", "broken"} <= set(table.index)
    assert table.loc["perfect", "Verdict"] == "right"
    assert table.loc["broken", "Answer"] == "cannot be read"
    right = (table["Verdict"] == "right").sum()
    assert f"{right} of {len(table)} other runs named it rightly." in texts(page)


def test_no_errors_is_said_in_a_sentence(app, make_run):
    labels = datasets.load("fashion_mnist").labels("test")
    answer(make_run("perfect"), labels, 9 * np.eye(10)[labels])
    page = app.open("errors", run="perfect")
    assert "perfect names all 10,000 test images rightly." in texts(page)
    assert page.page_link[-1].value == "Open the confusion matrix"


def test_filters_that_nothing_fits_get_a_sentence(app, guesses):
    page = app.open("errors", run="guesses", true="Shirt", predicted="Shirt")
    assert "No misclassified image fits these filters." in texts(page)


def test_nonsense_in_the_link_counts_as_not_said(app, guesses):
    nonsense = {
        "true": "?",
        "predicted": "-1",
        "confidence": "much",
        "sort": "x",
        "sample": "train-3",
        "split": "",
    }
    page = app.open("errors", run="guesses", **nonsense)
    assert shown(page) == guesses.wrong[:200].tolist()
    assert "Nothing is open yet." in texts(page)


def test_a_broken_evaluation_gets_a_sentence(app, make_run):
    (make_run("mine").folder / "evaluation.npz").write_bytes(b"PK half a file")
    assert "no readable evaluation" in texts(app.open("errors", run="mine"))
