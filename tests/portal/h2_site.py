"""The small portal behind TLS, which speaks h2 where it is asked to."""

import asyncio
import base64
import hashlib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, RequestReceived, StreamEnded

from tests.portal.site import Answer, Replying, Request, Site, reset, serving, talk_http1

RESETS = {"refused": ErrorCodes.REFUSED_STREAM, "http11": ErrorCodes.HTTP_1_1_REQUIRED}


@dataclass(frozen=True)
class Certificate:
    """A server's certificate of an authority that nobody else knows."""

    authority: trustme.CA
    server: trustme.LeafCert

    def serving(
        self, answers: Mapping[str, Answer | Replying], *, alpn: Sequence[str] = ("h2", "http/1.1")
    ) -> AbstractContextManager[Site]:
        """A portal behind TLS that offers these protocols, while the block lasts."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(alpn)
        self.server.configure_cert(context)
        return serving(answers, tls=context, talk=_talk)

    def browser(self, real: str, folder: Path) -> str:
        """A browser that trusts this certificate: the real one with a flag, as a program of its own."""
        found = load_pem_x509_certificate(self.server.cert_chain_pems[0].bytes())
        key = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        pin = base64.b64encode(hashlib.sha256(key).digest()).decode()
        program = folder / "browser"
        program.write_text(f'#!/bin/sh\nexec "{real}" --ignore-certificate-errors-spki-list={pin} "$@"\n')
        program.chmod(0o755)
        return str(program)


def new_certificate() -> Certificate:
    """A certificate for the loopback interface."""
    authority = trustme.CA()
    return Certificate(authority, authority.issue_cert("127.0.0.1"))


async def _talk(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    tls: ssl.SSLObject = writer.get_extra_info("ssl_object")
    # A client that asks for no protocol means http/1.1.
    talk = _talk_h2 if tls.selected_alpn_protocol() == "h2" else talk_http1
    await talk(site, reader, writer)


async def _talk_h2(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
    connection.initiate_connection()
    writer.write(connection.data_to_send())
    heads: dict[int, dict[str, str]] = {}
    bodies: dict[int, bytes] = {}
    before = 0
    while octets := await reader.read(65_536):
        for event in connection.receive_data(octets):
            if isinstance(event, RequestReceived):
                heads[event.stream_id] = {str(name): str(value) for name, value in event.headers or ()}
                bodies[event.stream_id] = b""
            elif isinstance(event, DataReceived):
                bodies[event.stream_id] += event.data or b""
                connection.acknowledge_received_data(event.flow_controlled_length or 0, event.stream_id)
            elif isinstance(event, StreamEnded):
                head = heads.pop(event.stream_id)
                body = bodies.pop(event.stream_id)
                request = Request(head[":method"], head[":path"], head, body, before, "h2")
                answer = await asyncio.to_thread(site.answer, request)
                before += 1
                _answer(connection, event.stream_id, answer)
                if answer.how == "reset":
                    reset(writer)
                if answer.how in {"reset", "close"}:
                    return
                if answer.how == "goaway":
                    # Nothing more is answered here: the browser closes the connection.
                    writer.write(connection.data_to_send())
                    await reader.read()
                    return
        writer.write(connection.data_to_send())
        await writer.drain()


def _answer(connection: H2Connection, stream: int, answer: Answer) -> None:
    """Say on one stream what an answer is; a dropped connection needs no words."""
    assert answer.how != "half", "half an answer is for http/1.1"
    if answer.how == "whole":
        fields = [(name.lower(), value) for name, value in answer.fields() if name != "Connection"]
        connection.send_headers(stream, [(":status", str(answer.status)), *fields])
        connection.send_data(stream, answer.body.encode(), end_stream=True)
    elif answer.how == "goaway":
        # The streams of a browser have odd numbers: the one before is the last one that was looked at.
        connection.close_connection(last_stream_id=max(stream - 2, 0))
    elif answer.how in RESETS:
        connection.reset_stream(stream, RESETS[answer.how])
