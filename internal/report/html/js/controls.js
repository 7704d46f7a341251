// Buttons, sliders and keys.
$("play").addEventListener("click", () => (playing ? pause() : play()));
$("back").addEventListener("click", () => move(-1));
$("forward").addEventListener("click", () => move(1));
$("before").addEventListener("click", () => walk(-1));
$("after").addEventListener("click", () => walk(1));
$("view").addEventListener("change", () => seek(shown.tick));
scrub.addEventListener("input", () => { const to = Number(scrub.value); pause(); seek(to); });
$("timeline").addEventListener("click", (e) => {
  const box = $("timeline").getBoundingClientRect();
  pause();
  seek((e.clientX - box.left) / box.width * shown.doc.ticks);
});
$("close").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => {
  pause();
  shown = null;
  history.replaceState(null, "", "#matches");
});
dialog.addEventListener("keydown", (e) => {
  if (!shown || e.ctrlKey || e.altKey || e.metaKey || e.target.matches("select, input[type=text]")) return;
  const act = {
    ArrowLeft: () => move(-data.tickRate), ArrowRight: () => move(data.tickRate), ",": () => move(-1), ".": () => move(1),
    j: () => walk(-1), k: () => walk(1), Home: () => move(-shown.tick), End: () => move(shown.doc.ticks),
    t: tag, " ": () => (playing ? pause() : play()),
  }[e.key.length === 1 ? e.key.toLowerCase() : e.key];
  if (!act || e.key === " " && ["BUTTON", "A"].includes(e.target.tagName)) return;
  e.preventDefault();
  act();
});
