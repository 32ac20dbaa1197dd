"""Whether the controls of a page are reached with Tab, and seen when they are."""

from __future__ import annotations

from typing import Any

from extent import ALL

CONTROLS = """() => {
  const asked = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const all = [...document.querySelectorAll(asked)].filter(one =>
    !one.disabled && one.getAttribute('tabindex') !== '-1' && one.getClientRects().length
    && getComputedStyle(one).visibility === 'visible');
  const groups = new Set();
  window.wanted = all.filter(one => {
    if (one.type !== 'radio') return true;
    const first = !groups.has(one.name);
    groups.add(one.name);
    return first;
  });
  window.came = new Set(); window.unseen = new Set();
  document.addEventListener('focusin', event => {
    const one = event.target;
    const kin = window.wanted.find(
      other => other === one || (one.type === 'radio' && other.name === one.name));
    if (kin) window.came.add(kin);
    const style = getComputedStyle(one);
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)
      window.unseen.add(one.outerHTML.slice(0, 90));
  });
  return all.length + 4 * document.querySelectorAll('input[type=date]').length;
}"""
FOCUS = "() => window.wanted.filter(one => one.tabIndex >= 0).forEach(one => one.focus())"
"""As Tab does where no script listens to keys; what cannot be reached with Tab is left out."""
REACHED = """() => ({
  missed: window.wanted.filter(one => !window.came.has(one)).map(one => one.outerHTML.slice(0, 90)),
  unseen: [...window.unseen],
})"""


def unreached(page: Any, by_key: bool = True) -> list[str]:
    """Controls that are not reached with Tab, or not seen when they are.

    Args:
        page: A page that is loaded.
        by_key: Whether Tab is pressed for each; or once, after which the browser shows the focus
            as it does to who uses keys, and gives it to what Tab would come to.
    """
    by_key = by_key or ALL
    number = page.evaluate(CONTROLS) + 1
    for _ in range(number if by_key else 1):
        page.keyboard.press("Tab")
    if not by_key:
        page.evaluate(FOCUS)
    found = page.evaluate(REACHED)
    missed = [f"not reached: {one}" for one in found["missed"]]
    return [*missed, *(f"focus not seen: {one}" for one in found["unseen"])]
