"""What is said to people of a paper, in Spanish and in English."""

from collections.abc import Sequence
from typing import NamedTuple

from trastienda.domain.case import Language
from trastienda.domain.fields import printable
from trastienda.domain.finding import Finding, Severity

_LONGEST = 120
"""Characters of a paper's own text in a sentence; it may have been made to be long."""

REJECT, ASK, NOTE = Severity.REJECT, Severity.ASK, Severity.NOTE


class _Said(NamedTuple):
    severity: Severity
    es: str
    en: str


_OF_FILES = {
    "paper_missing": _Said(ASK, "Falta el documento «{paper}».", "The paper '{paper}' is missing."),
    "paper_no_pdf": _Said(
        ASK,
        "El fichero no es un PDF ({detail}). Hay que pedirlo de nuevo.",
        "The file is no PDF ({detail}). Ask for it again.",
    ),
    "paper_too_big": _Said(
        ASK,
        "El fichero es demasiado grande para leerlo ({detail}).",
        "The file is too big to be read ({detail}).",
    ),
    "paper_damaged": _Said(
        ASK,
        "El PDF está dañado y no se puede leer ({detail}).",
        "The PDF is damaged and cannot be read ({detail}).",
    ),
    "paper_too_slow": _Said(
        ASK,
        "Leer el PDF lleva demasiado tiempo: se ha interrumpido. No lo abra fuera de un visor protegido.",
        "Reading the PDF takes too long: it was stopped. Do not open it outside of a protected viewer.",
    ),
    "paper_too_much_memory": _Said(
        ASK,
        "Leer el PDF necesita demasiada memoria: se ha interrumpido. No lo abra fuera de un visor protegido.",
        "Reading the PDF needs too much memory: it was stopped. Do not open it outside of a protected viewer.",
    ),
    "paper_crashed": _Said(
        ASK,
        "El PDF ha hecho fallar al programa que lo leía ({detail}). No lo abra fuera de un visor protegido.",
        "The PDF crashed the program that read it ({detail}). Do not open it outside of a protected viewer.",
    ),
    "paper_needs_password": _Said(
        ASK,
        "El PDF pide una contraseña: no se ha leído nada.",
        "The PDF asks for a password: nothing was read.",
    ),
    "paper_protected": _Said(
        NOTE,
        "El PDF está cifrado, pero se abre sin contraseña.",
        "The PDF is encrypted but opens without a password.",
    ),
    "paper_javascript": _Said(
        ASK,
        "El PDF contiene código (JavaScript) que puede cambiar lo que se ve.",
        "The PDF has scripts (JavaScript) that can change what is seen.",
    ),
    "paper_launches": _Said(
        ASK,
        "El PDF puede abrir otros programas. No lo abra fuera de un visor protegido.",
        "The PDF can start other programs. Do not open it outside of a protected viewer.",
    ),
    "paper_sends": _Said(
        ASK,
        "El PDF puede enviar o cargar datos por su cuenta.",
        "The PDF can send or load values by itself.",
    ),
    "paper_files": _Said(
        ASK,
        "El PDF contiene otros ficheros, que no se han mirado.",
        "The PDF carries other files, which were not looked at.",
    ),
    "paper_xfa": _Said(
        ASK,
        "El PDF contiene un segundo formulario (XFA) que algunos visores muestran en lugar de este.",
        "The PDF has a second form (XFA) that some viewers show instead of this one.",
    ),
    "paper_page_size": _Said(
        ASK,
        "Una página del PDF no tiene el tamaño de ningún papel.",
        "A page of the PDF has the size of no paper.",
    ),
    "paper_cut_short": _Said(
        ASK,
        "El PDF tiene demasiado contenido y solo se ha leído una parte.",
        "The PDF has too much in it and was read in part only.",
    ),
    "paper_pages": _Said(
        ASK,
        "El PDF tiene {seen} páginas y debería tener {expected}.",
        "The PDF has {seen} pages and should have {expected}.",
    ),
    "paper_no_text": _Said(
        ASK,
        "El PDF no tiene texto que se pueda leer: es una imagen o está en blanco.",
        "The PDF has no text that can be read: it is a picture, or blank.",
    ),
    "paper_other_form": _Said(
        ASK,
        "El PDF no parece ser este formulario.",
        "The PDF does not seem to be this form.",
    ),
    "paper_nothing_compared": _Said(
        ASK,
        "La plantilla no dice qué comparar.",
        "The template names nothing to compare.",
    ),
    "signature_none": _Said(REJECT, "Falta la firma digital.", "The digital signature is missing."),
    "signature_broken": _Said(
        REJECT,
        "La firma digital ({seen}) no es válida: el fichero no es el que se firmó.",
        "The digital signature ({seen}) does not hold: the file is not the one that was signed.",
    ),
    "signature_changed_after": _Said(
        REJECT,
        "El fichero se cambió después de la firma digital ({seen}).",
        "The file was changed after the digital signature ({seen}).",
    ),
    "signature_part": _Said(
        REJECT,
        "La firma digital ({seen}) cubre solo una parte del fichero.",
        "The digital signature ({seen}) covers a part of the file only.",
    ),
    "signature_unreadable": _Said(
        ASK,
        "La firma digital no se puede leer.",
        "The digital signature cannot be read.",
    ),
    "signature_added_after": _Said(
        ASK,
        "Se añadió algo al fichero después de la última firma digital ({seen}).",
        "Something was added to the file after the last digital signature ({seen}).",
    ),
    "signature_expired": _Said(
        ASK,
        "El certificado de la firma digital ({seen}) no está en vigor.",
        "The certificate of the digital signature ({seen}) is out of date.",
    ),
    "signature_untrusted": _Said(
        ASK,
        "La firma digital ({seen}) no lleva a ninguna de las autoridades declaradas.",
        "The digital signature ({seen}) leads to none of the declared authorities.",
    ),
    "signature_other_signer": _Said(
        REJECT,
        "La firma digital es de otra persona ({seen}).",
        "The digital signature is somebody else's ({seen}).",
    ),
    "signature_unnamed": _Said(
        ASK,
        "El certificado de la firma digital ({seen}) no dice de forma legible de quién es.",
        "The certificate of the digital signature ({seen}) does not say readably whose it is.",
    ),
    "signature_box_empty": _Said(
        REJECT,
        "El recuadro de la firma está vacío.",
        "The box for the signature is empty.",
    ),
    "signature_box_unclear": _Said(
        ASK,
        "No está claro si hay una firma en el recuadro.",
        "It is not clear whether there is a signature in the box.",
    ),
}

_OF_FIELDS = {
    "other_value": _Said(
        REJECT,
        "«{label}» es «{seen}» en el documento y «{expected}» en la venta.",
        "'{label}' is '{seen}' in the paper and '{expected}' in the sale.",
    ),
    "near": _Said(
        REJECT,
        "«{label}» es «{seen}» en el documento y «{expected}» en la venta: solo cambia un carácter.",
        "'{label}' is '{seen}' in the paper and '{expected}' in the sale: one slip apart.",
    ),
    "cut": _Said(
        ASK,
        "«{label}» está cortado en el documento: «{seen}».",
        "'{label}' is cut off in the paper: '{seen}'.",
    ),
    "unreadable": _Said(
        ASK,
        "«{label}» no se puede leer en el documento: «{seen}».",
        "'{label}' cannot be read in the paper: '{seen}'.",
    ),
    "not_shown": _Said(
        ASK,
        "«{label}» está vacío en el documento.",
        "'{label}' is empty in the paper.",
    ),
    "not_found": _Said(
        ASK,
        "«{label}» no aparece en el documento.",
        "'{label}' is not in the paper.",
    ),
    "hidden": _Said(
        ASK,
        "«{label}» está en el documento con texto que no se ve: «{seen}».",
        "'{label}' is in the paper as a text that nobody sees: '{seen}'.",
    ),
    "runs_on": _Said(
        ASK,
        "Junto a «{label}» puede haber otra etiqueta del documento: «{seen}».",
        "Beside '{label}' there may be another label of the paper: '{seen}'.",
    ),
    "contradicts": _Said(
        ASK,
        "«{label}» aparece en el documento con valores distintos: {seen}.",
        "'{label}' is in the paper with different values: {seen}.",
    ),
}


def finding_of_file(
    code: str, *, detail: str = "", paper: str = "", seen: str | None = None, expected: str | None = None
) -> Finding:
    """The finding with this code about a file as a whole."""
    said = _OF_FILES[code]
    words = {"detail": detail or "—", "paper": paper, "seen": _short(seen or "—"), "expected": expected or ""}
    return Finding(
        code=code,
        severity=said.severity,
        es=said.es.format(**words),
        en=said.en.format(**words),
        seen=seen or None,
        expected=expected,
    )


def finding_of_field(code: str, field: str, label: str, *, expected: str, seen: str | None) -> Finding:
    """The finding about a field of the sale; `code` is its evidence, without the prefix that the finding gets."""
    said = _OF_FIELDS[code]
    words = {"label": label, "seen": _short(seen or ""), "expected": expected}
    return Finding(
        code=f"paper_field_{code}",
        severity=said.severity,
        es=said.es.format(**words),
        en=said.en.format(**words),
        fields=(field,),
        seen=seen,
        expected=expected,
    )


def _short(text: str) -> str:
    return printable(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


_FITS = _Said(NOTE, "El documento encaja con la venta.", "The paper fits the sale.")
_DOES_NOT_FIT = _Said(
    REJECT, "El documento no encaja con la venta: {reason}", "The paper does not fit the sale: {reason}"
)
_ASK = _Said(ASK, "Debe mirarlo una persona: {reason}", "A person must look at it: {reason}")
_MORE = {Language.ES: " (y {more} más)", Language.EN: " (and {more} more)"}


def in_one_sentence(findings: Sequence[Finding], language: Language) -> str:
    """What is thought of a paper; `findings` are its own, hardest first."""
    against = [one for one in findings if one.severity is not NOTE]
    if not against:
        return _FITS.es if language is Language.ES else _FITS.en
    said = _DOES_NOT_FIT if against[0].severity is REJECT else _ASK
    first = against[0].sentence(language)
    # The reason goes on with the sentence; what it begins with is no name.
    reason = first[0].lower() + first[1:].removesuffix(".")
    more = _MORE[language].format(more=len(against) - 1) if len(against) > 1 else ""
    return (said.es if language is Language.ES else said.en).format(reason=reason) + more + "."
