// One question: its label, what it means, how it is answered, and what is wrong with the answer.

let drawn = 0;

/** What a browser must not keep, correct, or send elsewhere to be checked. */
const PRIVATE = { autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false" };

/**
 * A question and the element that asks it.
 *
 * `entered` is changed as people answer, and `changed` is called then. What comes back has the
 * element, what to give the focus, and `check`, which is given what counts of all answers: it shows
 * the question where it is asked, and what is wrong with it.
 */
function field(item, entered, changed) {
  drawn += 1;
  const id = `field-${drawn}`;
  const says = make("p", { class: "says", id: `${id}-says`, "aria-live": "polite" });
  const hint = "hint" in item
    ? make("p", { class: "hint", id: `${id}-hint` }, words(item.hint)) : null;
  const made = WAYS[item.kind](item, id, entered, changed, hint);
  const element = make("div", { class: `field ${item.kind}`, id }, ...made.parts, says);
  element.dataset.name = item.name;
  describe(made.described, hint ? `${id}-hint ${id}-says` : `${id}-says`);
  let heard = false; // a question that nobody has come to is not wrong yet
  const check = (said, aloud) => {
    element.hidden = !isAsked(item, said);
    const wrong = element.hidden ? [] : wrongWith(item, said);
    heard = heard || aloud || answered(entered, item.name).length > 0;
    const shown = heard ? wrong : [];
    const text = shown.map((number) => words(number)).join(" ");
    if (says.textContent !== text) {
      says.textContent = text; // it is read aloud each time that it is set
    }
    element.classList.toggle("wrong", shown.length > 0);
    made.mark(shown.length > 0);
    return wrong;
  };
  return { item, element, check, focus: () => made.focused().focus() };
}

function describe(element, ids) {
  element.setAttribute("aria-describedby", ids);
}

function labelOf(item) {
  return item.required ? `${words(item.label)} ${say("must")}` : words(item.label);
}

/** How each kind of question is answered. */
const WAYS = {
  text: (...of) => typed((text) => text.trim(), "text", ...of),
  number: (...of) => typed(asNumber, "decimal", ...of),
  long: chosenFromList,
  one: (...of) => chosen("radio", ...of),
  several: (...of) => chosen("checkbox", ...of),
};

function typed(read, mode, item, id, entered, changed, hint) {
  const input = make("input", { type: "text", id: `${id}-input`, ...PRIVATE });
  input.inputMode = mode;
  input.dir = mode === "decimal" ? "ltr" : "auto";
  input.value = answered(entered, item.name).join("");
  input.oninput = () => {
    const text = read(input.value);
    entered[item.name] = text ? [text] : [];
    changed();
  };
  return ofControl(input, item, hint);
}

function chosenFromList(item, id, entered, changed, hint) {
  const option = ([choice, label]) => make("option", { value: choice }, words(label));
  const rows = form.lists[item.list], silent = rows.filter((row) => row[2] === 1);
  const select = make("select", { id: `${id}-input`, ...PRIVATE },
    make("option", { value: "" }, say("choose")), ...rows.filter((row) => row[2] === 0).map(option));
  if (silent.length) {
    select.append(make("optgroup", { label: say("not_known") }, ...silent.map(option)));
  }
  select.value = answered(entered, item.name).join("");
  select.onchange = () => {
    entered[item.name] = select.value ? [select.value] : [];
    changed();
  };
  return ofControl(select, item, hint);
}

function ofControl(control, item, hint) {
  const label = make("label", { for: control.id }, labelOf(item));
  return {
    parts: [label, hint, control],
    described: control,
    focused: () => control,
    mark: (wrong) => control.setAttribute("aria-invalid", wrong),
  };
}

/** Buttons of answers; those that say why nothing is known stand apart from those that answer. */
function chosen(type, item, id, entered, changed, hint) {
  const rows = form.lists[item.list], inputs = [];
  const draw = (row) => {
    const [made, input] = choice(type, row, id);
    input.checked = answered(entered, item.name).includes(row[0]);
    inputs.push(input);
    return made;
  };
  const answers = rows.filter((row) => row[2] === 0).map(draw);
  const silent = rows.filter((row) => row[2] === 1).map(draw);
  const apart = silent.length && answers.length
    ? [make("div", { class: "silences" }, make("p", {}, say("not_known")), ...silent)] : silent;
  const clear = button("clear", () => {
    inputs.forEach((one) => { one.checked = false; });
    take();
    inputs[0].focus();
  }, "small");
  const take = () => {
    entered[item.name] = inputs.filter((one) => one.checked).map((one) => one.value);
    clear.hidden = type !== "radio" || !entered[item.name].length;
    changed();
  };
  inputs.forEach((one) => { one.onchange = take; });
  clear.hidden = type !== "radio" || !inputs.some((one) => one.checked);
  const legend = make("legend", {}, labelOf(item));
  const set = make("fieldset", {}, legend, ...(hint ? [hint] : []), ...answers, ...apart, clear);
  return {
    parts: [set],
    described: set,
    focused: () => inputs.find((one) => one.checked) || inputs[0],
    mark: () => {},
  };
}

function choice(type, [value, label, , meaning], id) {
  const input = make("input", { type, name: id, value, ...PRIVATE });
  const meant = meaning === undefined ? null : make("small", {}, words(meaning));
  const text = make("span", {}, words(label), ...(meant ? [meant] : []));
  return [make("label", { class: "choice" }, input, text), input];
}
