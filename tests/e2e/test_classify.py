import io
import re

import pytest
from PIL import Image

from fmnist_core import datasets

expect = pytest.importorskip("playwright.sync_api").expect

TRUE_BOOT, TRUE_TROUSER = 0, 2  # test images that every usable network gets right
UNDO = re.compile(r"^Undo.*Z$")  # the page's own; the canvas has one without a key
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
    expect(page.get_by_role("heading", name="What the network sees")).to_be_visible()
    return page


def draw(page, *strokes):
    canvas = page.locator("canvas.upper-canvas")
    expect(canvas).to_be_visible()
    canvas.scroll_into_view_if_needed()
    corner = canvas.bounding_box()
    for stroke in strokes:
        places = [(corner["x"] + x, corner["y"] + y) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=5)
        page.mouse.up()


def upload(page, **contents):
    """Upload files under names such as boot_png, which stands for boot.png."""
    page.get_by_role("radio", name="Upload").click()
    page.locator("input[type=file]").set_input_files(
        [
            {"name": name.replace("_", "."), "mimeType": "image/png", "buffer": content}
            for name, content in contents.items()
        ]
    )


def dark_on_light(index, side=280):
    """A test image as a PNG, enlarged pixel by pixel, dark on light."""
    picture = Image.fromarray(255 - datasets.load("fashion_mnist").test.images[index])
    buffer = io.BytesIO()
    picture.resize((side, side), Image.Resampling.NEAREST).save(buffer, "png")
    return buffer.getvalue()


def answer(page):
    """The heading of the answer: a class with its probability, or that it is none of them."""
    return page.get_by_role("heading", name=re.compile(r", \d+\.\d\s%|^None of the classes"))


def test_a_drawing_is_answered_stroke_by_stroke_and_can_be_taken_back(classify):
    undo = classify.get_by_role("button", name=UNDO)
    expect(undo).to_be_disabled()
    draw(classify, TROUSERS[0])
    expect(answer(classify)).to_be_visible()
    seen = classify.get_by_alt_text("The picture as 28 by 28 grey pixels, enlarged")
    first = seen.get_attribute("src")
    draw(classify, *TROUSERS[1:])
    expect(seen).not_to_have_attribute("src", first)
    classify.keyboard.press("Control+z")
    classify.keyboard.press("Control+z")
    expect(seen).to_have_attribute("src", first)
    classify.get_by_role("button", name="Clear", exact=True).click()
    expect(classify.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
    expect(undo).to_be_disabled()


def test_settings_that_change_while_the_canvas_loads_leave_it_as_it_is(page, app_url):
    held = []
    page.route(re.compile(r"drawable_canvas/.*\.js$"), lambda route: held.append(route))
    page.goto(f"{app_url}/classify")
    width = page.get_by_role("slider", name="Brush width")
    at_rest(page)
    for value in ("18", "20"):
        width.press("ArrowRight")
        expect(width).to_have_value(value)
        page.wait_for_timeout(300)
        at_rest(page)
    for route in held:
        route.continue_()
    draw(page, TROUSERS[0])
    expect(answer(page)).to_be_visible()
    assert ink(page)


def test_what_was_moved_on_the_sheet_is_moved_back(classify):
    seen = classify.get_by_alt_text("The picture as 28 by 28 grey pixels, enlarged")
    draw(classify, TROUSERS[0])
    expect(seen).to_be_visible()
    first = seen.get_attribute("src")
    draw(classify, TROUSERS[1])
    expect(seen).not_to_have_attribute("src", first)
    before = seen.get_attribute("src")
    classify.locator("canvas.upper-canvas").hover()
    classify.get_by_role("button", name="Edit").click()
    start = TROUSERS[0][0]
    draw(classify, [start, (start[0] - 30, start[1] + 40)])
    expect(seen).not_to_have_attribute("src", before)
    classify.get_by_role("button", name=UNDO).click()
    expect(seen).to_have_attribute("src", before)


def test_an_outline_to_draw_over_is_no_part_of_the_drawing(classify):
    draw(classify, TROUSERS[0])
    expect(answer(classify)).to_be_visible()
    seen = classify.get_by_alt_text("The picture as 28 by 28 grey pixels, enlarged")
    before, said = seen.get_attribute("src"), answer(classify).inner_text()
    sheet = classify.locator("canvas.dc-background-canvas, canvas.lower-canvas").first
    expect(sheet).to_be_visible()
    classify.get_by_role("combobox", name="Template").click()
    classify.get_by_role("option", name="Bag").click()
    expect(classify.get_by_role("combobox", name="Template")).to_have_value("Bag")
    expect(answer(classify)).to_have_text(said)
    draw(classify, [(20, 20), (24, 20)])
    expect(seen).not_to_have_attribute("src", before)
    classify.keyboard.press("Control+z")
    expect(seen).to_have_attribute("src", before)


def test_a_step_is_overridden_until_it_is_given_back(classify):
    draw(classify, TROUSERS[0])
    seen = classify.get_by_alt_text("The picture as 28 by 28 grey pixels, enlarged")
    expect(seen).to_be_visible()
    before = seen.get_attribute("src")
    classify.get_by_text("Fill outlines").click()
    expect(classify.get_by_text("outlines stay empty")).to_be_visible()
    expect(seen).not_to_have_attribute("src", before)
    empty = seen.get_attribute("src")
    draw(classify, TROUSERS[1])
    expect(classify.get_by_text("outlines stay empty")).to_be_visible()
    classify.get_by_role("button", name="Back to automatic").click()
    expect(classify.get_by_text("outlines stay empty")).to_be_hidden()
    expect(classify.get_by_text("Fill outlines")).to_have_count(1)  # while drawn anew, it is there twice
    classify.get_by_text("Fill outlines").click()
    expect(classify.get_by_text("outlines stay empty")).to_be_visible()
    classify.keyboard.press("Control+z")  # the switch that has the focus is no text to undo something in
    expect(seen).to_have_attribute("src", empty)


def test_several_files_make_a_table_whose_rows_open(classify):
    upload(
        classify,
        boot_png=dark_on_light(TRUE_BOOT),
        fake_png=b"This is a text.",
        trouser_png=dark_on_light(TRUE_TROUSER),
    )
    expect(classify.get_by_text("2 answered; 1 could not be read.")).to_be_visible()
    expect(classify.get_by_text("no picture that can be read")).to_be_visible()
    expect(answer(classify)).to_contain_text("Ankle boot")
    table = classify.get_by_test_id("stDataFrame").bounding_box()
    classify.mouse.click(table["x"] + 18, table["y"] + 38 + 2.5 * 48)  # the third row
    expect(answer(classify)).to_contain_text("Trouser")
    with classify.expect_download() as download:
        classify.get_by_test_id("stDownloadButton").get_by_role("button").click()
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["file", "boot.png", "fake.png", "trouser.png"]


def test_files_are_still_there_after_a_look_at_something_else(classify, app_url):
    upload(classify, boot_png=dark_on_light(TRUE_BOOT), trouser_png=dark_on_light(TRUE_TROUSER))
    expect(classify.get_by_text("2 answered.")).to_be_visible()
    at_rest(classify)
    classify.get_by_role("link", name="Home", exact=True).click()
    classify.wait_for_url(f"{app_url}/")  # the heading may go before
    expect(classify.get_by_role("link", name="Classify your own")).to_be_visible()
    classify.go_back()
    expect(classify.get_by_text("2 answered.")).to_be_visible()
    expect(classify.get_by_test_id("stFileUploaderFile")).to_have_count(0)
    upload(classify, again_png=dark_on_light(TRUE_BOOT, 560))
    expect(classify.get_by_text("3 answered.")).to_be_visible()
    classify.get_by_role("button", name="Remove", exact=True).click()
    expect(classify.get_by_text("3 answered.")).to_be_hidden()
    at_rest(classify)  # until then the answer from before stands below the new one
    expect(answer(classify)).to_contain_text("Ankle boot")


PASTE = """(bytes) => {
    const transfer = new DataTransfer()
    if (bytes) transfer.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }))
    const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
    document.body.dispatchEvent(event)
}"""


def test_a_picture_is_pasted_wherever_one_is_on_the_page(classify):
    expect(classify.locator("canvas.upper-canvas")).to_be_visible()
    classify.evaluate(PASTE, list(dark_on_light(TRUE_BOOT)))
    expect(answer(classify)).to_contain_text("Ankle boot")
    expect(classify.get_by_text("image.png", exact=True)).to_be_visible()
    expect(classify).to_have_url(re.compile(r"input=upload"))
    classify.evaluate(PASTE, None)
    expect(classify.get_by_text("There is no picture in the clipboard.")).to_be_visible()
    classify.get_by_role("button", name="Remove").click()
    expect(classify.get_by_role("heading", name="Answer", exact=True)).to_be_visible()


def test_a_browser_that_keeps_its_clipboard_says_which_key_to_press(classify):
    classify.get_by_role("radio", name="Upload").click()
    classify.get_by_role("button", name="Paste a picture").click()
    expect(classify.get_by_role("status")).to_contain_text("Press Ctrl+V instead")


def test_an_example_is_chosen_with_the_keyboard(classify):
    classify.get_by_role("radio", name="Examples").click()
    expect(answer(classify)).to_be_visible()
    first = classify.get_by_role("option").first
    first.focus()
    first.press("ArrowRight")
    expect(classify).to_have_url(re.compile(r"example=1"))
    expect(classify.get_by_text("True class: Trouser")).to_be_visible()


# The number of pixels with ink, on the canvas below the one that takes the strokes.
INK = """canvas => {
    const sheet = canvas.parentElement.querySelector(".dc-canvas.lower-canvas")
    const { data } = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height)
    return data.filter((value, place) => place % 4 == 3 && value > 0).length
}"""


def ink(page):
    """How much is drawn on the sheet, in pixels; 0 while there is no sheet."""
    canvas = page.locator("canvas.upper-canvas")
    return canvas.evaluate(INK) if canvas.count() == 1 else 0


def wait_for_ink(page, enough):
    """Wait until `enough` is true of the ink on the sheet and the page is at rest."""
    for _ in range(600):  # a minute
        if enough(ink(page)):
            return at_rest(page)
        page.wait_for_timeout(100)
    raise AssertionError(f"{ink(page)} pixels are drawn")


def at_rest(page):
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


@pytest.mark.parametrize("pause", [0, 1500], ids=["at once", "later"])
@pytest.mark.parametrize("elsewhere", ["Upload", "Home"])
def test_a_drawing_is_still_there_after_a_look_at_something_else(classify, elsewhere, pause):
    draw(classify, TROUSERS[0])
    expect(answer(classify)).to_be_visible()
    classify.get_by_text("Fill outlines").click()
    expect(classify.get_by_text("outlines stay empty")).to_be_visible()
    at_rest(classify)  # the answer comes after the steps
    said, drawn = answer(classify).inner_text(), ink(classify)
    if elsewhere == "Upload":
        classify.get_by_role("radio", name="Upload").click()
        expect(answer(classify)).to_be_hidden()
        classify.wait_for_timeout(pause)
        classify.get_by_role("radio", name="Draw").click()
    else:
        classify.get_by_role("link", name="Home", exact=True).click()
        expect(classify.get_by_role("heading", name="Classify", exact=True)).to_be_hidden()
        classify.wait_for_timeout(pause)
        classify.get_by_role("link", name="Classify", exact=True).click()
    wait_for_ink(classify, lambda pixels: pixels == drawn)
    expect(answer(classify)).to_have_text(said)
    expect(classify.get_by_text("outlines stay empty")).to_be_visible()
    expect(classify.get_by_role("switch", name="Fill outlines")).not_to_be_checked()
    draw(classify, [(20, 20), (60, 20)])
    wait_for_ink(classify, lambda pixels: pixels > drawn)
    classify.keyboard.press("Control+z")
    wait_for_ink(classify, lambda pixels: pixels == drawn)
    expect(answer(classify)).to_have_text(said)
    classify.wait_for_timeout(1500)
    assert ink(classify) == drawn


def test_an_uploaded_picture_of_a_test_image_gets_its_class(classify):
    upload(classify, boot_png=dark_on_light(TRUE_BOOT, 560))
    expect(answer(classify)).to_contain_text("Ankle boot")
    expect(classify).to_have_url(re.compile(r"input=upload"))


def test_a_text_called_png_gets_a_sentence_and_the_page_goes_on(classify):
    upload(classify, fake_png=b"This is a text.")
    expect(classify.get_by_role("alert")).to_contain_text("no picture that can be read")
    classify.get_by_role("radio", name="Sample").click()
    expect(answer(classify)).to_be_visible()
    expect(classify.get_by_text("True class:")).to_be_visible()


def test_a_picture_from_the_camera_is_answered_and_taken_again(launch, app_url, tmp_path):
    film = tmp_path / "trousers.mjpeg"
    wall = Image.new("RGB", (640, 480), (236, 234, 230))
    wall.paste(Image.open(io.BytesIO(dark_on_light(TRUE_TROUSER, 420))), (110, 30))
    wall.save(film, "jpeg", quality=95)
    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with launch(*camera, f"--use-file-for-fake-video-capture={film}") as browser:
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"{app_url}/classify?input=camera")
        take_photo(page)
        expect(answer(page)).to_be_visible()
        expect(page.get_by_alt_text("The picture as 28 by 28 grey pixels, enlarged")).to_be_visible()
        page.get_by_role("button", name="Clear photo").click()
        expect(page.get_by_role("heading", name="Answer", exact=True)).to_be_visible()
        take_photo(page)
        expect(answer(page)).to_be_visible()


def take_photo(page):
    """Take one once the camera shows something: before, it would be blank."""
    expect(page.locator("video")).to_have_js_property("readyState", 4)  # HAVE_ENOUGH_DATA
    page.get_by_role("button", name="Take Photo").click()


def test_a_sample_is_a_link_and_says_why(page, app_url):
    page.goto(f"{app_url}/classify?sample=test-{TRUE_BOOT}")
    expect(page.get_by_text("True class: Ankle boot")).to_be_visible()
    page.get_by_role("radio", name="What it looked at").click()
    maps = page.get_by_alt_text(re.compile("The .* map for"))
    expect(maps.first).to_be_visible()
    expect(page).to_have_url(re.compile(r"look=why"))
    page.get_by_text("Test these maps").click()
    expect(page.get_by_text("on average while pixels are erased").first).to_be_visible()
    page.get_by_role("button", name="Random").click()
    expect(page).not_to_have_url(re.compile(rf"sample=test-{TRUE_BOOT}\b"))
    expect(page).to_have_url(re.compile(r"look=why"))


def test_what_speaks_for_the_answer_follows_it_from_picture_to_picture(page, app_url):
    page.goto(f"{app_url}/classify?input=examples&look=why&run=fashion_mnist-cnn")
    for number in (5, 8, 3):
        page.locator(".tile").nth(number).click()
        expect(page).to_have_url(re.compile(f"example={number}"))
        expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
        found = answer(page).inner_text().rsplit(", ", 1)[0]
        if not found.startswith("None"):
            expect(page.get_by_alt_text(re.compile(f"The .* map for {found}$")).first).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_playground_moves_with_the_keyboard_and_is_undone(page, app_url):
    page.goto(f"{app_url}/classify?sample=test-{TRUE_BOOT}&look=playground")
    image = page.get_by_alt_text("The changed image, enlarged")
    expect(image).to_be_visible()
    before = image.get_attribute("src")
    expect(page.get_by_text("Still Ankle boot")).to_be_visible()
    page.get_by_role("slider", name="Shift right").press("ArrowRight")
    expect(image).not_to_have_attribute("src", before)
    page.get_by_role("button", name="Undo all changes").click()
    expect(image).to_have_attribute("src", before)


def test_an_upload_is_looked_into_and_its_like_are_found(classify):
    upload(classify, boot_png=dark_on_light(TRUE_BOOT))
    expect(answer(classify)).to_contain_text("Ankle boot")
    classify.get_by_role("radio", name="Inside the network").click()
    expect(classify.get_by_alt_text(re.compile("feature maps"))).to_be_visible()
    classify.get_by_role("radio", name="Similar items").click()
    items = classify.get_by_role("option", name=re.compile("Ankle boot"))
    expect(items.first).to_be_visible()
    expect(classify).to_have_url(re.compile(r"look=alike"))
    expect(answer(classify)).to_contain_text("Ankle boot")


def test_similar_items_of_a_drawing_and_of_a_picture(page, app_url):
    page.goto(f"{app_url}/similar?start=draw")
    draw(page, *TROUSERS)
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("radio", name="Upload").click()
    expect(page.get_by_text("its neighbours will stand here")).to_be_visible()
    upload(page, boot_png=dark_on_light(TRUE_BOOT))
    first = page.get_by_role("option", name=re.compile("Ankle boot")).first
    expect(first).to_be_visible()
    first.click()
    page.get_by_role("button", name="Search from this one").click()
    expect(page).to_have_url(re.compile(r"sample=\w+-\d+"))
    expect(page.get_by_role("radio", name="Dataset image")).to_be_checked()


def test_fits_a_phone(page, app_url):
    page.set_viewport_size({"width": 400, "height": 850})
    page.goto(f"{app_url}/classify")
    canvas = page.locator("canvas.upper-canvas")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 400
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
