// Time: where the match is, and playing it.
const seek = (tick) => {
  const { doc, pixels } = shown;
  shown.tick = Math.max(0, Math.min(Math.round(tick) || 0, doc.ticks));
  const { hashes } = call(globalThis.kumite.draw(shown.tick, Number($("view").value), pixels.data));
  context.putImageData(pixels, 0, 0);
  scrub.value = shown.tick;
  scrub.setAttribute("aria-valuetext", `${seconds(shown.tick)} of ${seconds(doc.ticks)}`);
  shown.now.setAttribute("x", shown.tick);
  showScores(shown.panels, shown.tick);
  let verified = `${hashes} of ${doc.hashes} hashes verified`;
  if (!doc.desync && shown.tick === doc.ticks) verified = `all ${doc.hashes} hashes and the final hash ${visible(doc.finalHash)} verified`;
  $("player-status").textContent = `${seconds(shown.tick)} of ${seconds(doc.ticks)}, tick ${shown.tick} · ${verified}`;
  if (!playing) settle();
};

// settle updates what need not follow every frame.
const settle = () => {
  const hash = `#match=${encodeURIComponent(shown.id)}&t=${(shown.tick / data.tickRate).toFixed(3)}`;
  $("link").href = hash;
  history.replaceState(null, "", hash);
  const buttons = $("moments").children;
  let now = -1;
  shown.doc.moments.forEach((m, i) => { if (m.tick <= shown.tick) now = i; });
  for (let i = 0; i < buttons.length; i++) {
    const button = buttons[i].firstChild;
    if (i === now) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
  }
};

const play = () => {
  if (!shown) return;
  if (shown.tick >= shown.doc.ticks) seek(0);
  playing = true;
  owed = 0;
  last = performance.now();
  $("play").textContent = "Pause";
  requestAnimationFrame(step);
};
const pause = () => {
  if (!playing) return;
  playing = false;
  $("play").textContent = "Play";
  settle();
};
const step = (now) => {
  if (!playing) return;
  owed += Math.max(0, now - last) / 1000 * data.tickRate * Number($("speed").value);
  last = now;
  const whole = Math.floor(owed);
  owed -= whole;
  if (whole > 0) seek(shown.tick + whole);
  if (shown.tick >= shown.doc.ticks) {
    pause();
    say("end of the match");
    return;
  }
  requestAnimationFrame(step);
};
const move = (ticks) => { if (shown) { pause(); seek(shown.tick + ticks); } };
const jump = (m) => { seek(m.tick); say(describe(m)); };
const walk = (direction) => {
  if (!shown) return;
  pause();
  const kind = $("kind").value, side = $("side").value;
  const all = shown.doc.moments.filter((m) => (!kind || m.kind === kind || kind === "press" && m.kind === "refused") && (side === "" || m.side === Number(side)));
  const found = direction > 0 ? all.find((m) => m.tick > shown.tick) : all.findLast((m) => m.tick < shown.tick);
  if (found) jump(found); else say(direction > 0 ? "no later mark" : "no earlier mark");
};
