// What counts of what was entered, and what is wrong with it. Nothing here draws.
//
// Answers are an object: name of a question → list of texts; of a question that was left blank it
// has nothing.

/** Each kind of test → whether it holds. Forms write the same tests into XLSForms. */
const TESTS = {
  all: (said, ...tests) => tests.every((one) => holds(one, said)),
  any: (said, ...tests) => tests.some((one) => holds(one, said)),
  not: (said, test) => !holds(test, said),
  has: (said, name, choice) => answered(said, name).includes(choice),
  is: (said, name, text) => answered(said, name).join(" ") === text,
  equals: (said, name, text) => Number(answered(said, name)[0]) === Number(text),
  between: (said, name, first, last) => {
    const number = Number(answered(said, name)[0]);
    return number >= Number(first) && number <= Number(last);
  },
};

function holds([kind, ...parts], said) {
  return TESTS[kind](said, ...parts);
}

/** Answers to begin with; a question may have whatever name, such as "constructor". */
function answersOf(known = {}) {
  return Object.assign(Object.create(null), known);
}

function answered(said, name) {
  return said[name] || [];
}

function isAsked(item, said) {
  return !item.where || holds(item.where, said);
}

/** The answers to questions that are asked: what was entered before one fell away does not count. */
function counted(items, entered) {
  const said = answersOf();
  for (const item of items) {
    const given = answered(entered, item.name);
    if (given.length && isAsked(item, said)) {
      said[item.name] = given;
    }
  }
  return said;
}

/** What is wrong with an answer: the numbers of the texts that say so. */
function wrongWith(item, said) {
  const given = answered(said, item.name);
  const found = (item.never || []).filter((rule) => holds(rule.test, said)).map((rule) => rule.says);
  if (!given.length) {
    return item.required ? [form.words.required, ...found] : found;
  }
  return [...byItself(item, given), ...found];
}

function byItself(item, given) {
  if (item.kind === "number") {
    return isOffered(given[0], item.numbers) ? [] : item.says;
  }
  if (item.kind === "text") {
    return isId(given[0]) ? [] : [form.words.strange_id];
  }
  return item.kind === "several" ? severalWrong(item, given) : [];
}

function severalWrong(item, given) {
  const silent = silencesOf(item).filter((row) => given.includes(row[0]));
  const found = silent.length && given.length > 1 ? [item.alone] : [];
  return item.most && given.length > item.most ? [...found, item.too_many] : found;
}

function silencesOf(item) {
  return form.lists[item.list].filter((row) => row[2] === 1);
}

/** Whether a number is in its range and on a step; in whole numbers, so that nothing is rounded. */
function isOffered(text, [first, last, step, decimals]) {
  if (!/^-?\d{1,15}(\.\d+)?$/.test(text)) {
    return false;
  }
  const scale = 10 ** decimals, number = Number(text) * scale;
  const whole = (bound) => Math.round(Number(bound) * scale);
  const near = Math.abs(number - Math.round(number)) < 1e-6;
  const inside = Number(text) >= Number(first) && Number(text) <= Number(last);
  return near && inside && (Math.round(number) - whole(first)) % whole(step) === 0;
}

/** Digits of any hand as 0–9, and a point: what is typed on an Arabic keyboard is a number, too. */
function asNumber(text) {
  const digits = (letter) => String.fromCharCode(48 + (letter.charCodeAt(0) & 15));
  return text.trim().replace(/[\u0660-\u0669\u06f0-\u06f9]/g, digits).replace(/[,\u066b]/, ".")
    .replace(/^[\u2212\u2013]/, "-");
}

/** An id that no spreadsheet takes for a formula. */
function isId(text) {
  return !/^[=+@\-\uff1d\uff0b\uff0d\uff20]/.test(text);
}
