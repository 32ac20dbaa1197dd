// The head of the page, its language, and the warning to who leaves it.

function drawHead() {
  const id = "language";
  const select = make("select", { id, autocomplete: "off" }, ...form.languages.map(([tag, name]) =>
    make("option", { value: tag, lang: tag }, name)));
  select.value = language;
  select.onchange = () => {
    speak(select.value);
    document.getElementById(id).focus();
  };
  const points = ["in_memory", "in_file", "whole_list", "leave_device"];
  const head = document.getElementById("head");
  const opened = head.querySelector("details")?.open ?? true;
  const how = make("details", { open: opened }, make("summary", {}, say("how")),
    make("ul", {}, ...points.map((name) => make("li", {}, say(name)))));
  const languages = make("div", { class: "languages" },
    make("label", { for: id }, say("language")), select);
  const key = make("p", {}, `${say("key")} `, make("span", { class: "key" }, form.fingerprint));
  const title = make("h1", {}, words(form.title));
  head.replaceChildren(...(form.languages.length > 1 ? [languages] : []), title,
    make("p", {}, make("strong", {}, say("offline"))), how, key, make("p", {}, say("ask_key")));
}

function speak(tag) {
  language = tag;
  const [, , direction] = form.languages.find((one) => one[0] === tag);
  document.documentElement.lang = tag;
  document.documentElement.dir = direction;
  document.title = words(form.title);
  tell("");
  drawHead();
  if (usable) {
    draw();
  } else {
    show(make("p", { class: "alarm", role: "alert" }, say("cannot")));
  }
}

addEventListener("beforeunload", (event) => {
  if (hasUnsaved()) {
    event.preventDefault();
    event.returnValue = ""; // older browsers ask only then
  }
});

canEncrypt().then((can) => {
  usable = can;
  speak(language);
});
