"""Answers whose bytes were made before: the encoding the browser takes, private caching, 304 for what it has."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

BROTLI_QUALITY = 5  # better ones cost forty times the time for a seventh of the bytes
BR, GZIP, IDENTITY = "br", "gzip", ""


@dataclass(frozen=True, slots=True)
class Packed:
    """Finished bytes in both encodings; `name` is the sha256 of the bytes before compression."""

    name: str
    br: bytes
    gz: bytes

    @property
    def raw(self) -> bytes:
        """The bytes before compression."""
        return bytes(brotli.decompress(self.br))


def packed(raw: bytes) -> Packed:
    """Compress once for many answers; equal bytes give equal ones, the clock is in neither encoding."""
    return Packed(
        hashlib.sha256(raw).hexdigest(),
        bytes(brotli.compress(raw, quality=BROTLI_QUALITY)),
        gzip.compress(raw, 6, mtime=0),
    )


def accepted(header: str) -> str:
    """The encoding to answer in, by `Accept-Encoding`: br before gzip before none; `;q=0` refuses."""
    offers: dict[str, bool] = {}
    for part in header.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        offers[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    anything = offers.get("*", False)
    return next((name for name in (BR, GZIP) if offers.get(name, anything)), IDENTITY)


def precomputed_response(request: HttpRequest, made: Packed, *, content_type: str) -> HttpResponse:
    """The answer to a request whose rights are checked already.

    Private and asked again every time: the browser keeps the bytes, the portal says whether they still hold.
    """
    encoding = accepted(request.headers.get("Accept-Encoding", ""))
    tag = f'"{made.name[:32]}-{encoding or "roh"}"'
    response: HttpResponse
    if tag in {
        part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")
    }:
        response = HttpResponseNotModified()
    else:
        content = {BR: made.br, GZIP: made.gz}.get(encoding)
        response = HttpResponse(made.raw if content is None else content, content_type=content_type)
        if encoding:
            response["Content-Encoding"] = encoding
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept-Encoding, Cookie"
    return response
