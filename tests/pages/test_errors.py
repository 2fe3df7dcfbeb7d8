import json

import numpy as np
import pytest
import streamlit as st

from fmnist_core import datasets
from fmnist_core.annotations import Annotation, AnnotationStore
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.agreement import agreement
from fmnist_core.evaluation.mistakes import in_order, matching
from fmnist_core.runs import RunStore
from ui.evaluated.annotation_panel import annotations_csv


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


def options(page, label):
    """Return what a select offers; its key tells how often it became another one."""
    return next(each for each in page.selectbox if each.label == label).options


def gallery_with_escape(*_, on_select, **__):
    """Stand in for the gallery, whose keyboard no test without a browser can press."""
    st.button("Escape", on_click=on_select, args=(None,))


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


def follow(page, **link):
    """Go to another link of the same run."""
    page.query_params.clear()
    for name, value in {"run": "guesses", **link}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def test_filters_and_order(app, guesses):
    page = app.open("errors", run="guesses")
    for link, wanted, order in (
        ({"true": "Shirt"}, {"true": 6}, {}),
        ({"predicted": "Coat", "sort": "-loss"}, {"predicted": 4}, {"order": "loss", "lowest_first": True}),
        (
            {"true": "Shirt", "predicted": "Coat", "confidence": "60"},
            {"true": 6, "predicted": 4, "confidence": (0.6, 1.0)},
            {},
        ),
        (
            {"true": "Shirt", "confidence": "80-30", "sort": "margin"},
            {"true": 6, "confidence": (0.3, 0.8)},
            {"order": "margin"},
        ),
    ):
        expected = in_order(guesses, matching(guesses, **wanted), **order)
        assert shown(follow(page, **link)) == guesses.indices[expected][:200].tolist()
        assert f"**{len(expected):,}** of them fit the filters" in texts(page)


def test_right_answers_on_request(app, guesses):
    page = app.open("errors", run="guesses", answers="right", sort="-confidence")
    expected = in_order(guesses, guesses.correct, lowest_first=True)
    assert shown(page) == expected[:200].tolist()
    assert f"Shown: **{len(expected):,}** rightly classified images." in texts(page)


def test_wrong_in_every_run_and_where_runs_disagree(app, guesses):
    names = guesses.class_names
    runs = [run for run in RunStore().list() if run.dataset == "fashion_mnist" and run.id != "guesses"]
    others = [Evaluation.of(run.evaluation_arrays("test"), "test", names) for run in runs]
    together = agreement([guesses, *others])
    page = app.open("errors", run="guesses", runs="wrong", sort="disagreement")
    fits = ~guesses.correct & together.wrong_in_every
    expected = in_order(guesses, fits, "disagreement", disagreement=together.disagreement)
    assert 0 < len(expected) < len(guesses.wrong)
    assert shown(page) == expected[:200].tolist()
    assert f"Wrong in every run ({len(expected):,})" in page.selectbox(key="runs of this page").options


def test_the_filters_count_what_each_choice_would_show(app, guesses):
    options = app.open("errors", run="guesses", predicted="Coat").selectbox(key="true of this page").options
    assert f"Shirt ({guesses.confusion[6, 4]})" in options
    assert "Coat (0)" in options


def test_answers_and_runs_count_with_all_other_filters(app, guesses, make_run, store):
    answer(make_run("perfect"), guesses.labels, 9 * np.eye(10)[guesses.labels])
    first, *_ = in_order(guesses, matching(guesses, true=6, predicted=4)).tolist()
    store.set(Annotation("test", first, "keep", ("sole",)))
    page = app.open("errors", run="guesses")
    for link, number in (
        ({"true": "Shirt"}, guesses.confusion[6].sum() - guesses.confusion[6, 6]),
        ({"true": "Shirt", "predicted": "Coat"}, guesses.confusion[6, 4]),
        ({"annotated": "keep"}, 1),
        ({"tag": "sole", "true": "Bag"}, 0),
    ):
        follow(page, **link)
        assert f"Right in some run ({number:,})" in options(page, "Runs")
        assert f"Wrong ({number:,})" in options(page, "Answers")
    follow(page, true="Shirt", answers="right", runs="wrong")
    right, total = guesses.confusion[6, 6], guesses.confusion[6].sum()
    assert f"Right in some run ({right:,})" in options(page, "Runs")
    follow(page, true="Shirt", answers="all", runs="right")
    wrong = total - right
    assert options(page, "Answers") == [f"Wrong ({wrong:,})", f"Right ({right:,})", f"All ({total:,})"]


def test_a_link_to_an_item_opens_it_and_its_page(app, guesses):
    index = guesses.indices[guesses.wrong[450]]
    page = app.open("errors", run="guesses", sample=f"test-{index}")
    assert shown(page)[50] == index
    assert f"451 of {len(guesses.wrong):,}" in texts(page)


@pytest.mark.parametrize(
    ("turned_to", "closing", "link"),
    [(None, "Close", "3"), (None, "Escape", "3"), (2, "Close", "2"), (1, "Escape", None)],
)
def test_closing_an_image_leaves_the_gallery_at_its_page(app, guesses, monkeypatch, turned_to, closing, link):
    monkeypatch.setattr("ui.evaluated.answers.gallery", gallery_with_escape)
    page = app.open("errors", run="guesses", sample=f"test-{guesses.wrong[450]}")
    if turned_to:
        page.pagination[0].set_value(turned_to).run()
    button(page, closing).click().run()
    assert "sample" not in page.query_params
    assert page.query_params.get("page") == link
    assert page.pagination[0].value == int(link or 1)


def test_steps_lead_through_the_selection(app, guesses):
    expected = in_order(guesses, matching(guesses, true=6))
    page = app.open("errors", run="guesses", true="Shirt", sample=f"test-{expected[0]}")
    assert button(page, "Previous").disabled
    button(page, "Next").click().run()
    button(page, "Next").click().run()
    assert page.query_params["sample"] == f"test-{expected[2]}"
    button(page, "Previous").click().run()
    assert page.query_params["sample"] == f"test-{expected[1]}"
    assert page.query_params["true"] == "Shirt"


def test_a_second_press_before_the_first_is_drawn_goes_one_further(app, guesses):
    expected = in_order(guesses, matching(guesses, true=6))
    page = app.open("errors", run="guesses", true="Shirt", sample=f"test-{expected[2]}")
    page.query_params["sample"] = f"test-{expected[3]}"  # where the first press went
    button(page, "Next").click().run()
    assert page.query_params["sample"] == f"test-{expected[4]}"


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
    assert table.loc["perfect", "Answer"].startswith("✓ ")
    assert table.loc["broken", "Answer"] == "cannot be read"
    right, answered = table["Answer"].str.startswith("✓ ").sum(), table["Answer"].str.endswith("%").sum()
    assert answered < len(table)
    assert f"{right} of {answered} other runs named it rightly." in texts(page)


def test_other_runs_that_have_no_answer_are_not_counted(app, shapes, make_run):
    answer(make_run("mine", "shapes"), np.arange(9) % 3, 4 * np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 0, 0]])
    answer(make_run("short", "shapes"), np.arange(8) % 3, 4 * np.eye(3)[np.arange(8) % 3])
    page = app.open("errors", run="mine", sample="test-7")
    assert "1 of 1 other run named it rightly." in texts(page)
    page = app.open("errors", run="mine", sample="test-8")
    assert page.dataframe[0].value["Answer"].tolist() == ["was not asked"]
    assert "No other run has an answer to it that can be read." in texts(page)


def test_no_errors_is_said_in_a_sentence(app, make_run):
    labels = datasets.load("fashion_mnist").labels("test")
    answer(make_run("perfect"), labels, 9 * np.eye(10)[labels])
    page = app.open("errors", run="perfect")
    assert "perfect names all 10,000 test images rightly." in texts(page)
    assert page.page_link[-1].value == "Open the confusion matrix"
    button(page, "Show the right answers, least sure first").click().run()
    assert len(shown(page)) == 200


def test_filters_that_nothing_fits_get_a_sentence(app, guesses):
    page = app.open("errors", run="guesses", true="Shirt", predicted="Shirt")
    assert "No misclassified image fits these filters." in texts(page)
    button(page, "Clear the filters").click().run()
    assert shown(page) == guesses.wrong[:200].tolist()


def test_nonsense_in_the_link_counts_as_not_said(app, guesses):
    nonsense = {
        "true": "?",
        "predicted": "-1",
        "confidence": "much",
        "sort": "x",
        "sample": "train-3",
        "split": "",
        "answers": "?",
        "runs": "?",
        "annotated": "?",
        "tag": "nobody's",
    }
    page = app.open("errors", run="guesses", **nonsense)
    assert shown(page) == guesses.wrong[:200].tolist()
    assert "Nothing is open yet." in texts(page)


def test_a_broken_evaluation_gets_a_sentence(app, make_run):
    (make_run("mine").folder / "evaluation.npz").write_bytes(b"PK half a file")
    assert "no readable evaluation" in texts(app.open("errors", run="mine"))


@pytest.fixture
def store(artifacts):
    return AnnotationStore("fashion_mnist")


def test_what_is_noted_on_an_image_is_stored_and_shown(app, guesses, store):
    first, second = guesses.wrong[:2].tolist()
    page = app.open("errors", run="guesses", sample=f"test-{first}")
    button(page, "Label looks wrong").click().run()
    page.multiselect[1].set_value(["odd sole"]).run()
    page.text_area[0].input("Two shoes?").run()
    noted = store.get("test", first)
    assert (noted.verdict, noted.tags, noted.note) == ("label looks wrong", ("odd sole",), "Two shoes?")
    button(page, "Next").click().run()
    assert page.text_area[0].value == ""
    assert page.multiselect[1].value == []
    button(page, "Previous").click().run()
    assert page.text_area[0].value == "Two shoes?"
    button(page, "Label looks wrong").click().run()
    assert store.get("test", first).verdict == ""
    assert store.get("test", second).empty


def test_what_others_write_meanwhile_is_kept_and_seen(app, guesses, store):
    index = int(guesses.wrong[0])
    page = app.open("errors", run="guesses", sample=f"test-{index}")
    store.set(Annotation("test", index, "keep", ("theirs",), "theirs"))
    page.text_area[0].input("mine").run()
    assert store.get("test", index).note == "theirs\nmine"
    assert page.multiselect[1].value == ["theirs"]


def test_several_images_are_annotated_at_once(app, guesses, store):
    store.set(Annotation("test", int(guesses.wrong[0]), tags=("mine",)))
    page = app.open("errors", run="guesses")
    button(page, "Choose all 200 here").click().run()
    assert "**200 images chosen**" in texts(page)
    page.multiselect[1].set_value(["all"]).run()
    button(page, "Ambiguous").click().run()
    assert len(store.all()) == 200
    assert {each.verdict for each in store.all().values()} == {"ambiguous"}
    assert store.get("test", int(guesses.wrong[0])).tags == ("all", "mine")
    button(page, "Clear").click().run()
    assert "Nothing is open yet." in texts(page)


def test_images_chosen_together_do_not_hide_one_that_a_link_opens_later(app, guesses):
    page = app.open("errors", run="guesses")
    button(page, "Choose all 200 here").click().run()
    app.open("confusion", run="guesses")
    page = app.open("errors", run="guesses", split="test", sample=f"test-{guesses.wrong[3]}")
    assert "images chosen" not in texts(page)
    assert f"4 of {len(guesses.wrong):,}" in texts(page)
    app.open("confusion", run="guesses")
    assert "Nothing is open yet." in texts(app.open("errors", run="guesses"))


def test_filters_by_annotation(app, guesses, store):
    samples = guesses.wrong.tolist()
    store.set(Annotation("test", samples[1], "keep", ("sole",)))
    store.set(Annotation("test", samples[4], "label looks wrong"))
    store.set(Annotation("test", samples[6], tags=("other",), note="n"))
    store.set(Annotation("validation", samples[7], "label looks wrong", ("sole",), "n"))
    page = app.open("errors", run="guesses")
    for link, places in (
        ({"annotated": "any"}, [1, 4, 6]),
        ({"annotated": "label looks wrong"}, [4]),
        ({"annotated": "note"}, [6]),
        ({"tag": ["sole", "other"]}, [1, 6]),
        ({"tag": "sole", "annotated": "keep"}, [1]),
    ):
        assert shown(follow(page, **link)) == [samples[place] for place in places]


def test_steps_go_on_from_an_image_that_leaves_the_selection(app, guesses):
    samples = guesses.wrong.tolist()
    page = app.open("errors", run="guesses", annotated="none", sample=f"test-{samples[3]}")
    button(page, "Keep").click().run()
    assert samples[3] not in shown(page)
    assert "Not among the images that the filters show." in texts(page)
    button(page, "Next").click().run()
    assert page.query_params["sample"] == f"test-{samples[4]}"
    button(page, "Previous").click().run()
    assert page.query_params["sample"] == f"test-{samples[2]}"


def test_a_read_only_installation_shows_annotations_only(app, guesses, store, monkeypatch):
    index = int(guesses.wrong[0])
    store.set(Annotation("test", index, "keep", note="n"))
    monkeypatch.setenv("FMNIST_READ_ONLY", "1")
    page = app.open("errors", run="guesses", sample=f"test-{index}")
    assert page.text_area[0].value == "n"
    assert page.text_area[0].disabled
    assert button(page, "Keep").disabled
    assert "annotations are shown but cannot be changed" in texts(page)


def test_annotations_that_cannot_be_read_get_a_sentence(app, guesses, store):
    store.path.parent.mkdir(parents=True)
    store.path.write_text("{")
    page = app.open("errors", run="guesses", sample=f"test-{guesses.wrong[0]}")
    assert "The annotations of fashion_mnist cannot be read" in texts(page)
    assert shown(page) == guesses.wrong[:200].tolist()
    button(page, "Keep").click().run()
    assert store.path.read_text() == "{"


def test_the_csv_says_which_image_of_the_published_file_is_meant(store):
    store.set(Annotation("validation", 0, "keep"))
    store.set(Annotation("test", 999_999, "keep"))
    validation = datasets.load("fashion_mnist").validation
    label = datasets.specs()["fashion_mnist"].class_names[validation.labels[0]]
    heading, first, second = annotations_csv("fashion_mnist").decode("utf-8-sig").splitlines()
    assert heading.endswith("changed,label,published_file,image_in_file")
    assert first.endswith(f"{label},training,{validation.source_indices[0]}")
    assert second.endswith(",,,")


def test_a_dataset_of_three_classes_with_its_only_run(app, shapes, make_run):
    answer(make_run("mine", "shapes"), np.arange(9) % 3, 4 * np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 0, 0]])
    page = app.open("errors", run="mine", sample="test-7")
    assert shown(page) == [7, 8]
    assert page.selectbox(key="runs of this page").disabled
    assert "No other run of this dataset is evaluated yet." in texts(page)
    button(page, "Keep").click().run()
    assert AnnotationStore("shapes").get("test", 7).verdict == "keep"
