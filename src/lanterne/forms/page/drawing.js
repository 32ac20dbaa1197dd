// How elements are made: texts are texts and never markup.

let language = form.first;

function words(number, gaps = {}) {
  const text = form.texts[language][number];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in gaps ? gaps[name] : whole));
}

/** A sentence of the page itself, by its name. */
function say(name, gaps) {
  return words(form.words[name], gaps);
}

/** An element with attributes, and children that are elements or texts; acts are properties. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element[name] = value;
    } else if (typeof value === "boolean") {
      element.toggleAttribute(name, value);
    } else {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((one) => one !== null));
  return element;
}

function button(name, act, kind = "") {
  return make("button", { type: "button", class: kind, onclick: act }, say(name));
}

/** A heading that can be given the focus, so that a screen reader begins there. */
function heading(level, text) {
  return make(`h${level}`, { tabindex: -1 }, text);
}

function show(...parts) {
  document.getElementById("main").replaceChildren(...parts);
}

/** Something that is told and does not interrupt; told anew where it is the same. */
function tell(text) {
  document.getElementById("status").textContent = text;
}
