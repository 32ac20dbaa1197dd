"use strict";
// Leads to the pages in the first language of the browser that they have.
{
  const links = [...document.querySelectorAll("#languages a")];
  const spoken = navigator.languages.map(one => one.slice(0, 2).toLowerCase());
  const wanted = spoken.map(one => links.find(link => link.hreflang === one)).find(Boolean);
  location.replace((wanted || links[0]).href);
}
