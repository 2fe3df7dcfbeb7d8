import io
import re

import pytest
from PIL import Image

from fmnist_core import datasets

expect = pytest.importorskip("playwright.sync_api").expect

PATIENCE = 60_000  # milliseconds; the first answer of a server loads TensorFlow, and all share the cores
TRUE_BOOT = 0  # a test image that every usable network gets right
TROUSERS = (
    [(90, 30), (190, 30), (190, 250), (155, 250), (140, 110), (125, 250), (90, 250), (90, 30)],
    [(110, 40), (110, 240)],
    [(170, 40), (170, 240)],
)


@pytest.fixture
def classify(page, app_url):
    """The Classify page, reached as a newcomer does."""
    page.goto(app_url)
    page.get_by_role("link", name="Classify your own").click()
    expect(page.get_by_role("heading", name="What the network sees")).to_be_visible(timeout=PATIENCE)
    return page


def draw(page, *strokes):
    canvas = page.locator("canvas.upper-canvas")
    expect(canvas).to_be_visible(timeout=PATIENCE)
    canvas.scroll_into_view_if_needed()
    corner = canvas.bounding_box()
    for stroke in strokes:
        places = [(corner["x"] + x, corner["y"] + y) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=5)
        page.mouse.up()


def upload(page, name, content):
    page.get_by_role("radio", name="Upload").click()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": content}
    )


def answer(page):
    """The heading of the answer: a class with its probability, or that it is none of them."""
    return page.get_by_role("heading", name=re.compile(r", \d+\.\d\s%|^None of the classes"))


def test_a_drawing_is_answered_stroke_by_stroke_and_can_be_taken_back(classify):
    undo = classify.get_by_role("button", name="Undo", exact=True).last
    expect(undo).to_be_disabled(timeout=PATIENCE)
    draw(classify, TROUSERS[0])
    expect(answer(classify)).to_be_visible(timeout=PATIENCE)
    seen = classify.get_by_alt_text("The picture as 28 by 28 grey pixels, enlarged")
    before = seen.get_attribute("src")
    draw(classify, *TROUSERS[1:])
    expect(seen).not_to_have_attribute("src", before, timeout=PATIENCE)
    classify.get_by_role("button", name="Clear", exact=True).click()
    expect(classify.get_by_role("heading", name="Answer", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(undo).to_be_disabled(timeout=PATIENCE)


def test_a_drawing_is_still_there_after_a_look_at_something_else(classify):
    draw(classify, TROUSERS[0])
    expect(answer(classify)).to_be_visible(timeout=PATIENCE)
    said = answer(classify).inner_text()
    classify.get_by_role("radio", name="Upload").click()
    expect(answer(classify)).to_be_hidden(timeout=PATIENCE)
    classify.get_by_role("radio", name="Draw").click()
    expect(answer(classify)).to_have_text(said, timeout=PATIENCE)
    expect(classify.locator("canvas.upper-canvas")).to_be_visible(timeout=PATIENCE)


def test_an_uploaded_picture_of_a_test_image_gets_its_class(classify):
    pixels = 255 - datasets.load("fashion_mnist").test.images[TRUE_BOOT]
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((560, 560), Image.Resampling.NEAREST).save(buffer, "png")
    upload(classify, "boot.png", buffer.getvalue())
    expect(answer(classify)).to_contain_text("Ankle boot", timeout=PATIENCE)
    expect(classify).to_have_url(re.compile(r"input=upload"), timeout=PATIENCE)


def test_a_text_called_png_gets_a_sentence_and_the_page_goes_on(classify):
    upload(classify, "fake.png", b"This is a text.")
    expect(classify.get_by_role("alert")).to_contain_text("no picture that can be read", timeout=PATIENCE)
    classify.get_by_role("radio", name="Sample").click()
    expect(answer(classify)).to_be_visible(timeout=PATIENCE)
    expect(classify.get_by_text("True class:")).to_be_visible(timeout=PATIENCE)


def test_a_sample_is_a_link_and_says_why(page, app_url):
    page.goto(app_url)  # the first page of a new server
    page.goto(f"{app_url}/classify?sample=test-{TRUE_BOOT}")
    expect(page.get_by_text("True class: Ankle boot")).to_be_visible(timeout=PATIENCE)
    page.get_by_text("Show what it looked at").click()
    expect(page.get_by_alt_text(re.compile("The same with the .* map for"))).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Random").click()
    expect(page).not_to_have_url(re.compile(rf"sample=test-{TRUE_BOOT}$"), timeout=PATIENCE)


def test_fits_a_phone(page, app_url):
    page.set_viewport_size({"width": 400, "height": 850})
    page.goto(app_url)
    page.goto(f"{app_url}/classify")
    canvas = page.locator("canvas.upper-canvas")
    expect(canvas).to_be_visible(timeout=PATIENCE)
    box = canvas.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 400
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
