"""What the network sees of dataset images, drawings, photos and icons."""

import io
import itertools
import json
import struct

import numpy as np
import pytest
from PIL import Image, ImageDraw

from fmnist_core import datasets
from fmnist_core.errors import ConfigError, DatasetError, PictureError
from fmnist_core.images import Choices, prepare
from fmnist_core.images.form import dataset_pixels
from fmnist_core.images.words import own_form

NAMES = ["fashion_mnist", "mnist"]
SMOOTH = [Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS]
SHIRT = [(60, 60), (110, 50), (170, 50), (220, 60), (255, 120), (215, 135), (200, 110), (200, 230)]
SHIRT += [(80, 230), (80, 110), (65, 135), (25, 120), (60, 60)]


def test_images(name, count=100):
    """Images of the test split, spread over all of it."""
    images = datasets.load(name).test.images
    return images[:: len(images) // count][:count]


test_images.__test__ = False


def as_jpeg(picture, quality=75):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def sketch(points=SHIRT, ink="black", ground="white", width=5, side=280):
    picture = Image.new("RGB", (side, side), ground)
    ImageDraw.Draw(picture).line(points, fill=ink, width=width, joint="curve")
    return picture


def garment(background, colour=(40, 60, 120)):
    """A textured garment before a background, uint8 (h, w, 3)."""
    picture = Image.fromarray(background)
    mask = Image.new("L", picture.size)
    ImageDraw.Draw(mask).polygon(SHIRT, fill=255)
    texture = np.random.default_rng(1).normal(colour, 12, (*background.shape[:2], 3))
    picture.paste(Image.fromarray(texture.clip(0, 255).astype(np.uint8)), (0, 0), mask)
    return picture


@pytest.fixture
def drop_in(tmp_path, monkeypatch):
    """Write a dataset of empty images into the user's folder, or over the one of its name."""
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))

    def write(name, height, width):
        folder = tmp_path / "datasets" / name
        folder.mkdir(parents=True, exist_ok=True)
        classes = [{"name": "a"}, {"name": "b"}]
        values = {"name": name, "title": name, "classes": classes, "flips_allowed": True}
        (folder / "dataset.json").write_text(json.dumps(values))
        for part in ("train", "t10k"):
            images = struct.pack(">4I", 0x0803, 4, height, width) + bytes(4 * height * width)
            (folder / f"{part}-images-idx3-ubyte").write_bytes(images)
            (folder / f"{part}-labels-idx1-ubyte").write_bytes(struct.pack(">2I", 0x0801, 4) + bytes(4))

    return write


@pytest.mark.parametrize("name", NAMES)
def test_a_dataset_image_passes_unchanged(name):
    for image in test_images(name, 300):
        prepared = prepare(image, name)
        assert prepared.kind == "dataset image"
        assert np.array_equal(prepared.pixels, image)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("factor", [1, 2, 5, 10, 20])
def test_enlarged_by_whole_factors_or_inverted_it_comes_back_exactly(name, factor):
    for image in test_images(name, 25):
        large = np.kron(image, np.ones((factor, factor), np.uint8))
        for given in (large, 255 - large, np.stack([255 - large] * 3, axis=-1)):
            assert np.array_equal(prepare(given, name).pixels, image)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kernel", SMOOTH)
@pytest.mark.parametrize(
    ("side", "jpeg", "mean", "largest"),
    [(280, False, 1, 6), (280, True, 1, 12), (200, False, 2, 20), (200, True, 2, 20), (1120, True, 1, 12)],
)
def test_enlarged_smoothly_it_comes_back_within_the_tolerance(name, kernel, side, jpeg, mean, largest):
    for place, image in enumerate(test_images(name, 40 if side < 1000 else 4)):
        source = Image.fromarray(255 - image if place % 2 else image)
        large = source.resize((side, side), kernel)
        prepared = prepare(as_jpeg(large) if jpeg else large, name)
        assert prepared.kind == "dataset image"
        difference = np.abs(prepared.pixels.astype(int) - image)
        assert difference.mean() <= mean
        assert difference.max() <= largest


@pytest.mark.parametrize("picture", [sketch(), sketch(ink="white", ground="black"), sketch(width=30)])
def test_drawings_are_not_taken_for_dataset_images(picture):
    assert prepare(picture, "fashion_mnist").kind == "drawing"


def test_polarity_comes_from_the_border_and_not_from_the_mean():
    dark_on_light = prepare(sketch(), "fashion_mnist").pixels
    light_on_dark = prepare(sketch(ink="white", ground="black"), "fashion_mnist").pixels
    assert np.abs(dark_on_light.astype(int) - light_on_dark).max() <= 2
    filled = Image.new("L", (280, 280), 255)  # most of it is dark, and yet the ground is light
    filled.paste(20, (15, 15, 265, 265))
    assert filled.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) < 127
    assert prepare(filled, "fashion_mnist").pixels[14, 14] > 200


@pytest.mark.parametrize("ground", [90, 128, 170])
@pytest.mark.parametrize("item", [20, 240])
def test_an_item_on_a_middle_grey_stays_visible(ground, item):
    picture = np.full((280, 280), ground, np.uint8)
    picture[60:220, 90:200] = item
    pixels = prepare(picture, "fashion_mnist").pixels
    assert pixels[14, 14] > 200
    assert pixels[14, 0] == 0


@pytest.mark.parametrize("width", [2, 5, 12, 24])
def test_a_closed_outline_is_filled(width):
    pixels = prepare(sketch(width=width), "fashion_mnist").pixels
    assert pixels[12:20, 12:16].min() > 80
    assert pixels[20, 2] == 0


@pytest.mark.parametrize("left_out", [2, 8])  # the hem, a shoulder
def test_an_outline_with_a_side_left_open_is_filled(left_out):
    open_shirt = SHIRT[left_out:] + SHIRT[1:left_out]
    pixels = prepare(sketch(open_shirt), "fashion_mnist").pixels
    assert pixels[14:20, 12:16].min() > 80


def test_digits_are_never_filled():
    picture = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(picture).ellipse((90, 60, 190, 220), outline=0, width=12)
    pixels = prepare(picture, "mnist").pixels
    assert pixels[14, 14] == 0
    assert pixels.max() > 150


def test_a_digit_takes_the_box_and_the_place_of_the_dataset():
    picture = Image.new("L", (300, 200), 255)
    ImageDraw.Draw(picture).line([(30, 40), (60, 40), (40, 100)], fill=0, width=9)
    pixels = prepare(picture, "mnist").pixels
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    assert rows[-1] - rows[0] + 1 == 20
    assert columns[-1] - columns[0] + 1 < 20
    weights = pixels / pixels.sum()
    assert abs((weights.sum(axis=1) * np.arange(28)).sum() - 13.5) <= 0.6
    assert abs((weights.sum(axis=0) * np.arange(28)).sum() - 13.5) <= 0.6


def test_a_photo_on_a_plain_ground_is_trimmed_and_keeps_its_proportions():
    background = np.full((600, 400, 3), 253, np.uint8)
    pixels = prepare(garment(background), "fashion_mnist").pixels
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    assert columns[[0, -1]].tolist() == [0, 27]  # 230 pixels wide and 180 high
    assert len(rows) == pytest.approx(28 * 180 / 230, abs=1.5)
    assert pixels[14, 14] > 150


def test_an_item_before_one_material_in_uneven_light_is_trimmed():
    light = np.linspace(120, 230, 280)[:, np.newaxis, np.newaxis] + np.linspace(-20, 20, 280)[:, np.newaxis]
    background = np.random.default_rng(0).normal(light, 4, (280, 280, 3)).clip(0, 255).astype(np.uint8)
    prepared = prepare(garment(background), "fashion_mnist")
    assert prepared.pixels[0, :].max() == 0
    assert prepared.pixels[12:20, 12:16].min() > 100


def test_a_busy_background_keeps_the_frame():
    background = np.random.default_rng(0).integers(0, 256, (420, 280, 3), np.uint8)
    prepared = prepare(garment(background), "fashion_mnist")
    assert prepared.kind == "photo"
    assert np.flatnonzero(prepared.pixels.any(axis=1)).tolist() == list(range(28))
    assert prepared.pixels[1].any()
    assert [step.name for step in prepared.steps] == ["received", "polarity", "crop", "fill", "pixels"]


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (100, 100), "white"),
        Image.new("L", (100, 100), 0),
        Image.new("RGBA", (100, 100), (0, 0, 0, 0)),
        np.full((28, 28), 255, np.uint8),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_blank_picture_is_refused(picture, name):
    with pytest.raises(PictureError, match="blank"):
        prepare(picture, name)


@pytest.mark.parametrize("side", [28, 64, 128, 160, 300])
def test_a_product_photo_is_no_image_of_a_dataset_however_large_those_are(side):
    random = np.random.default_rng(0)
    picture = np.full((1200, 1200), 255.0)
    texture = Image.fromarray(random.integers(0, 120, (60, 60)).astype(np.uint8))
    picture[250:950, 300:900] = np.asarray(texture.resize((600, 700)))
    small = np.asarray(Image.fromarray(picture.astype(np.uint8)).resize((280, 280), Image.Resampling.BOX))
    assert dataset_pixels(small, (1200, 1200), (side, side)) is None


@pytest.mark.parametrize("size", [(8, 8), (8, 3000), (3000, 8), (27, 29), (28, 40), (1000, 1000)])
@pytest.mark.parametrize("name", NAMES)
def test_every_size_gives_an_input_and_steps(size, name):
    picture = np.full(size, 255, np.uint8)
    picture[size[0] // 4 : size[0] // 2 + 1, size[1] // 4 : size[1] // 2 + 1] = 30
    prepared = prepare(picture, name)
    assert prepared.pixels.shape == (28, 28)
    assert prepared.pixels.dtype == np.uint8
    assert prepared.pixels.max() > 50
    assert prepared.steps[0].name == "received"
    assert np.array_equal(prepared.steps[-1].image, prepared.pixels)
    assert all(step.image.dtype == np.uint8 and step.explanation.endswith(".") for step in prepared.steps)


def test_a_dataset_is_given_by_name_or_spec_and_must_exist():
    spec = datasets.specs()["mnist"]
    assert np.array_equal(prepare(sketch(), "mnist").pixels, prepare(sketch(), spec).pixels)
    with pytest.raises(DatasetError):
        prepare(sketch(), "none")


def test_a_picture_cut_off_is_refused_also_when_opened_before():
    content = as_jpeg(garment(np.full((600, 400, 3), 253, np.uint8)))
    with pytest.raises(PictureError, match="cut off"):
        prepare(Image.open(io.BytesIO(content[: len(content) // 2])), "mnist")


def test_what_was_decided_is_told_and_deciding_the_same_changes_nothing():
    background = np.full((400, 280, 3), 250, np.uint8)
    pictures = [sketch(), garment(background), test_images("mnist")[0].repeat(10, 0).repeat(10, 1)]
    for name, picture in itertools.product(NAMES, pictures):
        prepared = prepare(picture, name)
        assert None not in (prepared.made.polarity, prepared.made.crop, prepared.made.fill)
        assert np.array_equal(prepare(picture, name, prepared.made).pixels, prepared.pixels)


def test_a_faint_item_on_a_light_ground_is_bright_once_the_ground_is_called_dark():
    picture = garment(np.full((400, 280, 3), 210, np.uint8), colour=(250, 250, 250))
    automatic = prepare(picture, "fashion_mnist")
    chosen = prepare(picture, "fashion_mnist", Choices(polarity="dark"))
    assert automatic.made.polarity == "light"
    assert chosen.made.polarity == "dark"
    assert chosen.pixels.max() > 200 > automatic.pixels.max()


def test_ink_that_is_not_inverted_leaves_nothing_and_breaks_nothing():
    prepared = prepare(sketch(), "fashion_mnist", Choices(polarity="dark"))
    assert prepared.pixels.max() < 20
    assert "little of the item is left" in prepared.steps[1].explanation


def test_a_picture_keeps_its_margins_where_it_is_not_cropped():
    points = [(x / 2 + 100, y / 2 + 100) for x, y in SHIRT]
    cropped = prepare(sketch(points), "fashion_mnist").pixels
    framed = prepare(sketch(points), "fashion_mnist", Choices(crop=False)).pixels
    assert cropped.any(axis=0).sum() == 28
    assert framed.any(axis=0).sum() < 16
    assert framed[16, 16] > 100  # filled all the same


def test_a_busy_picture_is_cut_to_its_middle_on_request():
    background = np.random.default_rng(0).integers(0, 256, (420, 280, 3), np.uint8)
    prepared = prepare(garment(background), "fashion_mnist", Choices(crop=True))
    assert prepared.steps[2].image.shape[:2] == (186, 125)


def test_outlines_stay_empty_and_digits_are_filled_on_request():
    assert prepare(sketch(), "fashion_mnist").pixels[14, 14] > 100
    assert prepare(sketch(), "fashion_mnist", Choices(fill=False)).pixels[14, 14] < 20
    ring = sketch([(80, 60), (200, 60), (200, 220), (80, 220), (80, 60)], width=14)
    assert prepare(ring, "mnist").pixels[14, 14] < 20
    assert prepare(ring, "mnist", Choices(fill=True)).pixels[14, 14] > 100


@pytest.mark.parametrize("turns", [1, 2, 3, 5])
def test_quarter_turns_go_clockwise(turns):
    image = test_images("fashion_mnist")[0]
    for picture in (image, 255 - image.repeat(10, 0).repeat(10, 1)):
        prepared = prepare(picture, "fashion_mnist", Choices(turns=turns))
        assert np.array_equal(prepared.pixels, np.rot90(image, -turns))
        assert [step.name for step in prepared.steps] == ["received", "turned", "pixels"]
    drawn = prepare(sketch(), "fashion_mnist", Choices(turns=turns)).pixels
    turned = prepare(np.rot90(np.asarray(sketch()), -turns), "fashion_mnist").pixels
    assert np.array_equal(drawn, turned)


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_a_turned_dataset_image_that_is_not_square_fits_its_shape(drop_in, ground):
    drop_in("oblong", 28, 20)
    image = np.zeros((28, 20), np.uint8)
    image[2:26, 5:9] = 200  # upright, on the left
    picture = 255 - image if ground == "light" else image
    half = prepare(picture, "oblong", Choices(turns=2))
    assert np.array_equal(half.pixels, np.rot90(image, 2))
    for turns in (1, 3):
        prepared = prepare(picture.repeat(10, 0).repeat(10, 1), "oblong", Choices(turns=turns))
        assert prepared.kind == "dataset image"
        assert prepared.pixels.shape == (28, 20)
        rows, columns = (np.flatnonzero((prepared.pixels > 100).any(axis=axis)) for axis in (1, 0))
        assert len(columns) > 4 * len(rows)  # it lies
        assert (rows.mean() < 14) == (turns == 1)
        assert prepared.steps[2].explanation.startswith(f"The border is {ground}")
        assert prepared.area == pytest.approx((-100, 0, 300, 280))


def test_a_dataset_whose_images_were_replaced_by_larger_ones_gets_larger_ones(drop_in):
    drop_in("mine", 28, 28)
    spec = datasets.specs()["mine"]
    assert prepare(sketch(), spec).pixels.shape == (28, 28)
    drop_in("mine", 32, 32)
    assert prepare(sketch(), spec).pixels.shape == prepare(sketch(), "mine").pixels.shape == (32, 32)


def test_a_dataset_image_is_changed_by_what_is_chosen_alone():
    image = test_images("fashion_mnist")[3]
    large = image.repeat(10, 0).repeat(10, 1)
    assert np.array_equal(prepare(large, "fashion_mnist", Choices(crop=False, fill=False)).pixels, image)
    assert np.array_equal(prepare(large, "fashion_mnist", Choices("dark")).pixels, image)
    assert np.array_equal(prepare(large, "fashion_mnist", Choices("light")).pixels, 255 - image)
    digit = test_images("mnist")[0]
    cut = prepare(digit, "fashion_mnist", Choices(crop=True))
    assert cut.kind == "dataset image"
    assert cut.pixels.any(axis=1).all()


def test_the_area_says_which_part_of_the_picture_the_pixels_show():
    picture = np.full((100, 200), 255, np.uint8)
    picture[20:60, 50:70] = 0  # 40 high, 20 wide: in the middle of a square of 40
    prepared = prepare(picture, "fashion_mnist")
    assert prepared.area == pytest.approx((20, 40, 60, 80))
    assert prepared.upright.shape == (100, 200)
    turned = prepare(picture, "fashion_mnist", Choices(turns=2))
    assert turned.area == pytest.approx((40, 120, 80, 160))
    whole = prepare(picture, "fashion_mnist", Choices(crop=False))
    assert whole.area == pytest.approx((-50, 0, 150, 200))
    enlarged = test_images("fashion_mnist")[0].repeat(5, 0).repeat(5, 1)
    assert prepare(enlarged, "fashion_mnist").area == (0, 0, 140, 140)


def test_choices_that_mean_nothing_are_refused():
    with pytest.raises(ConfigError, match="light"):
        Choices(polarity="grey")
    with pytest.raises(ConfigError, match="turns"):
        Choices(turns=0.5)


@pytest.mark.parametrize(
    ("made", "light_ground", "words"),
    [
        (Choices("dark"), False, "already."),
        (Choices("light"), True, "already, but was inverted."),
        (Choices("dark"), True, "already. It is not inverted, as you chose."),
        (Choices("light", turns=1), False, "already, but was turned and inverted, as you chose."),
    ],
)
def test_what_became_of_a_dataset_image_is_said(made, light_ground, words):
    assert own_form(made, light_ground=light_ground) == f"It has the form of the dataset's own images {words}"
