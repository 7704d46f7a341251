// Moments of the match, as marks on the timeline and as a list.
const what = (m) => {
  const skill = m.skill.replaceAll("_", " ");
  return {
    press: `presses ${skill}`, refused: `presses ${skill}: refused`, hit: `${skill} hits, ${m.damage} damage`,
    blocked: `${skill} is blocked, ${m.damage} damage`, eaten: `${skill} eats a fireball`, wasted: `${skill} is wasted, costs ${m.damage}`,
    missed: `misses an opening for ${skill}, until ${seconds(m.end)}`,
  }[m.kind];
};
const describe = (m) => `${seconds(m.tick)} ${shown.doc.names[m.side]} ${what(m)}`;

const prepare = () => {
  const { doc } = shown;
  $("stage").hidden = false;
  canvas.width = doc.width;
  canvas.height = doc.height;
  scrub.max = doc.ticks;
  const sides = $("side"), view = $("view"), blamed = $("tag-side");
  sides.replaceChildren();
  view.replaceChildren();
  blamed.replaceChildren();
  option(sides, "", "both");
  doc.names.forEach((name, i) => {
    const called = `${name} (${["left", "right"][i]})`;
    option(sides, String(i), called);
    option(view, String(i), called);
    option(blamed, ["left", "right"][i], called);
    $("lane" + i).textContent = called;
  });
  const lanes = $("marks");
  lanes.setAttribute("viewBox", `0 0 ${Math.max(doc.ticks, 1)} 20`);
  lanes.replaceChildren();
  // In a lane of 10: hits are high, presses and refused ones low, missed openings long.
  const width = doc.ticks / 300;
  const shape = { missed: [6.5, 3], press: [3, 4], refused: [3, 2], hit: [0.5, 9] };
  for (const kind of Object.keys(shape)) {
    for (const m of doc.moments.filter((m) => m.kind === kind)) {
      const [y, height] = shape[kind];
      mark(lanes, kind, m.tick, m.side * 10 + y, Math.max(m.end - m.tick, width), height);
    }
  }
  shown.now = mark(lanes, "now", 0, 0, width / 2, 20);
  $("moments").replaceChildren(...doc.moments.map((m) => {
    const li = make("li"), button = make("button", describe(m), { type: "button" });
    button.addEventListener("click", () => { pause(); jump(m); });
    li.append(button);
    return li;
  }));
};
const mark = (into, kind, x, y, width, height) => {
  const r = svg("rect", { class: kind, x, y, width, height });
  into.append(r);
  return r;
};
