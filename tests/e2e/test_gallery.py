import re
from pathlib import Path

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
APP = Path(__file__).parent / "apps" / "gallery_app.py"


@pytest.fixture(scope="module")
def gallery_url(serve, tmp_path_factory):
    with serve(APP, tmp_path_factory.mktemp("gallery")) as url:
        yield url


@pytest.fixture
def linked(page, gallery_url):
    """The gallery whose selection is in the address, on the opened page."""
    page.goto(gallery_url)
    return grid_in(page)


def grid_in(page, name="60 images"):
    grid = page.get_by_role("listbox", name=name)
    expect(grid).to_be_visible()
    return grid


def tile(grid, index):
    return grid.get_by_role("option", name=re.compile(rf"\btest {index}$"))


def selected(grid):
    return grid.get_by_role("option", selected=True)


def test_a_click_selects_for_the_whole_page(page, linked):
    tile(linked, 7).click()

    expect(page.get_by_text("Selected: test 7")).to_be_visible()
    expect(page.get_by_text("Address: ('test', 7)")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?sample=test-7$"))
    expect(selected(linked)).to_have_accessible_name("Shirt, predicted Shirt 92.9 %, test 7")


def test_the_keyboard_moves_by_rows_and_selects(page, linked):
    first = tile(linked, 0).bounding_box()
    columns = sum(each.bounding_box()["y"] == first["y"] for each in linked.get_by_role("option").all())
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("Shift+Tab")
    expect(tile(linked, 0)).to_be_focused()

    walk = {
        "ArrowRight": 1,
        "ArrowDown": 1 + columns,
        "ArrowLeft": columns,
        "ArrowUp": 0,
        "End": 59,
        "Home": 0,
    }
    for key, index in walk.items():
        page.keyboard.press(key)
        expect(tile(linked, index)).to_be_focused()
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    expect(tile(linked, 0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Selected: test 1", exact=True)).to_be_visible()
    expect(tile(linked, 1)).to_be_focused()
    page.keyboard.press("ArrowRight")  # while one is open, arrow keys open the next
    expect(page.get_by_text("Selected: test 2", exact=True)).to_be_visible()
    expect(tile(linked, 2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Selected: nothing")).to_be_visible()
    expect(selected(linked)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("sample"))


def chosen(page, indices):
    expect(page.get_by_text(f"Chosen: {list(indices)}", exact=True)).to_be_visible()


def test_several_are_chosen_with_the_mouse(page, linked):
    tile(linked, 3).click()
    tile(linked, 6).click(modifiers=["Shift"])
    chosen(page, range(3, 7))
    expect(selected(linked)).to_have_count(4)
    expect(page.get_by_text("Selected: test 3", exact=True)).to_be_visible()
    tile(linked, 9).click(modifiers=["Control"])
    tile(linked, 4).click(modifiers=["Control"])
    chosen(page, [3, 5, 6, 9])
    tile(linked, 1).click(modifiers=["Shift"])
    chosen(page, range(1, 5))
    tile(linked, 8).click()
    chosen(page, [])
    tile(linked, 2).click(modifiers=["Control"])  # the open one is the first of several
    chosen(page, [2, 8])
    page.keyboard.press("Escape")
    chosen(page, [])
    expect(selected(linked)).to_have_accessible_name(re.compile("test 8$"))


def test_several_are_chosen_with_the_keyboard(page, linked):
    tile(linked, 3).click()
    expect(page.get_by_text("Selected: test 3", exact=True)).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    chosen(page, range(3, 7))
    page.keyboard.press("Shift+ArrowLeft")
    chosen(page, range(3, 6))
    page.keyboard.press("Home")
    page.keyboard.press("Control+Space")
    chosen(page, [0, 3, 4, 5])
    page.keyboard.press("Control+a")
    chosen(page, range(60))
    page.keyboard.press("Escape")
    chosen(page, [])
    expect(page.get_by_text("Selected: test 3", exact=True)).to_be_visible()


def test_tab_stops_once(page, linked):
    assert linked.locator("[tabindex='0']").count() == 1
    tile(linked, 9).click()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Next")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(tile(linked, 9)).to_be_focused()


def test_hover_says_what_is_known(page, linked):
    tip = page.locator(".tip:popover-open")
    tile(linked, 5).hover()

    expect(tip).to_have_text("Trouserpredicted Sandal 94.9 %test 5")
    linked.get_by_role("option", name=re.compile("test 17, ambiguous$")).hover()
    expect(tip).to_contain_text("ambiguoustest 17")
    page.mouse.move(5, 5)
    expect(tip).to_have_count(0)
    page.get_by_role("option", name="Dress, train 3, a note").hover()
    expect(tip).to_contain_text("a note")


def test_the_callers_selection_is_shown(page, gallery_url):
    page.goto(f"{gallery_url}/?sample=test-12")
    grid = grid_in(page)

    expect(selected(grid)).to_have_accessible_name(re.compile("test 12$"))
    assert tile(grid, 12).get_attribute("tabindex") == "0"
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Selected: test 13")).to_be_visible()
    expect(selected(grid)).to_have_accessible_name(re.compile("test 13$"))


def test_back_goes_to_the_selection_before(page, linked):
    for index in (3, 4):
        tile(linked, index).click()
        expect(page.get_by_text(f"Selected: test {index}")).to_be_visible()

    page.go_back()
    expect(page.get_by_text("Selected: test 3")).to_be_visible()
    expect(selected(linked)).to_have_accessible_name(re.compile("test 3$"))
    page.go_back()
    expect(page.get_by_text("Selected: nothing")).to_be_visible()
    expect(selected(linked)).to_have_count(0)
    tile(linked, 4).click()
    expect(page.get_by_text("Selected: test 4")).to_be_visible()


def test_other_items_leave_no_stale_selection(page, linked):
    tile(linked, 3).click()
    expect(page.get_by_text("Selected: test 3")).to_be_visible()
    page.get_by_label("From").fill("100")
    page.keyboard.press("Enter")

    expect(tile(linked, 100)).to_be_visible()
    expect(page.get_by_text("Selected: nothing")).to_be_visible()
    expect(selected(linked)).to_have_count(0)
    tile(linked, 103).click()
    expect(page.get_by_text("Selected: test 103")).to_be_visible()


def test_without_a_caller_the_gallery_keeps_its_selection(page, linked):
    own = grid_in(page, "4 images")
    expect(page.get_by_text("Own: train 1")).to_be_visible()

    own.get_by_role("option").nth(2).click()
    expect(page.get_by_text("Own: train 2")).to_be_visible()
    tile(linked, 3).click()
    expect(page.get_by_text("Selected: test 3")).to_be_visible()
    expect(page.get_by_text("Own: train 2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Selected: nothing")).to_be_visible()
    own.get_by_role("option").nth(2).focus()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Own: nothing")).to_be_visible()


def test_500_images_are_one_and_are_sent_once(page, gallery_url):
    requests, received = [], []
    page.on("request", lambda request: requests.append(request.resource_type))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    page.goto(gallery_url)
    grid_in(page)
    page.get_by_label("Number").fill("500")
    page.keyboard.press("Enter")
    grid = grid_in(page, "500 images")
    expect(page.get_by_text("Selected: nothing")).to_be_visible()
    page.wait_for_timeout(1000)
    assert sum(received) > 200_000

    sheets = grid.evaluate(
        "grid => [...grid.getRootNode().querySelectorAll('style')].map(s => s.textContent)"
    )
    assert "".join(sheets).count("data:image/png") == 1
    assert grid.locator("img").count() == 0
    assert requests.count("image") == 0
    received.clear()
    tile(grid, 499).click()
    expect(page.get_by_text("Selected: test 499")).to_be_visible()
    page.wait_for_timeout(500)
    assert sum(received) < 30_000


@pytest.mark.parametrize(("width", "columns"), [(400, 6), (1440, 11)])
def test_tiles_are_whole_and_wrap(page, gallery_url, width, columns):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(gallery_url)
    boxes = [each.bounding_box() for each in grid_in(page).get_by_role("option").all()]

    assert {(box["width"], box["height"]) for box in boxes} == {(58, 58)}
    assert sum(box["y"] == boxes[0]["y"] for box in boxes) == columns
    assert page.evaluate("document.documentElement.scrollWidth") <= width
