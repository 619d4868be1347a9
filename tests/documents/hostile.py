"""PDF files that are broken, or made to break whoever reads them."""

import zlib
from collections.abc import Mapping

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
SPRAWL = 1_000_000
MIB = 1024 * 1024


def pdf(objects: Mapping[int, bytes], *, root: int = 1, trailer: bytes = b"") -> bytes:
    """A file with these objects and a right table of them."""
    out, places = bytearray(HEADER), {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, start)
    return bytes(out)


def stream(content: bytes, *, entries: bytes = b"") -> bytes:
    """A stream object with this content."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def page(
    *, contents: bytes = b"", box: bytes = b"[0 0 595 842]", also: bytes = b"", catalog: bytes = b""
) -> dict[int, bytes]:
    """A catalog (1), one page (3) in its tree (2), its content (4) and a font (5)."""
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> %s >>" % (box, also),
        4: stream(contents),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }


def bomb(layers: int) -> bytes:
    """A page whose content is packed once or several times, and a gigabyte when it is unpacked."""
    # After a full flush the same block packs to the same bytes.
    pack, block, check = zlib.compressobj(9), bytes(MIB), 1
    content = pack.compress(block) + pack.flush(zlib.Z_FULL_FLUSH)
    again = pack.compress(block) + pack.flush(zlib.Z_FULL_FLUSH)
    for _ in range(1024):
        check = zlib.adler32(block, check)
    content += again * 1023 + b"\x03\x00" + check.to_bytes(4)
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    filters = b"/Filter [%s]" % (b"/FlateDecode " * layers)
    return pdf({**page(), 4: stream(content, entries=filters)})


def pages_in_a_ring() -> bytes:
    """A tree of pages that leads back to its own root."""
    return pdf({**page(), 2: b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"})


def fields_in_a_ring() -> bytes:
    """A form field that is its own child."""
    form = page(catalog=b"/AcroForm << /Fields [6 0 R] >>")
    return pdf({**form, 6: b"<< /T (a) /FT /Tx /Kids [6 0 R] >>"})


def lengths_in_a_ring() -> bytes:
    """A stream whose length is to be found in a stream whose length is to be found in the first one."""
    content = b"<< /Length %d 0 R >>\nstream\nBT ET\nendstream"
    return pdf({**page(), 4: content % 6, 6: content % 4})


def pictures_in_a_ring() -> bytes:
    """A drawing that draws itself, twice."""
    own = b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << /XObject << /X 6 0 R >> >>"
    objects = page(contents=b"/X Do", also=b"")
    objects[3] = objects[3].replace(b"/Font <<", b"/XObject << /X 6 0 R >> /Font <<")
    return pdf({**objects, 6: stream(b"/X Do /X Do", entries=own)})


def tables_in_a_ring() -> bytes:
    """A table of objects whose predecessor is itself."""
    made = pdf(page())
    start = made.rindex(b"xref\n0 ")
    return pdf(page(), trailer=b"/Prev %d" % start)


def arrays_in_arrays() -> bytes:
    """An object of a hundred thousand lists in each other."""
    deep = b"[" * 100_000 + b"]" * 100_000
    return pdf({**page(catalog=b"/AA 6 0 R"), 6: deep})


def outsize() -> bytes:
    """A page of the size of a city."""
    content = b"BT /F1 12 Tf 60 700 Td (FICHA DE PEDIDO) Tj ET"
    return pdf(page(contents=content, box=b"[0 0 90000000 90000000]"))


def endless_pages() -> bytes:
    """One page, a million times."""
    kids = b"3 0 R " * SPRAWL
    return pdf({**page(), 2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, SPRAWL)})


def endless_drawing() -> bytes:
    """A page that takes minutes to draw: drawings of drawings of drawings."""
    objects = page(contents=b"/X6 Do")
    objects[3] = objects[3].replace(b"/Font <<", b"/XObject << /X6 6 0 R >> /Font <<")
    for number in range(6, 20):
        inner = b"/X%d Do " % (number + 1) * 30 if number < 19 else b"0 0 50 50 re f"
        resources = b"/Resources << /XObject << /X%d %d 0 R >> >>" % (number + 1, number + 1)
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 600 850] %s" % (
            resources if number < 19 else b""
        )
        objects[number] = stream(inner, entries=entries)
    return pdf(objects)


def endless_letters() -> bytes:
    """Many pages that are all the same one, full of letters: little memory, and much to compute."""
    line = b"BT /F1 8 Tf 20 %d Td (" + b"palabras " * 14 + b") Tj ET\n"
    objects = page(contents=b"".join(line % (820 - 5 * row) for row in range(160)))
    kids = range(6, 106)
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count 100 >>" % b" ".join(b"%d 0 R" % kid for kid in kids)
    return pdf(objects | dict.fromkeys(kids, objects[3]))


def huge_picture() -> bytes:
    """A picture of 60,000 by 60,000 points, out of some kilobytes."""
    objects = page(contents=b"q 500 0 0 500 0 0 cm /X Do Q")
    objects[3] = objects[3].replace(b"/Font <<", b"/XObject << /X 6 0 R >> /Font <<")
    entries = (
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 /Filter /FlateDecode"
    )
    return pdf({**objects, 6: stream(zlib.compress(bytes(4 * MIB), 9), entries=entries)})


def with_action(action: bytes) -> bytes:
    """A page that does something when it is opened."""
    content = b"BT /F1 12 Tf 60 700 Td (FICHA DE PEDIDO) Tj ET"
    return pdf({**page(contents=content, catalog=b"/OpenAction 6 0 R"), 6: action})
