"""Photos lose everything but what can be seen; what cannot be shown is refused in words."""

import contextlib
import io
import struct
import sys
import zlib
from importlib.util import find_spec
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from qunce.exchange.pictures import (
    FILE_LIMIT,
    MAX_PICTURES,
    PictureUploads,
    clean_picture,
    why_not_pictures,
)
from qunce.kernel.refusals import Refused

MARK = b"LIUXI-SECRET-MARK"

needs_heic = pytest.mark.skipif(
    find_spec("pillow_heif") is None, reason="the extra heic is not installed"
)


def scene(width=800, height=600, mode="RGB"):
    """Red above, blue below, so that turning shows."""
    image = Image.new("RGB", (width, height), (220, 20, 20))
    image.paste((20, 20, 220), (0, height // 2, width, height))
    return image.convert(mode)


def saved(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def shown(jpeg):
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def is_red(pixel):
    return pixel[0] > 150 > pixel[2]


def is_blue(pixel):
    return pixel[2] > 150 > pixel[0]


def segments(jpeg):
    """The markers of a JPEG up to its pixels, and whether the file ends where the picture ends."""
    place, found = 2, []
    while jpeg[place] == 0xFF:
        marker = jpeg[place + 1]
        found.append(marker)
        if marker == 0xDA:
            break
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    return found, jpeg.endswith(b"\xff\xd9") and jpeg.count(b"\xff\xd9") == 1


def assert_only_pixels(picture):
    for jpeg in (picture.jpeg, picture.small):
        assert MARK not in jpeg
        markers, ends = segments(jpeg)
        assert ends
        assert set(markers) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}  # JFIF, tables, frame, scan
        assert shown(jpeg).mode == "RGB"
        assert not shown(jpeg).getexif()


def refusal_of(data):
    with pytest.raises(Refused) as caught:
        clean_picture(data)
    assert str(caught.value.refusals[0])
    return caught.value.codes[0]


def exif(orientation=1):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = MARK.decode()
    tags[0x9286] = MARK.decode()
    place = tags.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (30.0, 15.0, 20.0), "E", (104.0, 3.0, 1.0)
    place[29] = MARK.decode()
    return tags.tobytes()


# What a photo tells besides the picture


def test_a_photo_loses_place_time_comment_and_film():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + MARK + b"</x:xmpmeta>"
    photo = saved(scene(), "JPEG", exif=exif(), xmp=xmp, comment=MARK, icc_profile=profile + MARK)
    photo += b"\x00\x00\x00\x18ftypmp42" + MARK * 40
    assert photo.count(MARK) >= 45  # there is something to lose
    assert_only_pixels(clean_picture(photo))


@pytest.mark.parametrize("rest", [{"comment": MARK}, {"exif": exif()}, {"xmp": MARK}])
def test_each_of_them_goes_also_when_it_stands_alone(rest):
    photo = saved(scene(), "JPEG", dpi=(300, 300), **rest)
    assert MARK in photo
    assert_only_pixels(clean_picture(photo))


def test_a_png_loses_its_texts():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", MARK.decode())
    texts.add_itxt("XML:com.adobe.xmp", MARK.decode())
    data = saved(scene(), "PNG", pnginfo=texts, exif=exif())
    assert MARK in data
    assert_only_pixels(clean_picture(data))


def heic(image, **more):
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=80, **more)
    return out.getvalue()


@needs_heic
def test_a_heic_photo_becomes_a_jpeg():
    data = heic(scene(1000, 500), exif=exif(), xmp=MARK)
    assert MARK in data
    picture = clean_picture(data)
    assert (picture.width, picture.height) == (1000, 500)
    assert is_red(shown(picture.jpeg).getpixel((500, 20)))
    assert_only_pixels(picture)


@needs_heic
def test_a_turned_heic_photo_stands_upright():
    picture = clean_picture(heic(scene(1000, 500), exif=exif(6)))
    assert (picture.width, picture.height) == (500, 1000)


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_without_its_reader_heic_is_refused_saying_what_to_do(brand, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # as where it is not installed
    with pytest.raises(Refused) as refused:
        clean_picture(b"\0\0\0\x18ftyp" + brand + bytes(4) + b"mif1heic" + bytes(80))
    (refusal,) = refused.value.refusals
    assert (refusal.code, refusal.on) == ("picture_heic_not_read", "pictures")
    assert "screenshot" in str(refusal)


@pytest.mark.parametrize(
    ("orientation", "red_at", "blue_at"),
    [
        (1, (400, 20), (400, 580)),
        (3, (400, 580), (400, 20)),
        (6, (580, 400), (20, 400)),
        (8, (20, 400), (580, 400)),
        (4, (400, 580), (400, 20)),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_stand_upright(orientation, red_at, blue_at, form):
    picture = clean_picture(saved(scene(), form, exif=exif(orientation)))
    image = shown(picture.jpeg)
    assert image.size == (picture.width, picture.height)
    assert is_red(image.getpixel(red_at))
    assert is_blue(image.getpixel(blue_at))


def test_a_palette_picture_stands_upright_too():
    picture = clean_picture(saved(scene(mode="P"), "PNG", exif=exif(6)))
    assert (picture.width, picture.height) == (600, 800)


def test_an_orientation_that_is_nonsense_is_left_alone():
    photo = saved(scene(), "JPEG", exif=exif(1)).replace(b"Exif\x00\x00", b"Exif\x00\x00\xff", 1)
    assert clean_picture(photo).width == 800


# Kinds and modes


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (3000, 4000), (9000, 90), (1, 1)])
def test_sizes_are_brought_down_and_never_up(width, height):
    picture = clean_picture(saved(Image.new("RGB", (width, height), "red"), "JPEG"))
    assert max(picture.width, picture.height) == min(1600, max(width, height))
    assert max(shown(picture.small).size) == min(320, max(width, height))
    assert min(picture.width, picture.height) >= 1


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_every_accepted_kind_is_read(form):
    picture = clean_picture(saved(scene(), form))
    assert is_red(shown(picture.jpeg).getpixel((400, 20)))
    assert is_blue(shown(picture.jpeg).getpixel((400, 580)))
    assert_only_pixels(picture)


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_print_colours_and_grey_are_read(mode):
    picture = clean_picture(saved(scene(mode=mode), "JPEG"))
    assert_only_pixels(picture)
    if mode == "CMYK":
        assert is_red(shown(picture.jpeg).getpixel((400, 20)))


def png(width, height, depth, colour, row):
    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    packer = zlib.compressobj()
    packed = b"".join(packer.compress(b"\x00" + row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def test_sixteen_bits_with_transparency_lie_on_white():
    red_clear_half = struct.pack(">4H", 65535, 0, 0, 65535) * 8 + struct.pack(">4H", 0, 0, 0, 0) * 8
    image = shown(clean_picture(png(16, 16, 16, 6, red_clear_half)).jpeg)
    assert is_red(image.getpixel((2, 8)))
    assert min(image.getpixel((14, 8))) > 240


def test_sixteen_bits_of_grey_keep_their_lightness():
    image = shown(clean_picture(png(16, 16, 16, 0, struct.pack(">H", 0x8000) * 16)).jpeg)
    assert 120 < image.getpixel((8, 8))[0] < 136


def test_a_wide_colour_space_is_converted_or_ignored():
    broken = saved(scene(), "JPEG", icc_profile=b"no profile at all" * 20)
    assert is_red(shown(clean_picture(broken).jpeg).getpixel((400, 20)))


def test_of_a_moving_picture_the_first_frame_is_kept():
    data = saved(
        scene(), "GIF", save_all=True, append_images=[Image.new("RGB", (800, 600), "green")] * 3
    )
    picture = clean_picture(data)
    assert is_red(shown(picture.jpeg).getpixel((400, 20)))
    assert_only_pixels(picture)


# What is refused


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + bytes(50),
        b"\x00\x00\x00\x18ftypmp42" + bytes(100),
        b"\x00\x00\x00\x18ftypavif" + bytes(100),
        b"BM" + b"only words" * 9,
        saved(Image.new("RGB", (4, 4)), "TIFF"),
        saved(Image.new("RGB", (4, 4)), "ICO"),
        saved(Image.new("RGB", (4, 4)), "PPM"),
    ],
)
def test_other_kinds_are_refused_in_words(data):
    assert refusal_of(data) == "picture_not_accepted"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_a_picture_cut_off_is_damaged(form, part):
    noisy = Image.effect_noise((300, 300), 80).convert("RGB")
    data = saved(noisy, form)
    assert refusal_of(data[: int(len(data) * part)]) in ("picture_damaged", "picture_not_accepted")


@needs_heic
@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_a_heic_photo_cut_off_is_damaged(part):
    data = heic(Image.effect_noise((300, 300), 80).convert("RGB"))
    assert refusal_of(data[: int(len(data) * part)]) in ("picture_damaged", "picture_not_accepted")


@pytest.fixture
def unfolded():
    """How many million bytes of pixels Pillow has laid out since, by its own count."""
    usual = Image.core.get_block_size()
    Image.core.set_block_size(1 << 20)
    Image.core.reset_stats()
    yield lambda: Image.core.get_stats()["allocated_blocks"]
    Image.core.set_block_size(usual)


@pytest.mark.parametrize(
    ("head", "looked_at"),
    [(b"\xff\xd8\xff", "picture_damaged"), (b"", "picture_not_accepted")],
)
def test_more_than_forty_megabytes_are_refused_before_anybody_looks(head, looked_at):
    assert refusal_of(head + bytes(1_000)) == looked_at
    assert refusal_of(head + bytes(FILE_LIMIT + 1)) == "picture_too_large"


@pytest.mark.parametrize(
    "data",
    [
        png(60_000, 60_000, 1, 0, b"")[:200],
        png(30_000, 3_000, 8, 2, b"")[:200],
        b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02D\x01\x00;",
        b"RIFF\x30\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + b"\xfe\x3f\x00" * 2,
        b"BM"
        + bytes(8)
        + b"6\x00\x00\x00(\x00\x00\x00"
        + struct.pack("<iiHHI", 40000, 40000, 1, 24, 0)
        + bytes(20),
    ],
)
def test_a_small_file_with_huge_sides_is_refused_before_it_unfolds(data, unfolded):
    assert refusal_of(data) == "picture_too_many_pixels"
    assert unfolded() == 0


def test_a_jpeg_that_goes_over_its_picture_a_thousand_times_is_refused():
    photo = saved(Image.new("RGB", (64, 64)), "JPEG", progressive=True)
    start = photo.rindex(b"\xff\xda")
    assert refusal_of(photo[:start] + photo[start:-2] * 1000 + b"\xff\xd9") == "picture_damaged"


@pytest.mark.parametrize(("wide", "high"), [(6600, 6500), (8000, 5000), (16000, 2000)])
def test_a_large_photo_is_read_without_unfolding_it_whole(unfolded, wide, high):
    noise = Image.effect_noise((wide // 5, high // 5), 90).convert("RGB")
    photo = Image.new("RGB", (wide, high))
    for at in range(25):
        photo.paste(noise, (at % 5 * (wide // 5), at // 5 * (high // 5)))
    data = saved(photo, "JPEG", quality=85)
    before = unfolded()
    assert clean_picture(data).width == 1600
    whole = 4 * wide * high / (1 << 20)
    assert 0 < unfolded() - before < 0.7 * whole  # its half has a quarter; the rest is smaller


@settings(max_examples=150)
@given(
    st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"RIFF"]),
    st.binary(max_size=300),
)
def test_random_bytes_are_refused_and_nothing_else_happens(head, body):
    with pytest.raises(Refused):
        clean_picture(head + body)


@settings(max_examples=150)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "BMP"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_a_picture_with_changed_bytes_is_read_or_refused(form, changes):
    data = bytearray(saved(scene(40, 30), form))
    for place, value in changes:
        data[int(place * len(data))] = value
    with contextlib.suppress(Refused):
        assert_only_pixels(clean_picture(bytes(data)))


# Several, and how they arrive


def test_six_are_taken_and_thirty_refused_in_words():
    assert why_not_pictures(MAX_PICTURES) == []
    (refusal,) = why_not_pictures(30)
    assert refusal.code == "too_many_pictures"
    assert "30" in str(refusal)


def uploaded(files):
    request = RequestFactory().post("/say/", {"pictures": files, "text": "路灯坏了"})
    request.upload_handlers = [PictureUploads(request)]
    return SimpleNamespace(text=request.POST["text"], files=request.FILES.getlist("pictures"))


def test_a_picture_is_clean_when_it_reaches_the_page_and_has_lost_its_name():
    photo = saved(scene(), "JPEG", exif=exif())
    result = uploaded([SimpleUploadedFile(f"{MARK.decode()}.jpg", photo)])
    (file,) = result.files
    assert file.name == "picture.jpg"
    assert MARK not in file.read()
    assert_only_pixels(file.picture)


def test_of_thirty_pictures_six_are_read_and_the_words_arrive():
    photo = saved(scene(), "JPEG")
    result = uploaded([SimpleUploadedFile("a.jpg", photo) for _ in range(30)])
    assert result.text == "路灯坏了"
    assert [file.picture is not None for file in result.files] == [True] * 6 + [False] * 24
    assert result.files[-1].refusals[0].code == "too_many_pictures"


def test_a_file_too_large_is_read_past_and_the_words_arrive():
    huge = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + bytes(FILE_LIMIT))
    result = uploaded([huge, SimpleUploadedFile("b.jpg", saved(scene(), "JPEG"))])
    assert result.text == "路灯坏了"
    assert [refusal.code for refusal in result.files[0].refusals] == ["picture_too_large"]
    assert result.files[1].picture


def test_a_document_among_the_pictures_is_refused_alone():
    result = uploaded([SimpleUploadedFile("a.jpg", b"%PDF-1.7")])
    assert [refusal.code for refusal in result.files[0].refusals] == ["picture_not_accepted"]
