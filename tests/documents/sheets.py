"""Order forms on paper: printed, with form fields, with a signature, as a scan."""

from collections.abc import Callable, Mapping
from io import BytesIO

import pypdfium2 as pdfium
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

TITLE = "FICHA DE PEDIDO"
A4 = (595, 842)
BOX = (330, 90, 530, 150)
"""Where one signs: left, bottom, right, top."""

LABELS = {
    "reference": "Referencia",
    "holder_id": "DNI / NIE",
    "holder_name": "Titular",
    "line": "Línea",
    "plan": "Tarifa",
    "monthly_fee": "Cuota mensual",
    "activation": "Fecha de activación",
    "iban": "IBAN de la cuenta",
    "terms_accepted": "Acepta las condiciones",
}
VALUES = {
    "reference": "V-2026-0001",
    "holder_id": "12345678-Z",
    "holder_name": "María Muñoz López",
    "line": "612 34 56 78",
    "plan": "Móvil 20 GB",
    "monthly_fee": "1.029,90 €",
    "activation": "10/04/2026",
    "iban": "ES91 2100 0418 4502 0005 1332",
    "terms_accepted": "Sí",
}
"""The sale of the tests as a form says it."""

Draw = Callable[[Canvas], None]


def sheet(*draws: Draw, pages: int = 1, size: tuple[float, float] = A4) -> bytes:
    """A PDF whose first page has all of this on it."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for draw in draws:
        draw(canvas)
    for number in range(2, pages + 1):
        canvas.showPage()
        canvas.drawString(60, 800, f"Condiciones generales, hoja {number}")
        for line in range(40):
            canvas.drawString(
                60, 780 - 18 * line, f"{number}.{line} El contrato se rige por estas condiciones."
            )
    canvas.save()
    return out.getvalue()


def title(canvas: Canvas, text: str = TITLE) -> None:
    """The words at the top."""
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(60, 780, text)
    canvas.setFont("Helvetica", 11)


def printed(values: Mapping[str, str] = VALUES, *, labels: Mapping[str, str] = LABELS) -> Draw:
    """Labels with their values to the right, one a line."""

    def draw(canvas: Canvas) -> None:
        title(canvas)
        for number, (name, label) in enumerate(labels.items()):
            canvas.drawString(60, 740 - 26 * number, f"{label}:")
            if values.get(name):
                canvas.drawString(220, 740 - 26 * number, values[name])

    return draw


def in_two_columns(canvas: Canvas) -> None:
    """Two fields a line, some in one run of text, as office programs write them."""
    title(canvas)
    said = {LABELS[name]: value for name, value in VALUES.items()}
    names = list(said)
    for number in range(0, len(names), 2):
        y = 740 - 15 * number
        canvas.drawString(60, y, f"{names[number]}: {said[names[number]]}")
        if number + 1 < len(names):
            canvas.drawString(310, y, f"{names[number + 1]}: {said[names[number + 1]]}")


def in_one_run(canvas: Canvas) -> None:
    """Several labels and values in one run of text."""
    title(canvas)
    canvas.setFont("Helvetica", 9)
    said = [f"{LABELS[name]}: {value}" for name, value in VALUES.items()]
    for number in range(0, len(said), 3):
        canvas.drawString(60, 740 - 10 * number, " ".join(said[number : number + 3]))


def below(canvas: Canvas) -> None:
    """Each value below its label, as in a box."""
    title(canvas)
    canvas.setFont("Helvetica", 9)
    for number, (name, label) in enumerate(LABELS.items()):
        x, y = 60 + 240 * (number % 2), 740 - 22 * (number - number % 2)
        canvas.drawString(x, y, label)
        canvas.drawString(x, y - 14, VALUES[name])


def fields(values: Mapping[str, str] = VALUES, *, size: int = 10) -> Draw:
    """Labels with form fields beside them; the consent is a tick box."""

    def draw(canvas: Canvas) -> None:
        title(canvas)
        form = canvas.acroForm
        for number, (name, label) in enumerate(LABELS.items()):
            y = 740 - 26 * number
            canvas.drawString(60, y, f"{label}:")
            if name == "terms_accepted":
                form.checkbox(name=name, checked=values[name] == "Sí", x=220, y=y - 4, size=14)
            else:
                # reportlab's own drawing of a field knows no euro sign.
                text = values[name].replace("€", "EUR")
                form.textfield(name=name, value=text, x=220, y=y - 5, width=230, height=18, fontSize=size)

    return draw


def choices(canvas: Canvas) -> None:
    """Form fields of the other kinds: a list, radio buttons, a tick box, a field in a group."""
    title(canvas)
    form = canvas.acroForm
    form.choice(
        name="tecnologia",
        value="F",
        options=[("Fibra", "F"), ("Móvil", "M")],
        x=60,
        y=700,
        width=100,
        height=18,
    )
    for number, way in enumerate(("banco", "tarjeta")):
        form.radio(name="pago", value=way, selected=way == "tarjeta", x=60 + 40 * number, y=660)
    form.checkbox(name="acepta", checked=False, x=60, y=620)
    form.textfield(name="cliente.nota", value="urgente", x=60, y=580, width=100, height=18)


def signed_by_hand(*, grey: float = 0.0, width: float = 2.4) -> Draw:
    """A flourish in the box, with its frame and the word under it."""

    def draw(canvas: Canvas) -> None:
        frame(canvas)
        left, bottom, right, top = BOX
        canvas.setStrokeColor(Color(grey, grey, grey))
        canvas.setLineWidth(width)
        for turn in range(5):
            x = left + 20 + 28 * turn
            canvas.bezier(x, bottom + 15, x + 10, top - 2, x + 18, top - 6, x + 26, bottom + 12)
            canvas.bezier(x + 26, bottom + 12, x + 5, bottom + 5, x - 10, bottom + 30, x + 34, bottom + 38)
        canvas.line(left + 15, bottom + 10, right - 20, bottom + 16)
        canvas.setStrokeColor(black)
        canvas.setLineWidth(1)

    return draw


def frame(canvas: Canvas) -> None:
    """The empty box for the signature: a thin line at the bottom, and a small word."""
    left, bottom, right, _ = BOX
    canvas.setLineWidth(0.6)
    canvas.line(left, bottom + 2, right, bottom + 2)
    canvas.setFont("Helvetica", 6)
    canvas.drawString(left + 2, bottom + 5, "Firma del titular")
    canvas.setFont("Helvetica", 11)


def line(canvas: Canvas) -> None:
    """A line across the page, and nothing else."""
    canvas.line(60, 700, 500, 700)


def stamped(canvas: Canvas) -> None:
    """A black bar over the whole box."""
    left, bottom, right, top = BOX
    canvas.rect(left, bottom, right - left, top - bottom, fill=1)


def unseen(values: Mapping[str, str] = VALUES) -> Draw:
    """The form again, in text that leaves no ink: what a program for scans adds."""

    def draw(canvas: Canvas) -> None:
        for number, (name, label) in enumerate(LABELS.items()):
            for x, words in ((60, f"{label}:"), (220, values[name])):
                text = canvas.beginText(x, 740 - 26 * number)
                text.setTextRenderMode(3)
                text.textLine(words)
                canvas.drawText(text)

    return draw


def in_white(name: str, value: str) -> Draw:
    """A value in white letters on white paper, at the place of its own line."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(white)
        canvas.drawString(220, 740 - 26 * list(LABELS).index(name), value)
        canvas.setFillColor(black)

    return draw


def painted_over(name: str, anew: str = "") -> Draw:
    """A white patch over a field's place, with another value below it and, where asked for, one on it."""

    def draw(canvas: Canvas) -> None:
        y = 740 - 26 * list(LABELS).index(name)
        canvas.drawString(220, y, "9,90 €")
        canvas.setFillColor(white)
        canvas.rect(215, y - 5, 200, 20, stroke=0, fill=1)
        canvas.setFillColor(black)
        canvas.drawString(220, y, anew)

    return draw


def pasted_over(name: str, *, left: float = 220, size: int = 11) -> Draw:
    """A picture of a 9 on the second digit of a field's value: what a person sees is no text of the file."""

    def draw(canvas: Canvas) -> None:
        y = 740 - 26 * list(LABELS).index(name)
        picture = pdfium.PdfDocument(sheet(lambda other: other.drawString(1, 3, "9"), size=(8, 12)))
        at = left + canvas.stringWidth(VALUES[name][:2], "Helvetica", size)
        width = canvas.stringWidth(VALUES[name][2], "Helvetica", size)
        canvas.drawImage(ImageReader(picture[0].render(scale=4).to_pil()), at, y - 3, width, 12)
        picture.close()

    return draw


def stamped_over(document: bytes, *draws: Draw) -> bytes:
    """A form with a note on it that shows a picture, above its fields: as a stamp of a viewer does."""
    writer, stamp = PdfWriter(BytesIO(document)), PdfReader(BytesIO(sheet(*draws))).pages[0]
    drawing = StreamObject()
    drawing.set_data(stamp.get_contents().get_data())  # type: ignore[union-attr] # it has some
    drawing.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([NumberObject(side) for side in (0, 0, *A4)]),
            NameObject("/Resources"): stamp["/Resources"].clone(writer),
        }
    )
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Stamp"),
            NameObject("/F"): NumberObject(4),
            NameObject("/Rect"): ArrayObject([NumberObject(side) for side in (0, 0, *A4)]),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(drawing)}),
        }
    )
    writer.pages[0]["/Annots"].append(writer._add_object(note))  # type: ignore[attr-defined] # an array of them
    return written(writer)


def tinted(canvas: Canvas) -> None:
    """A sheet of one colour, drawn before all else, and grey letters from now on."""
    canvas.setFillColor(Color(0.85, 0.9, 1))
    canvas.rect(0, 0, *A4, stroke=0, fill=1)
    canvas.setFillColor(Color(0.55, 0.55, 0.55))


def cropped(document: bytes) -> bytes:
    """The same page on a larger sheet, of which a viewer shows the middle."""

    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        page.add_transformation(Transformation().translate(100, 50))
        page.mediabox = RectangleObject((0, 0, 800, 1000))
        page.cropbox = RectangleObject((100, 50, 695, 892))

    return copied(document, change)


def scan_of(document: bytes, *also: Draw) -> bytes:
    """A picture of a PDF's first page, as a scanner makes it."""
    pdf = pdfium.PdfDocument(document)
    picture = pdf[0].render(scale=1.5, grayscale=True).to_pil()
    pdf.close()

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)

    return sheet(draw, *also)


def without_appearance(document: bytes) -> bytes:
    """The same form without its own drawing of the fields: viewers draw them."""
    writer = PdfWriter(BytesIO(document))
    for annotation in writer.pages[0]["/Annots"]:  # type: ignore[attr-defined] # an array of them
        del annotation.get_object()["/AP"]
    form = writer.root_object["/AcroForm"]
    assert isinstance(form, DictionaryObject)
    form[NameObject("/NeedAppearances")] = BooleanObject(True)
    return written(writer)


def with_value(document: bytes, name: str, value: str) -> bytes:
    """The same form with another value in a field, whose drawing stays as it was."""
    writer = PdfWriter(BytesIO(document))
    for annotation in writer.pages[0]["/Annots"]:  # type: ignore[attr-defined] # an array of them
        field = annotation.get_object()
        if field.get("/T") == name:
            field[NameObject("/V")] = TextStringObject(value)
    return written(writer)


def refilled(document: bytes, name: str, value: str) -> bytes:
    """The file with an update at its end that fills a form field anew, as a viewer saves it."""
    writer = PdfWriter(BytesIO(document), incremental=True)
    writer.update_page_form_field_values(writer.pages[0], {name: value})
    return written(writer)


def encrypted(document: bytes, *, user: str) -> bytes:
    """The file encrypted; an empty user password opens it for everybody."""
    writer = PdfWriter(BytesIO(document))
    writer.encrypt(user_password=user, owner_password="el-dueño", algorithm="AES-256")
    return written(writer)


def copied(document: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """The file, written anew with a change."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(document)))
    change(writer)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """What a writer writes."""
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
