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

/** Draws a case that is open; `keep` and `leave` are called at its end. */
function drawCase(draft, number, keep, leave) {
  const blocks = [block(OF_CASE, draft.entered, [{ items: [form.consent] }, ...form.groups], 3)];
  const repeats = make("div");
  const errors = make("div");
  const ready = () => {
    const found = blocks.flatMap((one) => one.check(true));
    errors.replaceChildren(...(found.length ? [summary(found)] : []));
    if (found.length) {
      errors.firstChild.focus();
    } else {
      keep();
    }
  };
  const drawRepeats = () => {
    blocks.length = 1;
    repeats.replaceChildren(...draft.repeats.map((entered, place) => {
      const [made, checked] = repeatCard(entered, place, () => {
        if (confirm(say("remove_sure"))) {
          draft.repeats.splice(place, 1);
          draft.touched = true;
          drawRepeats();
          add.focus();
        }
      }, () => { draft.touched = true; });
      blocks.push(checked);
      return made;
    }));
  };
  const add = form.repeat && button("add_repeat", () => {
    draft.repeats.push(answersOf());
    draft.touched = true;
    drawRepeats();
    repeats.lastChild.querySelector("h4").focus();
  });
  blocks[0].onchange = () => { draft.touched = true; };
  drawRepeats();
  const title = heading(2, say("case_number", { number }));
  const linked = form.repeat
    ? [heading(3, words(form.repeat.label)), repeats, make("div", { class: "buttons" }, add)] : [];
  const end = make("div", { class: "buttons" },
    button("keep", ready, "first"), button("cancel", leave));
  show(title, errors, blocks[0].element, ...linked, end);
  return title;
}

/** Questions that are asked together; a change of one shows or hides others. */
function block(items, entered, groups, level) {
  const made = { element: make("div"), onchange: () => {} };
  const fields = [];
  const look = (aloud) => {
    const said = counted(items, entered);
    return fields.map((one) => ({ field: one, wrong: one.check(said, aloud) }));
  };
  const parts = [];
  const changed = () => {
    made.onchange();
    look(false);
    fold(parts);
  };
  for (const group of groups) {
    const own = group.items.map((item) => field(item, entered, changed));
    const title = "label" in group ? [make(`h${level}`, {}, words(group.label))] : [];
    const part = make("div", {}, ...title, ...own.map((one) => one.element));
    fields.push(...own);
    parts.push([part, own]);
    made.element.append(part);
  }
  look(false);
  fold(parts);
  made.check = (aloud) => look(aloud).filter((one) => one.wrong.length);
  return made;
}

/** Hide headings below which nothing is asked. */
function fold(parts) {
  for (const [part, fields] of parts) {
    part.hidden = fields.every((one) => one.element.hidden);
  }
}

function repeatCard(entered, place, remove, touched) {
  const made = block(OF_REPEAT, entered, form.repeat.groups, 5);
  made.onchange = touched;
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
