// One case: all of its questions, and what is linked to it.

const OF_CASE = [form.consent, ...form.groups.flatMap((group) => group.items)];
const OF_REPEAT = form.repeat ? form.repeat.groups.flatMap((group) => group.items) : [];

function newCase() {
  return { key: newKey(), revision: 0, saved: 0, entered: answersOf(), repeats: [] };
}

/** A copy to work on: what is cancelled changes nothing. */
function copyOf(one) {
  return { ...one, entered: answersOf(one.entered), repeats: one.repeats.map(answersOf) };
}

/** What counts of a case: its answers, and those of each repeat in which anything stands. */
function countedIn(one) {
  const repeats = one.repeats.map((entered) => counted(OF_REPEAT, entered));
  return {
    answers: counted(OF_CASE, one.entered),
    repeats: repeats.filter((said) => Object.keys(said).length > 0),
  };
}

/** Draws a case that is open; `keep` and `leave` are called at its end. Gives its heading. */
function drawCase(draft, number, keep, leave) {
  const touch = () => { draft.touched = true; };
  const own = block(OF_CASE, draft.entered, [{ items: [form.consent] }, ...form.groups], 3, touch);
  const linked = form.repeat ? repeatsOf(draft, touch) : { parts: [], check: () => [] };
  const errors = make("div");
  const ready = () => {
    const found = [...own.check(true), ...linked.check(true)];
    if (!found.length) {
      keep();
      return;
    }
    errors.replaceChildren(summary(found));
    errors.firstChild.focus();
  };
  const title = heading(2, say("case_number", { number }));
  const end = make("div", { class: "buttons" },
    button("keep", ready, "first"), button("cancel", leave));
  show(title, errors, own.element, ...linked.parts, end);
  return title;
}

/** Those who are linked to a case: added and removed one by one. */
function repeatsOf(draft, touch) {
  const list = make("div");
  let blocks = [];
  const add = button("add_repeat", () => {
    draft.repeats.push(answersOf());
    redraw();
    list.lastChild.querySelector("h4").focus();
  });
  const remove = (place) => {
    if (confirm(say("remove_sure"))) {
      draft.repeats.splice(place, 1);
      redraw();
      add.focus();
    }
  };
  const redraw = () => {
    touch();
    drawAll();
  };
  const drawAll = () => {
    const cards = draft.repeats.map((entered, place) =>
      repeatCard(entered, place, () => remove(place), touch));
    blocks = cards.map(([, made]) => made);
    list.replaceChildren(...cards.map(([element]) => element));
  };
  drawAll();
  const label = heading(3, words(form.repeat.label));
  return {
    parts: [label, list, make("div", { class: "buttons" }, add)],
    check: (aloud) => blocks.flatMap((one) => one.check(aloud)),
  };
}

/** Questions that are asked together; a change of one is told, and shows or hides others. */
function block(items, entered, groups, level, touch) {
  const element = make("div");
  const fields = [];
  const look = (aloud) => {
    const said = counted(items, entered);
    return fields.map((one) => ({ field: one, wrong: one.check(said, aloud) }));
  };
  const parts = [];
  const changed = () => {
    touch();
    look(false);
    fold(parts);
  };
  for (const group of groups) {
    const own = group.items.map((item) => field(item, entered, changed));
    const title = "label" in group ? [make(`h${level}`, {}, words(group.label))] : [];
    const part = make("div", {}, ...title, ...own.map((one) => one.element));
    fields.push(...own);
    parts.push([part, own]);
    element.append(part);
  }
  look(false);
  fold(parts);
  return { element, check: (aloud) => look(aloud).filter((one) => one.wrong.length) };
}

/** Hide headings below which nothing is asked. */
function fold(parts) {
  for (const [part, fields] of parts) {
    part.hidden = fields.every((one) => one.element.hidden);
  }
}

function repeatCard(entered, place, remove, touch) {
  const made = block(OF_REPEAT, entered, form.repeat.groups, 5, touch);
  const title = heading(4, say("repeat_number", { number: place + 1 }));
  const gone = make("button", { type: "button", class: "small", onclick: remove },
    say("remove", { number: place + 1 }));
  return [make("div", { class: "card" }, title, made.element, gone), made];
}

/** All that is wrong, each a link to its question. */
function summary(found) {
  const links = found.map(({ field: one, wrong }) => {
    const text = `${words(one.item.label)} – ${wrong.map((number) => words(number)).join(" ")}`;
    const link = make("a", { href: `#${one.element.id}` }, text);
    link.onclick = (event) => {
      event.preventDefault(); // the address stays as it is
      one.focus();
      one.element.scrollIntoView({ block: "center" });
    };
    return make("li", {}, link);
  });
  const title = make("p", {}, make("strong", {}, say("wrong")));
  return make("div", { class: "alarm", role: "alert", tabindex: -1 }, title, make("ul", {}, ...links));
}
