// The list of cases that were entered; they are nowhere but here, and in files that were saved.

const cases = [];
let open = null; // the case that is worked on: {draft, place}
let usable = true;

function isUnsaved(one) {
  return one.saved !== one.revision;
}

function hasUnsaved() {
  return cases.some(isUnsaved) || Boolean(open && open.draft.touched);
}

/** Draws what is to be seen: a case that is open, or the list; gives its heading. */
function draw() {
  return open ? drawOpen() : drawList();
}

function drawOpen() {
  return drawCase(open.draft, open.place + 1, keepOpen, leaveOpen);
}

function begin(place) {
  open = { place, draft: place < cases.length ? copyOf(cases[place]) : newCase() };
  tell("");
  document.querySelector("details").open = false; // it has been read, or can be opened again
  draw().focus();
}

function keepOpen() {
  const { draft, place } = open;
  delete draft.touched;
  draft.revision += 1;
  cases[place] = draft;
  open = null;
  draw().focus();
  const same = sameNumber(draft);
  tell(same === -1 ? say("kept", { number: place + 1 })
    : say("kept_same", { number: place + 1, other: same + 1 }));
}

/** The place of another case with the same number, which means the same person; or -1. */
function sameNumber(one) {
  const item = OF_CASE.find((each) => each.itself);
  const number = (of) => (item ? answered(of.entered, item.name).join("").toLowerCase() : "");
  return cases.findIndex((other) => other !== one && number(one) && number(other) === number(one));
}

function leaveOpen() {
  if (!open.draft.touched || confirm(say("cancel_sure"))) {
    open = null;
    draw().focus();
  }
}

function drawList() {
  const title = heading(2, say("cases", { count: cases.length }));
  const add = button("add", () => begin(cases.length), cases.length ? "" : "first");
  const save = button("save", saveAll, "first");
  save.hidden = !cases.length;
  const list = cases.length
    ? make("ol", { class: "cards" }, ...cases.map(card)) : make("p", {}, say("none"));
  const warning = make("p", { class: "alarm" }, say("unsaved", { count: cases.filter(isUnsaved).length }));
  warning.hidden = !cases.some(isUnsaved);
  show(title, list, warning, make("div", { class: "buttons" }, add, save));
  return title;
}

function card(one, place) {
  const number = place + 1;
  const { answers, repeats } = countedIn(one);
  const consent = form.lists[form.consent.list].find((row) => row[0] === answers[form.consent.name][0]);
  const edit = make("button", { type: "button", class: "small", onclick: () => begin(place) },
    say("edit", { number }));
  const gone = make("button", { type: "button", class: "small", onclick: () => remove(place) },
    say("delete", { number }));
  const ids = form.groups[0].items.filter((item) => item.kind === "text");
  const named = ids.filter((item) => answers[item.name]).map((item) =>
    make("p", {}, `${words(item.label)}: ${answers[item.name][0]}`));
  const linked = form.repeat ? [make("p", {}, say("repeats", { count: repeats.length }))] : [];
  return make("li", { class: "card" },
    make("h3", {}, say("case_number", { number })), ...named,
    make("p", {}, words(consent[1])), ...linked,
    make("p", {}, say(isUnsaved(one) ? "is_unsaved" : "is_saved")),
    make("div", { class: "buttons" }, edit, gone));
}

/** What a file holds stays in it: of a case that was saved, the page says how to take it back. */
function remove(place) {
  const sure = cases[place].saved ? "delete_saved_sure" : "delete_sure";
  if (confirm(say(sure, { number: place + 1 }))) {
    cases.splice(place, 1);
    draw().focus();
    tell(say("deleted"));
  }
}

async function saveAll() {
  const revisions = cases.map((one) => one.revision);
  const written = [...cases];
  try {
    const file = await saveFile(written);
    written.forEach((one, place) => { one.saved = revisions[place]; });
    draw().focus();
    tell(say("was_saved", { count: written.length, file }));
  } catch (error) {
    tell(say("not_saved"));
  }
}
