"""Pictures as people send them, made anew so that only what can be seen remains.

A photo of a telephone tells where it was taken, when, with which device, often a small copy of
the uncropped scene and some seconds of film.  None of it is needed to see a broken street lamp
(个人信息保护法, art. 6: no more than the purpose needs).  So nothing is copied from the file: it
is decoded, and a new JPEG is made from the pixels.  The file itself and its name are never kept.

One picture is decoded at a time in a process: what a decoder needs is bounded for one picture,
and several at once would add up.
"""

from __future__ import annotations

import io
import re
import threading
import warnings
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from qunce.kernel.refusals import Refusal, Refused, gettext_noop

FILE_LIMIT = 40_000_000
"""Bytes of a file as it arrives."""
MAX_PICTURES = 6
"""Pictures of one message."""
PIXEL_LIMIT = 60_000_000
"""Pixels that are decoded whole: 240 MB for four bytes each."""
WEBP_PIXEL_LIMIT = 25_000_000
"""WebP is unfolded three times over by its decoder: 48 million pixels took 750 MB."""
SCALED_PIXEL_LIMIT = 220_000_000
"""Pixels of a JPEG written in one pass, which is decoded at an eighth to a half of its size."""
SCAN_LIMIT = 64
"""Passes of a progressive JPEG; cameras write about ten, and each goes over the whole picture."""
LONGEST = 1600
SMALL = 320
_QUALITY = 82
_PROFILE_LIMIT = 3_000_000
_SIDE_LIMIT = 65_500

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_SWAPS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
_ORIENTATION = 0x0112
_DEEP = ("I;16", "I;16L", "I;16B", "I", "F")
_decoding = threading.Lock()
_SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture made anew: JPEG, longest side at most 1600 pixels; ``small`` at most 320."""

    jpeg: bytes
    width: int
    height: int
    small: bytes


def clean_picture(data: bytes) -> CleanPicture:
    """The picture in the file, upright, in sRGB, on white, without anything but its pixels.

    Reads JPEG, PNG, WebP, GIF and BMP (first frame), and HEIC where the extra ``heic`` is
    installed.  Raises Refused: ``picture_too_large`` above 40 MB, ``picture_heic_not_read`` for
    HEIC where it is not, ``picture_not_accepted`` for any other kind of file,
    ``picture_too_many_pixels``, ``picture_damaged`` when it cannot be decoded to its end.
    """
    if len(data) > FILE_LIMIT:
        raise Refused(too_large())
    with _decoding:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which we drop
                return _made_anew(data)
        except Refused:
            raise
        except Exception as error:  # decoders raise OSError, SyntaxError, struct.error, ...
            raise Refused(_damaged()) from error


def why_not_pictures(count: int) -> list[Refusal]:
    """Why so many pictures are not taken with one message."""
    if count <= MAX_PICTURES:
        return []
    return [
        Refusal(
            "too_many_pictures",
            gettext_noop(
                "You chose %(count)s pictures; a message takes at most %(limit)s. Choose the "
                "%(limit)s that show it best; more can be added later under the query code."
            ),
            {"count": count, "limit": MAX_PICTURES},
            on="pictures",
        )
    ]


def too_large() -> Refusal:
    """The refusal of a picture whose file is larger than ``FILE_LIMIT``."""
    return Refusal(
        "picture_too_large",
        gettext_noop(
            "The picture is larger than %(limit)s MB. Choose a smaller size when sending it, or "
            "take the picture again with an ordinary resolution."
        ),
        {"limit": FILE_LIMIT // 1_000_000},
        on="pictures",
    )


def _damaged() -> Refusal:
    return Refusal(
        "picture_damaged",
        gettext_noop(
            "The picture is damaged or did not arrive whole. Choose it again, or take a new one."
        ),
        on="pictures",
    )


def _not_accepted() -> Refusal:
    return Refusal(
        "picture_not_accepted",
        gettext_noop(
            "This file is not a picture that can be shown. Photos and pictures as JPEG, PNG, "
            "WebP, GIF or BMP can be sent; films, drawings (SVG) and documents cannot. A "
            "screenshot of it can."
        ),
        on="pictures",
    )


def _heic_not_read() -> Refusal:
    return Refusal(
        "picture_heic_not_read",
        gettext_noop(
            "This picture is kept as HEIC, as some telephones do, and cannot be opened here. Take "
            "a screenshot of it and send that, or set the camera to JPEG (iPhone: Settings, "
            "Camera, Formats, Most Compatible) and take it again."
        ),
        on="pictures",
    )


def _made_anew(data: bytes) -> CleanPicture:
    image = _opened(data)
    _refuse_too_many_pixels(image, data)
    profile = image.info.get("icc_profile")
    if image.mode in ("P", "PA", "1") or image.mode in _DEEP:
        # Sizes are reduced by averaging colours, not the numbers of a palette.
        image = _with_orientation(image, _eight_bits(image))
    orientation = _reduced(image)
    plain = _in_srgb(image, profile)
    for swap in _SWAPS.get(orientation, ()):
        plain = plain.transpose(swap)
    # Pillow writes the comment and resolution it remembers; these pixels remember nothing.
    plain = Image.frombytes("RGB", plain.size, plain.tobytes())
    small = plain.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return CleanPicture(_jpeg(plain), plain.width, plain.height, _jpeg(small))


def _opened(data: bytes) -> Image.Image:
    """The picture, not yet decoded; each reader is called by what the bytes say."""
    file = io.BytesIO(data)
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImagePlugin.JpegImageFile(file)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImagePlugin.PngImageFile(file)
    if data.startswith((b"GIF87a", b"GIF89a")):
        return GifImagePlugin.GifImageFile(file)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        _refuse_wide_webp(data)
        return WebPImagePlugin.WebPImageFile(file)
    if data[4:8] == b"ftyp" and _heif(data):
        return _opened_heic(file)
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return BmpImagePlugin.BmpImageFile(file)
    raise Refused(_not_accepted())


def _opened_heic(file: IO[bytes]) -> Image.Image:
    """A HEIC picture; its reader is not among what Qunce needs (decision 0001)."""
    try:
        reader: Any = import_module("pillow_heif")
    except ImportError as missing:
        raise Refused(_heic_not_read()) from missing
    image: Image.Image = reader.HeifImageFile(file)
    return image


def _heif(data: bytes) -> bool:
    """Whether the main or a compatible brand (ISO 14496-12, 4.3) is one of still HEIF pictures."""
    if data[8:12] in _HEIF_BRANDS:
        return True
    size = min(int.from_bytes(data[:4], "big"), 256)
    return any(data[place : place + 4] in (b"heic", b"heix") for place in range(16, size, 4))


def _refuse_wide_webp(data: bytes) -> None:
    """The canvas of an extended WebP; its decoder reserves the canvas when it is opened."""
    if data[12:16] == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        _refuse_pixels(width * height, WEBP_PIXEL_LIMIT)


def _refuse_too_many_pixels(image: Image.Image, data: bytes) -> None:
    limit = PIXEL_LIMIT
    if isinstance(image, WebPImagePlugin.WebPImageFile):
        limit = WEBP_PIXEL_LIMIT
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        # A progressive JPEG is held whole, at whatever size it is wanted.
        if not image.info.get("progressive"):
            limit = SCALED_PIXEL_LIMIT
        if len(re.findall(rb"\xff\xda", data)) > SCAN_LIMIT and _scans(data) > SCAN_LIMIT:
            raise Refused(_damaged())
    if min(image.size) < 1:
        raise Refused(_damaged())
    _refuse_pixels(image.width * image.height, limit)
    if max(image.size) > _SIDE_LIMIT:
        _refuse_pixels(SCALED_PIXEL_LIMIT + 1, limit)


def _refuse_pixels(pixels: int, limit: int) -> None:
    if pixels > limit:
        raise Refused(
            Refusal(
                "picture_too_many_pixels",
                gettext_noop(
                    "The picture has more pixels than can be opened here (%(limit)s million). "
                    "Take it with an ordinary resolution, or send a screenshot of it."
                ),
                {"limit": limit // 1_000_000},
                on="pictures",
            )
        )


def _scans(data: bytes) -> int:
    """How many passes the first picture of a JPEG has, without what lies in its metadata."""
    place, scans = 2, 0
    while (place := data.find(b"\xff", place)) >= 0 and place + 4 <= len(data):
        marker = data[place + 1]
        if marker == 0xD9:
            break
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:
            place += 1 if marker == 0xFF else 2
            continue
        scans += marker == 0xDA
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return scans


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA")
    if image.mode == "F":
        raise Refused(_not_accepted())
    # 16 bits a pixel: the upper eight are kept; Pillow's own conversion cuts off at 255.
    return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")


def _with_orientation(image: Image.Image, converted: Image.Image) -> Image.Image:
    converted.info = {"orientation": _orientation(image)}
    return converted


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # metadata may be anything, and a picture without it stands as it is
        return 1


def _reduced(image: Image.Image) -> int:
    """Decode and bring the longest side to at most ``LONGEST``; returns how it was turned."""
    if image.format == "HEIF":
        # Never the small copy inside the file: it may show something else.
        image.load()
    # A decoder that can leave out detail does; asked for a square it would take the shorter side
    # for the measure, and lay out a long strip whole.
    scale = min(1.0, 2 * LONGEST / max(image.size))
    image.draft(None, (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image.load()
    return int(image.info.get("orientation") or _orientation(image))


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    alpha = None
    if image.mode in ("RGBA", "LA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    if isinstance(profile, bytes) and 0 < len(profile) <= _PROFILE_LIMIT:
        try:
            converted = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _SRGB, outputMode="RGB"
            )
            image = converted or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile that does not fit the picture: its numbers are taken as sRGB
    plain = image.convert("RGB")
    if alpha is None:
        return plain
    white = Image.new("RGB", plain.size, "white")
    white.paste(plain, mask=alpha)
    return white


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


class CleanUpload(UploadedFile):  # type: ignore[type-arg]  # not generic when it runs
    """What became of one uploaded file: ``picture``, or ``refusals`` when there is none."""

    def __init__(
        self, picture: CleanPicture | None, refusals: tuple[Refusal, ...], field_name: str | None
    ) -> None:
        content: IO[bytes] = io.BytesIO(picture.jpeg if picture else b"")
        # Django passes over a file without a name; the sender's is not kept.
        super().__init__(
            content, "picture.jpg", "image/jpeg", len(picture.jpeg) if picture else 0, None
        )
        self.picture = picture
        self.refusals = refusals
        self.field_name = field_name


class PictureUploads(FileUploadHandler):
    """Makes each uploaded picture anew as soon as it has arrived; ``request.FILES`` holds results.

    At most one original is in memory, and none is ever on disk: Django's own handlers would write
    files above ``FILE_UPLOAD_MAX_MEMORY_SIZE`` to the temporary folder.  What is too large or one
    too many is read past and answered with a refusal, so that the words typed with it arrive.
    Used by a view as ``request.upload_handlers = [PictureUploads(request)]`` before anything reads
    ``request.POST``; the view is ``csrf_exempt`` and calls a ``csrf_protect`` one.
    """

    chunk_size = 256 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._count = 0
        self._held = bytearray()
        self._seen = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._count += 1
        self._held = bytearray()
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._seen += len(raw_data)
        if self._count > MAX_PICTURES or self._seen > FILE_LIMIT:
            self._held = bytearray()
        else:
            self._held += raw_data

    def file_complete(self, file_size: int) -> CleanUpload:
        data, self._held = bytes(self._held), bytearray()
        picture: CleanPicture | None = None
        refusals: tuple[Refusal, ...] = ()
        if self._count > MAX_PICTURES:
            refusals = tuple(why_not_pictures(self._count))
        elif self._seen > FILE_LIMIT:
            refusals = (too_large(),)
        else:
            try:
                picture = clean_picture(data)
            except Refused as refused:
                refusals = refused.refusals
        return CleanUpload(picture, refusals, self.field_name)

    def upload_interrupted(self) -> None:
        self._held = bytearray()
