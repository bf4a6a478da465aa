"""What every answer of the portal carries, and what no page of it holds."""

from __future__ import annotations

import re

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "manifest-src": "'self'",
}


def _policy(response):
    """The policy as directive -> sources; the order on the wire differs from process to process."""
    parts = [part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, _blank, sources in parts}


def check_headers(response, *, page=True):
    """All that must be on every answer."""
    assert _policy(response) == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    # pages whose address or content is a secret say nothing at all to where one goes next
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    assert re.fullmatch(r"[0-9a-f]{12}", response["X-Request-Id"])
    if page:
        # finished bytes may be kept by the browser that asked, and are asked for again each time (ETag)
        kept = "private, no-cache" if response.has_header("ETag") else "no-store"
        assert kept in response["Cache-Control"], response["Cache-Control"]


def assert_nothing_inline_or_foreign(text):
    """Nothing the policy would block and nothing asked of another host."""
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>\s*\S", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", text)
    assert not re.search(r"<(?:script|link|img|iframe|form)[^>]*\s(?:src|href|action)=\"(?:https?:)?//", text)


def faults_of(response):
    """What the answer lacks or holds against the rules, as words; empty when nothing."""
    try:
        check_headers(response)
        if response.get("Content-Type", "").startswith("text/html"):
            assert_nothing_inline_or_foreign(response.text)
    except (AssertionError, KeyError) as fault:
        return str(fault)[:200] or "is not as it should be"
    return ""
