"""Reading printed papers back: their words, where they stand, and the codes on them."""

import pypdfium2 as pdfium
import segno

SCALE = 8
"""Pixels for each point: a square of a slip's QR code is sixteen pixels wide."""


class Page:
    def __init__(self, pdf, number=0):
        self.document = pdfium.PdfDocument(pdf)
        self.page = self.document[number]
        self.layer = self.page.get_textpage()
        self.width, self.height = self.page.get_size()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.layer.close()
        self.page.close()
        self.document.close()

    def text(self):
        return plain(self.layer.get_text_bounded())

    def below(self, words):
        """What stands under the line of ``words``."""
        search = self.layer.search(words)
        start, _ = search.get_next()
        search.close()
        line = self.layer.get_charbox(start)[1]
        return plain(self.layer.get_text_bounded(0, 0, self.width, line - 1))

    def lowest_ink_of_codes(self):
        """How far down the page, in points from its foot, a QR code reaches."""
        return min(box[1] for box in self.codes())

    def line_of(self, words):
        search = self.layer.search(words)
        start, _ = search.get_next()
        search.close()
        return self.layer.get_charbox(start)[1]

    def codes(self):
        """The boxes of the QR codes: drawn, as broad as high, and more than two centimetres."""
        drawn = self.page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_PATH])
        boxes = [path.get_bounds() for path in drawn]
        return [
            (left, bottom, right, top)
            for left, bottom, right, top in boxes
            if abs((right - left) - (top - bottom)) < 0.5 and right - left > 57
        ]

    def squares(self, box, side):
        """Line after line, whether the middle of each square is dark; ``box`` holds the ink."""
        picture = self.page.render(scale=SCALE, grayscale=True).to_pil()
        left, _, right, top = box
        step = (right - left) / side
        return [
            [
                picture.getpixel(
                    (
                        int((left + (place + 0.5) * step) * SCALE),
                        int((self.height - top + (line + 0.5) * step) * SCALE),
                    )
                )
                < 128
                for place in range(side)
            ]
            for line in range(side)
        ]


def holds(squares, text):
    """Whether these are the squares of a QR code of ``text``, with any of the eight masks."""
    return any(
        [[bool(dark) for dark in line] for line in code.matrix] == squares
        for mode in (None, "byte")
        for mask in range(8)
        for code in [segno.make_qr(text, error="m", mask=mask, mode=mode)]
    )


def side_of(text):
    return len(segno.make_qr(text, error="m", mode="byte").matrix)


def plain(text):
    """Without line ends, blanks and the places where a line may break."""
    return "".join(text.replace("\u200b", "").replace("\ufffe", "").split())


def pages(pdf):
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def text_of(pdf):
    found = []
    for number in range(pages(pdf)):
        with Page(pdf, number) as page:
            found.append(page.text())
    return "".join(found)
