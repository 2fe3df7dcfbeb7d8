"""Every kind of file is read, or refused with one clear sentence. A warning would fail the test."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from fmnist_core.errors import PictureError
from fmnist_core.images import MAX_BYTES, read_picture
from fmnist_core.images.picture import as_picture


def encoded(picture, kind="PNG", **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def drawing(mode="RGB", ink="black", ground="white", size=(120, 120)):
    picture = Image.new(mode, size, ground)
    ImageDraw.Draw(picture).rectangle((30, 40, 80, 90), fill=ink)
    return picture


def noise(size=(300, 200)):
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width, height):
    """A PNG of one colour that takes a few bytes for any size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def refused(source):
    with pytest.raises(PictureError) as caught:
        read_picture(source)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_every_common_format_is_read(kind):
    picture = read_picture(encoded(drawing(), kind))
    assert picture.size == (120, 120)
    assert as_picture(picture).tobytes() == picture.tobytes()
    assert np.asarray(picture.convert("L"))[60, 50] < 30
    assert np.asarray(picture.convert("L"))[10, 10] > 225


def test_a_path_its_text_bytes_and_an_open_file_give_the_same(tmp_path):
    path = tmp_path / "drawing.png"
    drawing().save(path)
    with path.open("rb") as file:
        pictures = [read_picture(source) for source in (path, str(path), path.read_bytes(), file)]
    assert len({picture.tobytes() for picture in pictures}) == 1


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    assert "missing.png" in refused(tmp_path / "missing.png")
    assert "is a folder" in refused(tmp_path)
    refused("with\0null.png")


def test_what_is_no_picture_is_refused(tmp_path):
    assert "empty" in refused(b"")
    text = tmp_path / "text.png"
    text.write_text("This is no picture.")
    assert refused(text).startswith("text.png is no picture")
    assert "SVG" in refused(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')
    assert "HEIC" in refused(b"\0\0\0\x18ftypheic" + bytes(50))
    refused(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9])
def test_a_truncated_file_is_refused(kind, share):
    content = encoded(noise(), kind)
    refused(content[: int(len(content) * share)])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_damaged_bytes_give_a_picture_or_a_sentence(kind):
    content = encoded(noise((40, 40)), kind)
    random = np.random.default_rng(1)
    for _ in range(60):
        broken = bytearray(content)
        for place in random.integers(0, min(len(broken), 400), 4):
            broken[place] = random.integers(256)
        try:
            read_picture(bytes(broken))
        except PictureError as error:
            assert str(error).endswith(".")


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert "too large" in refused(png_of(30_000, 30_000))
    assert "8000 x 8000" in refused(png_of(8_000, 8_000))


def test_too_many_bytes_are_refused_unread(tmp_path):
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "20 MB" in refused(path)
    assert "20 MB" in refused(io.BytesIO(bytes(MAX_BYTES + 1)))


def test_one_pixel_is_too_small():
    assert "1 x 1 pixels" in refused(encoded(Image.new("L", (1, 1))))


def test_an_animation_shows_its_first_frame():
    frames = [drawing(), Image.new("RGB", (120, 120), "red")]
    picture = read_picture(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert picture.getpixel((50, 60)) == (0, 0, 0)


def test_sixteen_bits_keep_their_tones():
    tones = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (32, 1))
    picture = read_picture(encoded(Image.fromarray(tones)))
    assert picture.mode == "L"
    assert np.abs(np.asarray(picture)[0].astype(int) - np.linspace(0, 255, 64)).max() <= 1


def test_twelve_bits_in_sixteen_are_not_black():
    tones = np.tile(np.linspace(0, 4095, 64).astype(np.uint16), (32, 1))
    assert np.asarray(read_picture(encoded(Image.fromarray(tones)))).max() == 255


@pytest.mark.parametrize("beyond", [-0.01, 1.02])
def test_floats_a_little_beyond_one_are_not_black(beyond):
    tones = np.tile(np.linspace(0, 1, 64, dtype=np.float32), (32, 1))
    tones[5, 5] = beyond
    flat = np.asarray(read_picture(encoded(Image.fromarray(tones), "TIFF")))
    assert np.abs(flat[0].astype(int) - np.linspace(0, 255, 64)).max() <= 1
    assert flat[5, 5] == (255 if beyond > 1 else 0)


@pytest.mark.parametrize(("low", "high"), [(0, 1.26), (-1, 1), (0, 3)])
def test_floats_of_any_small_range_keep_their_tones(low, high):
    tones = np.tile(np.linspace(low, high, 64, dtype=np.float32), (32, 1))
    flat = np.asarray(read_picture(encoded(Image.fromarray(tones), "TIFF")))
    assert np.abs(flat[0].astype(int) - np.linspace(0, 255, 64)).max() <= 1


def test_sixteen_bits_may_have_a_value_that_is_clear():
    values = np.zeros((40, 40), np.uint16)
    values[10:30, 10:30] = 9_000
    flat = np.asarray(read_picture(encoded(Image.fromarray(values), transparency=0)).convert("L"))
    assert flat[0, 0] == 255  # a dark item stands on white
    assert flat[20, 20] < 60


def test_cmyk_and_one_bit_become_plain():
    picture = read_picture(encoded(drawing("CMYK", ink=(0, 255, 255, 0), ground=(0, 0, 0, 0)), "JPEG"))
    assert picture.mode == "RGB"
    red, green, _ = picture.getpixel((50, 60))
    assert red > 200 > 100 > green
    assert read_picture(encoded(drawing("1"))).mode == "L"


@pytest.mark.parametrize(
    "picture",
    [
        drawing("RGBA", ground=(255, 255, 255, 0)),
        drawing("LA", ink=(0, 255), ground=(0, 0)),
        drawing("RGBA", ink="black", ground=(0, 0, 0, 0)),
    ],
)
def test_dark_items_on_transparent_ground_stand_on_white(picture):
    flat = np.asarray(read_picture(encoded(picture)).convert("L"))
    assert flat[10, 10] == 255
    assert flat[60, 50] == 0


def test_a_light_item_on_transparent_ground_stands_on_black():
    flat = np.asarray(read_picture(encoded(drawing("RGBA", "white", (255, 255, 255, 0)))).convert("L"))
    assert flat[10, 10] == 0
    assert flat[60, 50] == 255


def test_a_light_item_that_shows_through_stands_on_black():
    picture = drawing("RGBA", (255, 255, 255, 120), (255, 255, 255, 0))
    flat = np.asarray(read_picture(encoded(picture)).convert("L"))
    assert flat[10, 10] == 0
    assert flat[60, 50] == 120


def test_a_palette_with_transparency_stands_on_white():
    picture = Image.new("P", (60, 60), 0)
    picture.putpalette([10, 10, 10, 200, 30, 30])
    picture.paste(1, (20, 20, 40, 40))
    flat = read_picture(encoded(picture, transparency=0))
    assert flat.getpixel((5, 5)) == (255, 255, 255)
    assert flat.getpixel((30, 30)) == (200, 30, 30)


def test_the_orientation_of_a_camera_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    picture = read_picture(encoded(drawing(size=(200, 120)), "JPEG", exif=exif))
    assert picture.size == (120, 200)
    assert as_picture(picture).size == (120, 200)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_metadata_without_sense_do_not_hide_a_sound_picture(kind):
    content = encoded(drawing(size=(200, 120)), kind, exif=b"Exif\0\0garbage____")
    for picture in (read_picture(content), as_picture(Image.open(io.BytesIO(content)))):
        assert picture.size == (200, 120)
        assert np.asarray(picture.convert("L"))[60, 50] < 30


def test_large_jpegs_are_read_at_part_of_their_size():
    picture = read_picture(encoded(drawing(size=(2400, 1800)), "JPEG"))
    assert min(picture.size) >= 560
    assert max(picture.size) < 2400


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((20, 20)),
        np.zeros(400, np.uint8),
        np.zeros((20, 20, 2), np.uint8),
        np.zeros((0, 20), np.uint8),
    ],
)
def test_arrays_that_are_no_pictures_are_refused(pixels):
    with pytest.raises(PictureError, match=r"shape"):
        as_picture(pixels)


@pytest.mark.parametrize("mode", ["RGBA", "I;16"])
def test_very_large_pictures_are_made_smaller_before_much_is_done_with_them(mode):
    levels = np.zeros((3000, 3000), np.uint16)
    levels[1000:2000, 1000:2000] = 65535
    if mode == "RGBA":
        large = Image.new("RGBA", (3000, 3000), (255, 0, 0, 0))
        large.paste((0, 0, 255, 255), (1000, 1000, 2000, 2000))
    else:
        large = Image.fromarray(levels)
    read = read_picture(encoded(large))
    assert read.size == (600, 600)
    middle, corner = read.getpixel((300, 300)), read.getpixel((5, 5))
    assert (middle, corner) == (((0, 0, 255), (255, 255, 255)) if mode == "RGBA" else (255, 0))
