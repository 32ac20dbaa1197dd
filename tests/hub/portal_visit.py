"""A page of the portal as a visitor gets it."""

from __future__ import annotations

import re
from typing import Any

from lanterne.hub.headers import POLICY


def page(client: Any, address: str, status: int = 200) -> str:
    """The text of a page, its blanks as one each; its policy holds, and names are escaped."""
    answer = client.get(address)
    assert answer.status_code == status, address
    assert answer["Content-Security-Policy"] == POLICY
    text = answer.content.decode()
    for tag in ("<i>", "<b>", "<release>"):  # of titles, names and reasons
        assert tag not in text
    return re.sub(r"\s+", " ", text)
