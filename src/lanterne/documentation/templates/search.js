"use strict";
// Looks for words in all pages. Nothing of it goes anywhere: the words lie in scripts beside the page.
{
  const MOST = 30, BEFORE = 8, AFTER = 24;  // places; words around the first that was found
  const field = document.getElementById("asked");
  const told = document.getElementById("told");
  const list = document.getElementById("places");
  const language = document.documentElement.lang;
  const written = new Intl.NumberFormat(`${language}-u-nu-latn`);
  const searchable = text => spelling.wordsIn(text).map(word => " " + word).join("");
  const nameOf = address => address.replace(/(\.[a-z]+)?\.html.*/, "");

  const own = new Set(window[`pages_in_${language}`].map(([address]) => nameOf(address)));
  const entries = list.dataset.searched.split(" ").flatMap(tag => window[`pages_in_${tag}`]
    .filter(([address]) => tag === language || !own.has(nameOf(address)))
    .map(([address, title, heading, text]) => ({tag, address, title, heading, text})));

  const prepared = one => {
    one.top ??= searchable(`${one.title} ${one.heading}`);
    one.all ??= one.top + searchable(one.text);
    return one;
  };

  // The words around the first that is looked for, all of those marked.
  const around = (text, wanted) => {
    const words = text.split(/\s+/);
    const sought = word => spelling.wordsIn(word).some(part => wanted.some(one => part.startsWith(one)));
    const first = Math.max(0, words.findIndex(sought) - BEFORE);
    const shown = words.slice(first, first + BEFORE + AFTER).flatMap(word => {
      if (!sought(word)) return [word, " "];
      const mark = document.createElement("mark");
      mark.textContent = word;
      return [mark, " "];
    });
    return [first ? "… " : "", ...shown, first + BEFORE + AFTER < words.length ? "…" : ""];
  };

  const shown = ({tag, address, title, heading, text}, wanted) => {
    const item = document.createElement("li"), link = document.createElement("a"), said = document.createElement("p");
    link.href = address;
    link.textContent = heading ? `${title} · ${heading}` : title;
    said.append(...around(text, wanted));
    item.lang = tag;
    item.dir = tag === "ar" ? "rtl" : "ltr";
    item.append(link, said);
    return item;
  };

  const look = () => {
    const wanted = spelling.wordsIn(field.value), found = [[], [], []];
    if (wanted.length) entries.forEach(entry => {
      const {top, all, heading} = prepared(entry);
      if (spelling.holds(all, wanted)) found[spelling.holds(top, wanted) ? (heading ? 1 : 0) : 2].push(entry);
    });
    const places = found.flat();
    list.replaceChildren(...places.slice(0, MOST).map(entry => shown(entry, wanted)));
    told.textContent = !field.value.trim() ? "" : !places.length ? told.dataset.nothing
      : `${told.dataset.found} ${written.format(places.length)}. ${places.length > MOST ? told.dataset.most : ""}`;
  };

  const take = () => {
    const asked = new URLSearchParams(location.hash.slice(1)).get("asked");
    if (asked !== null) field.value = asked;  // else it led to a place of this page, as the link to the text does
    look();
  };

  addEventListener("hashchange", take);
  field.addEventListener("input", look);
  take();
}
