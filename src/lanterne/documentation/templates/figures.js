"use strict";
// Figures to play with. What is there without this script stays in words and numbers; nothing is sent.
{
  const made = (name, about = {}, ...inside) => {
    const one = Object.assign(document.createElement(name), about);
    one.append(...inside);
    return one;
  };

  // Of several settings, the one that is chosen.
  for (const panels of document.querySelectorAll(".play .panels")) {
    const each = [...panels.querySelectorAll(".panel")];
    const chosen = made("div", {className: "chosen", role: "group", ariaLabel: panels.dataset.choose});
    const buttons = each.map(panel => made("button", {type: "button", onclick: () => choose(panel)}, panel.dataset.label));
    const choose = panel => each.forEach((one, number) => {
      one.hidden = one !== panel;
      buttons[number].ariaPressed = String(one === panel);
    });
    chosen.append(made("span", {ariaHidden: "true"}, panels.dataset.choose), ...buttons);
    panels.before(chosen);
    panels.ariaLive = "polite";
    choose(each[Math.floor(each.length / 2)]);
  }

  // A small and a large count, ten times with noise. It is for practice: whole numbers near a normal law.
  const TIMES = 10;
  const noise = deviation =>
    Math.round(deviation * Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()));
  for (const draws of document.querySelectorAll(".play .draws")) {
    const {deviation, counts, again, range, drawn, teaching} = draws.dataset;
    const format = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`);
    const written = number => format.format(number).replace("-", "−");
    const results = made("div", {className: "results"}), told = made("p", {ariaLive: "polite"});
    const draw = () => {
      const said = [];
      const lists = counts.split(" ").map(Number).map(people => {
        const found = Array.from({length: TIMES}, () => people + noise(Number(deviation)));
        const largest = Math.max(...found, 1);
        const gaps = {people, low: Math.min(...found), high: Math.max(...found)};
        said.push(range.replace(/{(\w+)}/g, (_, gap) => written(gaps[gap])));
        return made("div", {}, made("p", {className: "label"}, written(people)), made("ol", {}, ...found.map(one => {
          const bar = made("span", {className: "bar", ariaHidden: "true"});
          bar.style.inlineSize = `${Math.max(0, 100 * one / largest)}%`;
          return made("li", {}, made("span", {className: "number"}, written(one)), made("span", {className: "room"}, bar));
        })));
      });
      results.replaceChildren(...lists);
      told.textContent = said.join(" ");
    };
    draws.append(made("p", {}, made("strong", {}, drawn)), made("p", {className: "note"}, teaching),
      made("button", {type: "button", onclick: draw}, again), told, results);
    draw();
  }
}
