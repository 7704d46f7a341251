// A blind review: two clips of one situation, side by side, and a verdict on each pair.
const { Review: review, TickRate: tickRate, Items: items, Replays: replays } = read("data-review");
const verdicts = items.map(() => null); // { choice, when }
const screens = [0, 1].map((i) => ({ context: $("screen" + i).getContext("2d"), program: null, pixels: null, clip: null }));
let at = 0, tick = 0, last = 0, owed = 0, playing = false, kept = true;
const say = (text) => { $("announce").textContent = text; };
const fail = (text) => { $("error").textContent = text; };

const draw = () => {
  for (const s of screens) {
    const [, side, from, to] = s.clip;
    call(s.program.draw(Math.min(from + tick, to), side, s.pixels.data));
    s.context.putImageData(s.pixels, 0, 0);
  }
};
const length = () => Math.max(...screens.map((s) => s.clip[3] - s.clip[2]));

const show = (index) => {
  at = index;
  playing = false;
  try {
    screens.forEach((s, i) => {
      s.clip = items[at][i];
      const doc = call(s.program.open(bytes(replays[s.clip[0]])));
      if (doc.desync) throw new Error(`a clip does not reproduce: ${visible(doc.desync)}`);
      s.pixels = new ImageData(doc.width, doc.height);
    });
  } catch (e) {
    fail(e.message);
    return;
  }
  $("where").textContent = `Pair ${at + 1} of ${items.length}${verdicts[at] ? `: you chose ${verdicts[at].choice}` : ""}`;
  $("back").disabled = at === 0;
  play();
};
const play = () => {
  tick = 0;
  owed = 0;
  last = performance.now();
  draw();
  if (!playing) requestAnimationFrame(step);
  playing = true;
};
const step = (now) => {
  if (!playing) return;
  owed += Math.max(0, now - last) / 1000 * tickRate * ($("slow").getAttribute("aria-pressed") === "true" ? 0.5 : 1);
  last = now;
  const whole = Math.floor(owed);
  owed -= whole;
  if (whole > 0) {
    tick = Math.min(tick + whole, length());
    draw();
  }
  if (tick < length()) requestAnimationFrame(step);
  else playing = false;
};

const choose = (choice) => {
  verdicts[at] = { choice, when: new Date().toISOString() };
  kept = false;
  const given = verdicts.filter((v) => v).length;
  $("export").disabled = false;
  $("export").textContent = `Export verdicts (${given} of ${items.length})`;
  say(`chose ${choice}`);
  const next = verdicts.findIndex((v, i) => !v && i > at);
  if (next >= 0) {
    show(next);
  } else {
    playing = false;
    $("where").textContent = given === items.length ? "All pairs have a verdict: export them now" : `The last pair; ${items.length - given} have no verdict`;
    $("where").focus();
  }
};

const exportVerdicts = () => {
  const reviewer = $("reviewer").value.trim();
  if (!reviewer) {
    fail("Write your name first: verdicts of one reviewer are kept together.");
    $("reviewer").focus();
    return;
  }
  fail("");
  const all = verdicts.flatMap((v, item) => (v ? [{ item, ...v }] : []));
  const file = { schema: "kumite.review-verdicts/1", review, reviewer, verdicts: all };
  const url = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: "application/json" }));
  make("a", "", { href: url, download: "verdicts.json" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  kept = true;
};

for (const button of document.querySelectorAll("[data-choice]")) button.addEventListener("click", () => choose(button.dataset.choice));
$("again").addEventListener("click", play);
$("slow").addEventListener("click", () => $("slow").setAttribute("aria-pressed", String($("slow").getAttribute("aria-pressed") !== "true")));
$("back").addEventListener("click", () => show(at - 1));
$("export").addEventListener("click", exportVerdicts);
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.altKey || e.metaKey || e.target.matches("input") || $("again").disabled) return;
  const act = { 1: () => choose("left"), 2: () => choose("same"), 3: () => choose("right"), r: play }[e.key.toLowerCase()];
  if (act) act();
});
window.addEventListener("beforeunload", (e) => { if (!kept) e.preventDefault(); });

(async () => {
  try {
    for (const s of screens) s.program = await launch(); // one each: a program has one recording open
  } catch (e) {
    fail(visible(e.message));
    return;
  }
  for (const button of document.querySelectorAll("[data-choice], #again")) button.disabled = false;
  show(0);
})();
