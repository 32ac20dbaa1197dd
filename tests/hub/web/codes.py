"""The digits that an authenticator app shows: RFC 6238, written once more."""

from __future__ import annotations

import base64
import hmac
import struct
import time


def digits(secret: str, at: float | None = None) -> str:
    """Six digits for a secret in base 32, now or at a time in seconds."""
    steps = int(time.time() if at is None else at) // 30
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", steps), "sha1").digest()
    place = mac[-1] & 15
    (number,) = struct.unpack(">I", mac[place : place + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"
