// The list of matches.
const perPage = 50; // pairs
let page = 0;

const result = (m) => {
  const [a, b] = data.pairings[m.p];
  if (m.o === "void") return "void";
  const by = { ko: "by knock-out", bell: "at the bell" }[m.r] ?? m.r;
  return m.o === "draw" ? `draw ${by}, ${seconds(m.t)}` : `${m.o === "win" ? a : b} wins ${by}, ${seconds(m.t)}`;
};

const cell = (m) => {
  const td = make("td");
  if (!m) return td;
  if (m.o === "void" || !data.playable) {
    td.textContent = result(m);
    return td;
  }
  const button = make("button", result(m), { type: "button", class: m.o, "data-match": m.id });
  button.append(make("span", `: watch pair ${m.n}, leg ${m.l}`, { class: "visually-hidden" }));
  button.addEventListener("click", () => open(m.id, 0));
  td.append(button);
  return td;
};

const list = () => {
  const pairing = Number($("pairing").value), outcome = $("outcome").value;
  const [a, b] = data.pairings[pairing];
  const pairs = new Map();
  for (const m of data.matches) {
    if (m.p !== pairing) continue;
    const legs = pairs.get(m.n) ?? [];
    legs[m.l] = m;
    pairs.set(m.n, legs);
  }
  let rows = [...pairs].sort((x, y) => x[0] - y[0]);
  if (outcome) rows = rows.filter(([, legs]) => legs.some((m) => m && m.o === outcome));
  page = Math.max(0, Math.min(page, Math.ceil(rows.length / perPage) - 1));
  const part = rows.slice(page * perPage, (page + 1) * perPage);
  const head = make("tr");
  for (const name of ["pair", "seed", `${a} on the left`, `${a} on the right`]) head.append(make("th", name, { scope: "col", class: name === "seed" ? "seed" : "" }));
  const thead = make("thead"), tbody = make("tbody");
  thead.append(head);
  for (const [pair, legs] of part) {
    const tr = make("tr");
    tr.append(make("th", String(pair), { scope: "row" }), make("td", String((legs[0] ?? legs[1]).s), { class: "seed" }), cell(legs[0]), cell(legs[1]));
    tbody.append(tr);
  }
  $("table").replaceChildren(make("caption", `${a} against ${b}`, { class: "visually-hidden" }), thead, tbody);
  $("shown").textContent = part.length
    ? `rows ${page * perPage + 1} to ${page * perPage + part.length} of ${rows.length}` : outcome ? "no such pair" : "no match is finished";
  $("newer").disabled = page === 0;
  $("older").disabled = (page + 1) * perPage >= rows.length;
};

const outcomes = () => {
  const [a, b] = data.pairings[Number($("pairing").value)];
  const select = $("outcome"), was = select.value;
  select.replaceChildren();
  option(select, "", "all pairs");
  option(select, "win", `pairs with a win of ${a}`);
  option(select, "loss", `pairs with a win of ${b}`);
  option(select, "draw", "pairs with a draw");
  option(select, "void", "pairs with a void match");
  select.value = was;
};
const choose = (pairing) => {
  $("pairing").value = String(pairing);
  page = 0;
  outcomes();
  list();
};

if (data.pairings.length > 0) {
  data.pairings.forEach(([a, b], i) => option($("pairing"), String(i), `${a} against ${b}`));
  $("list").hidden = false;
  $("pairing").addEventListener("change", () => choose($("pairing").value));
  $("outcome").addEventListener("change", () => { page = 0; list(); });
  $("newer").addEventListener("click", () => { page--; list(); });
  $("older").addEventListener("click", () => { page++; list(); });
  for (const a of document.querySelectorAll("a[data-pairing]")) {
    a.addEventListener("click", (e) => {
      e.preventDefault();
      choose(a.dataset.pairing);
      $("matches").scrollIntoView();
      $("matches").focus({ preventScroll: true });
    });
  }
  choose(0);
}
