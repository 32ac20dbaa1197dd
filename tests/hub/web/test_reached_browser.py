"""That a control which is not reached, or not seen, is found in both ways of looking for one."""

from __future__ import annotations

from typing import Any

import pytest
from reached import unreached

from chromium import needs_chromium

pytestmark = [pytest.mark.alone, needs_chromium]

PAGE = """<style>:focus-visible { outline: 2px solid }</style><button>Seen</button>
<button style="outline: none">Unseen</button><div inert><a href="/x">Missed</a></div>"""


@pytest.mark.parametrize("by_key", [True, False])
def test_a_control_that_is_not_reached_or_not_seen_is_found(browser: Any, by_key: bool) -> None:
    page = browser.new_page()
    page.set_content(PAGE)
    found = unreached(page, by_key)
    page.close()
    assert found == [
        'not reached: <a href="/x">Missed</a>',
        'focus not seen: <button style="outline: none">Unseen</button>',
    ]
