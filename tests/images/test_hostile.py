"""A collection of files that break programs: each is read right, or refused with one clear sentence.

Every readable file shows the same test image, dark on light, so that "right" means its pixels. A file takes
less than a second, and all of them little memory.
"""

import io
import json
import resource
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fmnist_core.cli import main
from fmnist_core.datasets import load
from fmnist_core.errors import PictureError
from fmnist_core.images import MAX_BYTES, prepare

SECONDS = 1.0  # of processor time a file
MEGABYTES = 1_000  # that the process may grow by for all files, most of them for TensorFlow itself
IMAGE = load("fashion_mnist").test.images[2]  # a pair of trousers
PLAIN = Image.fromarray(255 - IMAGE).resize((280, 280), Image.Resampling.NEAREST)
ORIENTATION = 0x0112


def saved(picture, kind="PNG", **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def png_of(width, height):
    """A PNG of a few bytes for any size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def see_through(mode):
    """The item alone, on nothing."""
    solid = PLAIN.point(lambda value: 255 if value < 255 else 0)
    if mode == "LA":
        return Image.merge("LA", [PLAIN, solid])
    return Image.merge("RGBA", [PLAIN, PLAIN, PLAIN, solid])


def readable():
    """Files that show PLAIN: name -> bytes."""
    turned, broken = Image.Exif(), b"Exif\0\0MM\0*\xff\xff\xff\xff" + bytes(range(64))
    turned[ORIENTATION] = 6
    frames = [Image.new("L", PLAIN.size, 0)] * 3
    palette = PLAIN.convert("P")
    palette.putpalette([level for grey in range(256) for level in (grey, grey, grey)])
    return {
        "animated.gif": saved(PLAIN, "GIF", save_all=True, append_images=frames, duration=80),
        "sixteen_bits.png": saved(Image.fromarray(np.asarray(PLAIN).astype(np.uint16) * 257)),
        "cmyk.jpg": saved(PLAIN.convert("CMYK"), "JPEG", quality=95),
        "palette_with_transparency.png": saved(palette, transparency=255),
        "turned_by_its_exif.jpg": saved(PLAIN.rotate(90, expand=True), "JPEG", quality=95, exif=turned),
        "corrupt_exif.jpg": saved(PLAIN, "JPEG", quality=95, exif=broken),
        "grey_with_alpha.png": saved(see_through("LA")),
        "colour_with_alpha.png": saved(see_through("RGBA")),
        "progressive.jpg": saved(PLAIN, "JPEG", quality=95, progressive=True),
        "jpeg_called.png": saved(PLAIN, "JPEG", quality=95),
        "trailing_bytes.png": saved(PLAIN) + bytes(5000),
    }


def unreadable():
    """Files that cannot be answered: name -> bytes and what the sentence says."""
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (300, 200, 3), np.uint8))
    return {
        "truncated.png": (saved(noise)[:20_000], "damaged or cut off"),
        "truncated.jpg": (saved(noise, "JPEG")[:10_000], "damaged or cut off"),
        "progressive_truncated.jpg": (saved(noise, "JPEG", progressive=True)[:10_000], "damaged or cut off"),
        "header_only.jpg": (saved(noise, "JPEG")[:300], "damaged or cut off|no picture"),
        "zero.png": (b"", "zero bytes"),
        "bomb.png": (png_of(30_000, 30_000), "too large"),
        "drawing.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', "SVG"),
        "text.png": (b"This is no picture.\n" * 50, "no picture"),
        "page.jpg": (b"<!doctype html><html><body>404</body></html>", "no picture"),
        "one_pixel.png": (saved(Image.new("L", (1, 1))), "1 x 1 pixels"),
        "one_row.png": (saved(Image.new("L", (5000, 1))), "5000 x 1 pixels"),
        "white.png": (saved(Image.new("RGB", (300, 200), "white")), "blank"),
        "clear.png": (saved(Image.new("RGBA", (300, 200), (0, 0, 0, 0))), "blank"),
        "huge.png": (saved(PLAIN) + bytes(MAX_BYTES), "larger than 20 MB"),
    }


@pytest.fixture(scope="module")
def collection(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    for name, content in readable().items():
        (folder / name).write_bytes(content)
    for name, (content, _) in unreadable().items():
        (folder / name).write_bytes(content)
    (folder / "folder.png").mkdir()
    return folder


def in_time(call):
    start = time.process_time()
    result = call()
    assert time.process_time() - start < SECONDS
    return result


def refused(path):
    with pytest.raises(PictureError) as caught:
        in_time(lambda: prepare(path, "fashion_mnist"))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 250
    return sentence


@pytest.mark.parametrize("name", readable())
def test_what_can_be_read_is_read_right(collection, name):
    prepared = in_time(lambda: prepare(collection / name, "fashion_mnist"))
    assert prepared.kind == "dataset image"
    assert np.abs(prepared.pixels.astype(int) - IMAGE).mean() <= 1


def test_who_gives_several_pictures_in_a_file_is_told_which_one_is_looked_at(collection):
    first = prepare(collection / "animated.gif", "fashion_mnist").steps[0]
    assert first.explanation.startswith("The first of several pictures in the file;")
    alone = prepare(collection / "cmyk.jpg", "fashion_mnist").steps[0]
    assert alone.explanation == "The picture as it came."


@pytest.mark.parametrize("name", unreadable())
def test_what_cannot_be_read_gets_its_sentence(collection, name):
    sentence = unreadable()[name][1]
    assert any(part in refused(collection / name) for part in sentence.split("|"))


def test_a_folder_called_a_picture_and_a_missing_file_get_theirs(collection):
    assert "is a folder" in refused(collection / "folder.png")
    assert "is no file" in refused(collection / "missing.png")


def test_two_tones_are_read_as_they_are():
    two_tones = PLAIN.point(lambda value: 255 if value > 128 else 0)
    as_grey = prepare(two_tones, "fashion_mnist").pixels
    np.testing.assert_array_equal(prepare(saved(two_tones.convert("1")), "fashion_mnist").pixels, as_grey)


def test_premultiplied_grey_is_read():
    """Pillow's mode La comes from no file, but from programs."""
    premultiplied = see_through("LA").convert("La")
    assert np.abs(prepare(premultiplied, "fashion_mnist").pixels.astype(int) - IMAGE).mean() <= 1


def test_the_command_line_answers_all_it_can(collection, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(tmp_path))
    names = [*unreadable(), "folder.png", "missing.png", *readable()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = main(
        ["predict", *(str(collection / name) for name in names), "--run", "fashion_mnist-dense", "--json"]
    )
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    out, err = capsys.readouterr()
    answers = dict(zip(names, json.loads(out), strict=True))
    assert status == 1
    assert "Traceback" not in err
    assert {name for name in names if "error" in answers[name]} == {
        *unreadable(),
        "folder.png",
        "missing.png",
    }
    assert {answers[name]["label"] for name in readable()} == {"Trouser"}
    assert grown < MEGABYTES
