"""Certificates and signatures that the tests make for themselves."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.rules.sales import NOW

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Signer:
    """A certificate with its key, and the root that issued it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    root: x509.Certificate

    def sign(self, document: bytes, field: str = "Firma") -> bytes:
        """The file with a digital signature in a field of this name, new or not."""
        writer = IncrementalPdfFileWriter(BytesIO(document))
        meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
        return bytes(signers.sign_pdf(writer, meta, signer=self.signer()).getvalue())

    def sign_bytes(self, covered: bytes) -> bytes:
        """A signature of these bytes, for whoever puts it into a file."""
        made = self.signer().async_sign(sha256(covered).digest(), digest_algorithm="sha256")
        return bytes(asyncio.run(made).dump())

    def signer(self) -> signers.SimpleSigner:
        """What the library signs with."""
        key = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return signers.SimpleSigner(
            signing_cert=_certificate(self.certificate),
            signing_key=asn1_keys.PrivateKeyInfo.load(key),
            cert_registry=SimpleCertificateStore.from_certs([_certificate(self.root)]),  # type: ignore[no-untyped-call] # untyped
        )


def root(name: str) -> Signer:
    """An authority of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _made(name, "", key, None, key, NOW - 400 * DAY, NOW + 400 * DAY)
    return Signer(made, key, made)


def issued(
    by: Signer, name: str, serial: str, *, start: datetime = NOW - 90 * DAY, end: datetime = NOW + 90 * DAY
) -> Signer:
    """A person's certificate; `serial` is who they are, as Spanish certificates write it (`IDCES-12345678Z`)."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Signer(_made(name, serial, key, by.certificate, by.key, start, end), key, by.certificate)


def pem(certificate: x509.Certificate) -> bytes:
    """As a file of `config/documents/` holds it."""
    return certificate.public_bytes(Encoding.PEM)


def _made(
    name: str,
    serial: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    start: datetime,
    end: datetime,
) -> x509.Certificate:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if serial:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial))
    subject, authority = x509.Name(parts), issuer is None
    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
