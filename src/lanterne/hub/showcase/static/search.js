"use strict";
// Leaves, of all that the page lists, what somebody looks for. Nothing of it goes anywhere.
// Texts are compared by spelling.js as lanterne.hub.portal.search.words does it, and found as in find.py.
{
  const {wordsIn, holds} = spelling;

  // Of each kind: whether an entry is found, and whether it stands among the first.
  const how = {
    datasets: ([heading, text], wanted) => [holds(text, wanted), holds(heading, wanted)],
    columns: ([heading, text], wanted) => [holds(text, wanted), holds(heading, wanted)],
    answers: ([text, heading], wanted) => [
      holds(text + heading, wanted) && wanted.some(word => holds(text, [word])),
      holds(text, wanted)],
    terms: ([text], wanted) => [holds(text, wanted), true],
  };

  const parts = Object.keys(how).map(kind => {
    const section = document.getElementById(kind)?.parentElement;
    return section && {
      kind, section,
      count: section.querySelector("h2 .small"),
      entries: [...section.querySelectorAll("article")],
    };
  }).filter(Boolean);
  const totals = parts.map(part => part.count.textContent);
  const looking = document.getElementById("looking");
  const field = document.getElementById("q");
  const told = document.getElementById("told");
  const written = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`);

  const look = () => {
    const wanted = wordsIn(field.value), asked = field.value.trim() !== "";
    let total = 0;
    parts.forEach(({kind, section, count, entries}, number) => {
      const first = [], others = [];
      entries.forEach((entry, place) => {
        const [found, ahead] = asked ? how[kind](words[kind][place], wanted) : [true, true];
        const there = found && (wanted.length > 0 || !asked);
        entry.hidden = !there;
        if (there) (ahead ? first : others).push(entry);
      });
      section.append(...first, ...others);
      const found = first.length + others.length;
      section.hidden = found === 0;
      count.textContent = asked ? written.format(found) : totals[number];
      total += found;
    });
    told.textContent = !asked ? "" : total ? `${told.dataset.found} ${written.format(total)}` : told.dataset.nothing;
  };

  looking.hidden = false;
  looking.addEventListener("submit", event => { event.preventDefault(); look(); });
  field.addEventListener("input", look);
  if (field.value) look();  // as after going back
}
