"""What proves that the customer is who they say, and that they agreed."""

from trastienda.domain.fields.base import TextField
from trastienda.domain.fields.reading import Locale, Unreadable, clean, fold

PROOFS = {
    "otp": ("código de un solo uso", "one-time code"),
    "recording": ("grabación de verificación", "verification recording"),
    "signed_paper": ("documento firmado", "signed paper"),
    "certificate": ("certificado digital", "digital certificate"),
}
"""Canonical text of a kind of proof → what people call it, in Spanish and in English."""

_WRITTEN = {
    "otp": "otp",
    "codigo": "otp",
    "codigo_sms": "otp",
    "recording": "recording",
    "grabacion": "recording",
    "llamada_grabada": "recording",
    "signed_paper": "signed_paper",
    "papel_firmado": "signed_paper",
    "firma": "signed_paper",
    "certificate": "certificate",
    "certificado": "certificate",
} | {fold(name): kind for kind, names in PROOFS.items() for name in names}


class ProofKind(TextField):
    """How a customer was authenticated: `otp`, `recording`, `signed_paper` or `certificate`."""

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        kind = text if locale is None else _WRITTEN.get(fold(clean(text)), "")
        if kind not in PROOFS:
            raise Unreadable(
                text,
                f"a kind of proof: {', '.join(PROOFS)}",
                "un tipo de prueba: OTP, grabación, papel firmado o certificado",
            )
        return kind

    def name(self, language: str) -> str:
        """What people call it, in Spanish for "es", in English for anything else."""
        return PROOFS[self][0 if language == "es" else 1]
