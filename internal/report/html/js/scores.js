// What the models scored and decided, at the newest decision: a bar for each skill.
const allScores = read("data-scores");
const percent = (p) => (p > 0 && p < 0.005 ? "<1 %" : `${Math.round(100 * p)} %`);
// Presses are rare, so bars are as long as the square root of the probability.
const along = (p) => 100 * Math.sqrt(Math.min(Math.max(p, 0), 1));
const short = (x) => (Number.isFinite(x) ? (Math.abs(x) < 0.1 && x !== 0 ? x.toPrecision(2) : x.toFixed(1)) : "–");

// bar returns a row of a table with what show changes.
const bar = (name, limit) => {
  const tr = make("tr"), cell = make("td", "", { class: "bar" }), number = make("td");
  const field = svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
  const rect = svg("rect", { class: "own", height: 10, width: 0 });
  field.append(rect);
  if (limit > 0) field.append(svg("line", { class: "limit", x1: along(limit), x2: along(limit), y1: 0, y2: 10 }));
  cell.append(field);
  tr.append(make("th", name, { scope: "row" }), cell, number);
  return { tr, rect, number };
};

// scored creates the panels of a match, none unless the run kept its scores.
const scored = (id, names) => {
  const area = $("scored");
  area.replaceChildren();
  area.hidden = true;
  const file = allScores[id];
  if (!file) return [];
  const { sides } = call(globalThis.kumite.scores(bytes(file)));
  const panels = sides.map((side, i) => side && panel(side, `${names[i]} (${["left", "right"][i]})`, i)).filter((p) => p);
  area.append(...panels.map((p) => p.root));
  area.hidden = panels.length === 0;
  return panels;
};

const panel = (side, name, index) => {
  const root = make("section", "", { class: "scored", "aria-label": `scores of ${name}` });
  const why = make("p", "", { class: "note" }), table = make("table"), head = make("thead", "", { class: "visually-hidden" }), body = make("tbody");
  const tr = make("tr");
  for (const title of ["class", "bar", "probability"]) tr.append(make("th", title, { scope: "col" }));
  head.append(tr);
  const act = bar("act at all", side.actLimit);
  const rows = side.classes.map((c, i) => (i === side.noAction ? null : bar(visible(c).replaceAll("_", " "), side.limits?.[i])));
  body.append(act.tr, ...rows.filter((r) => r).map((r) => r.tr));
  table.append(head, body);
  root.append(make("h3", name), why, table);
  if (side.actLimit > 0 || side.limits) root.append(make("p", "The line is what a press needs.", { class: "note" }));
  const rule = (/(?:^|&)decode=([^&]*)/.exec(side.decoder) ?? ["", "decoder"])[1];
  return { root, why, act, rows, side, index, rule };
};

const words = (p, d) => {
  const wanted = visible(p.side.classes[d.wanted]).replaceAll("_", " "), acts = d.wanted !== p.side.noAction;
  if (d.held === "fault") return "fault: no usable scores, nothing was sent";
  const test = `${visible(p.rule)}${d.test ? " " + visible(d.test) : ""}: ${short(d.score)} ${acts ? "≥" : "<"} ${short(d.threshold)}`;
  if (!acts) return `${test}, no press`;
  return `${test}, chose ${wanted}${d.held ? `, held back: ${visible(d.held)}` : ", sent"}`;
};

// showScores shows the newest decisions at a tick.
const showScores = (panels, tick) => {
  for (const p of panels) {
    const d = call(globalThis.kumite.decision(tick, p.index));
    if (p.shown === d.tick) continue;
    p.shown = d.tick;
    p.why.textContent = `decision at ${seconds(d.tick)}: ${words(p, d)}`;
    const set = (row, value) => { row.rect.setAttribute("width", along(value)); row.number.textContent = percent(value); };
    let sum = 0;
    p.rows.forEach((row, i) => {
      if (!row) return;
      sum += d.probabilities[i];
      set(row, d.probabilities[i]);
      row.tr.className = i !== d.wanted ? "" : d.held ? "chosen held" : "chosen";
    });
    set(p.act, sum);
  }
};
