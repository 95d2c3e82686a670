"""What files and texts cost that were made to exhaust a reader, and how the cost grows.

    python benchmarks/hostile.py [PART ...]

Parts: refused, pictures, repairs, reading, masking, likeness, rolling, directives; all of them by
default.  Prints for each input the seconds of CPU, with those of processes started for it, and
the ratio of ten times the input to once: about 10 where the cost is linear, 100 where it is
quadratic, 1 or less where more is refused before it is unfolded.  Directives go through the
product's actions, on SQLite in a temporary folder or on the empty PostgreSQL database that
DATABASE_URL names (whose own work is not counted).
"""

# ruff: noqa: T201

import contextlib
import io
import os
import resource
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

folder = tempfile.TemporaryDirectory()
os.environ["QUNCE_DATA"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "qunce.config.settings"

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402
import xlsxwriter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from docx import Document  # noqa: E402
from PIL import Image  # noqa: E402

from qunce.cli.demo.seed import seed_once  # noqa: E402
from qunce.domain.accounts.models import Post  # noqa: E402
from qunce.domain.campaigns.actions import adopt, draft_directive, settle_basics  # noqa: E402
from qunce.domain.campaigns.models import Draft  # noqa: E402
from qunce.exchange.ledgers import read_ledger  # noqa: E402
from qunce.exchange.pictures import clean_picture  # noqa: E402
from qunce.exchange.sources import read_source  # noqa: E402
from qunce.kernel.refusals import Refused  # noqa: E402
from qunce.statistics.detection.rolling import Rolling, Table  # noqa: E402
from qunce.text.directive import read  # noqa: E402
from qunce.text.directive.repairs import find_repairs  # noqa: E402
from qunce.text.likeness import near_identical  # noqa: E402
from qunce.web.open311.masking import masked  # noqa: E402

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
ROUNDS = 3
SHEET = "xl/worksheets/sheet1.xml"
Made = Callable[[int], Callable[[], object]]
"""From a size to the work on an input of that size; making the input is not counted."""
Inputs = Iterator[tuple[str, int, Made]]
"""What it is, its smaller size, and the work."""


def spent() -> float:
    """CPU seconds so far of this process and of those it started."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, both))


def cost(work: Callable[[], object]) -> float:
    """The least CPU seconds of some rounds; of one alone when that is long."""
    least = float("inf")
    for _ in range(ROUNDS):
        begun = spent()
        work()
        least = min(least, spent() - begun)
        if least > 2:
            break
    return least


def on(reader: Callable[[str], object], piece: str) -> Made:
    """The reader on a text that repeats ``piece``."""

    def made(size: int) -> Callable[[], object]:
        text = (piece * (size // len(piece) + 1))[:size]
        return lambda: reader(text)

    return made


def tried(reader: Callable[..., object], *given: object) -> Callable[[], object]:
    def work() -> None:
        with contextlib.suppress(Refused):
            reader(*given)

    return work


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return out.getvalue()


def a_book() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as file:
        page = file.add_worksheet()
        for row, words in enumerate(
            (("序号", "存在问题", "责任单位", "完成时限"), ("1", "灯", "村", "8月底"))
        ):
            page.write_row(row, 0, words)
    return out.getvalue()


def a_document() -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph("一、各村要抓好落实。")
    document.save(out)
    return out.getvalue()


def a_png(width: int, height: int) -> bytes:
    """The head of a picture whose pixels are missing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"")


def refused() -> Inputs:
    """What is refused without being unfolded, and without being read to its end."""
    book, document = a_book(), a_document()

    def far(size: int) -> Callable[[], object]:
        cell = f'<row r="{size}"><c r="XFD{size}"><v>1</v></c></row></sheetData>'.encode()
        return tried(
            read_ledger, with_part(book, SHEET, lambda x: x.replace(b"</sheetData>", cell))
        )

    def spaces(size: int) -> Callable[[], object]:
        return tried(read_ledger, with_part(book, SHEET, lambda x: x + b" " * size))

    def zeros(size: int) -> Callable[[], object]:
        bomb = with_part(document, "word/document.xml", lambda x: x + b" " * size)
        return tried(read_source, bomb, "方案.docx")

    yield "bytes of a directive", 2_000_000, lambda size: tried(read_source, b"a" * size, "a.txt")
    yield "bytes a directive (.docx) unpacks to", 7_000_000, zeros
    yield "bytes a ledger (.xlsx) unpacks to", 50_000_000, spaces
    yield "the row of a ledger's (.xlsx) one far cell", 100_000, far
    yield (
        "rows of a ledger (.csv)",
        100_100,
        lambda size: tried(read_ledger, "序号,存在问题\n".encode() + b"1,a\n" * size),
    )
    yield (
        "bytes of a damaged picture",
        5_000_000,
        lambda size: tried(clean_picture, b"\xff\xd8\xff" + bytes(size)),
    )
    yield (
        "width and height of a picture without pixels",
        6_000,
        lambda size: tried(clean_picture, a_png(size, size)),
    )


def pictures() -> Inputs:
    """A photo that is read, and one of ten times the pixels."""

    def photo(pixels: int) -> Callable[[], object]:
        height = int((pixels * 3 / 4) ** 0.5)
        noise = Image.effect_noise((500, 500), 60).convert("RGB")
        image = Image.new("RGB", (height * 4 // 3, height))
        for left in range(0, image.width, 500):
            for top in range(0, height, 500):
                image.paste(noise, (left, top))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=90)
        return tried(clean_picture, out.getvalue())

    yield "pixels of a photo", 4_000_000, photo


def repairs() -> Inputs:
    rewritten = (
        "关于开展深化学习实践科学进展观活动的意见。各支部要依据镇党委的支配部署,组织宽敞党员仔细学习,"
        "充分生疏活动的重大意义,增加责任感和使命感。要坚持正面教育为主的原那么,灵敏运用多种方式。"
    )
    tests = Path(__file__).resolve().parents[1] / "tests" / "text"
    clean = "".join(path.read_text("utf-8") for path in sorted(tests.glob("repairs/*.txt")))
    for name, text in (("rewritten", rewritten), ("clean", clean)):
        yield f"characters of a {name} text", 10_000, on(find_repairs, text)


PIECES = (
    "要", "1、", " ", "镇 ", "“”《》（", "各村，", "2024年4月1日至5月2日",
    "镇村县社区党委支部单位、", "？意见", "\n", "、的总体要求", "对群众，", "各村学校要",
    "the ward staff ", "（一）", "一、",
)  # fmt: skip


def reading() -> Inputs:
    for piece in PIECES:
        yield f"characters of {piece!r}", 40_000, on(read, piece)


def masking() -> Inputs:
    for piece in ("1-", "a@", "1 ", "@", "QQ", "a", "微信"):
        yield f"characters of {piece!r}", 4_000, on(masked, piece)


def likeness() -> Inputs:
    def points(size: int, groups: int) -> Callable[[], object]:
        texts = [
            f"第{at % groups}件事：{chr(0x4E00 + at % groups) * 3}地方的路面要修一修"
            for at in range(size)
        ]
        return lambda: near_identical(texts)

    yield "points of forty kinds", 200, lambda size: points(size, 40)
    yield "points, five of each kind", 200, lambda size: points(size, size // 5)


def rolling() -> Inputs:
    def look(places: int) -> Callable[[], object]:
        counts = np.random.default_rng(11).poisson(0.01, size=(places * 20, 730)).astype(np.float64)
        place, category = np.divmod(np.arange(len(counts)), 20)
        table = Table(counts, place, category, summed=np.full(len(counts), fill_value=True))
        return lambda: Rolling(table).found

    yield "places with twenty categories, two years of days", 10, look


def directives() -> Inputs:
    """A directive with so many duties: given and read, then adopted for the villages."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    seed_once(NOW)
    office = Post.objects.select_related("unit").get(code="qingquan-office")

    def drafted(duties: int) -> Draft:
        said = "".join(f"各村要办好第{number}件实事。\n" for number in range(1, duties + 1))
        return draft_directive(
            unit=office.unit,
            source_name="通知.txt",
            source_media="text/plain",
            text=f"关于开展活动的通知\n\n一、总体要求\n总体要求是：人民群众得实惠。\n\n二、主要任务\n{said}",
            template="learn-check-fix",
            actor=office,
            now=NOW,
        )

    def adopted(duties: int) -> Callable[[], object]:
        drafts = [drafted(duties) for _ in range(ROUNDS)]
        for draft in drafts:
            settle_basics(
                draft=draft,
                title="活动",
                starts_on=date(2026, 9, 1),
                ends_on=date(2027, 2, 28),
                actor=office,
                now=NOW,
            )
            draft.refresh_from_db()
        return lambda: adopt(draft=drafts.pop(), actor=office, now=NOW)

    yield "duties of a directive, read and drafted", 300, lambda size: lambda: drafted(size)
    yield "duties of a draft, adopted for every village", 300, adopted


PARTS: dict[str, Callable[[], Inputs]] = {
    part.__name__: part
    for part in (refused, pictures, repairs, reading, masking, likeness, rolling, directives)
}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        raise SystemExit(f"there is no part {', '.join(sorted(unknown))}")
    read("各村要抓好落实。" * 100)  # the vocabulary is loaded once
    print(f"{'part':<11}{'CPU ms':>9}{'ten times':>11}{'ratio':>8}{'size':>12}  of")
    for part in wanted:
        for name, size, made in PARTS[part]():
            once, ten_times = cost(made(size)), cost(made(10 * size))
            print(
                f"{part:<11}{1000 * once:>9.1f}{1000 * ten_times:>11.1f}"
                f"{ten_times / max(once, 1e-5):>8.1f}{size:>12,}  {name}",
                flush=True,
            )


if __name__ == "__main__":
    main()
