"use strict";
// The list of matches and the player. Text from the run is set with textContent only.
(() => {
  const $ = (id) => document.getElementById(id);
  const read = (id) => JSON.parse($(id).textContent);
  const data = (({ TickRate, Playable, Pairings, Matches }) => ({
    tickRate: TickRate, playable: Playable, pairings: Pairings,
    matches: Matches.map(([id, p, n, l, s, o, r, t]) => ({ id, p, n, l, s, o, r, t })), // pairing, pair, leg, seed, outcome, reason, ticks
  }))(read("data-matches"));
  const byID = new Map(data.matches.map((m) => [m.id, m]));
  let replays = null; // parsed when the first match is opened
  const replayOf = (id) => (replays ??= read("data-replays"))[id];
  const seconds = (ticks) => (ticks / data.tickRate).toFixed(1) + " s";
  // Invisible characters from a recording are shown as escape sequences.
  const visible = (text) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\ufffd]/gu, (c) => "\\u{" + c.codePointAt(0).toString(16) + "}");

  const make = (tag, text, attributes = {}) => {
    const e = document.createElement(tag);
    if (text) e.textContent = text;
    for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
    return e;
  };
  const option = (select, value, text) => select.append(make("option", text, { value }));

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
      ? `pairs ${page * perPage + 1} to ${page * perPage + part.length} of ${rows.length}` : "no such pair";
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

  // The player: a program in WebAssembly that sets the global object kumite.
  const bytes = (base64) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64), out = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
    return out;
  };
  let program = null;
  const load = () => program ??= (async () => {
    const stream = new Blob([bytes(read("data-player"))]).stream().pipeThrough(new DecompressionStream("gzip"));
    const go = new Go();
    const { instance } = await WebAssembly.instantiate(await new Response(stream).arrayBuffer(), go.importObject);
    const ready = new Promise((resolve) => { globalThis.kumiteReady = resolve; });
    go.run(instance);
    await ready;
  })();
  const call = (answer) => {
    if (answer.error) throw new Error(visible(answer.error));
    return answer;
  };

  const dialog = $("player"), canvas = $("screen"), scrub = $("scrub");
  const context = canvas.getContext("2d");
  let shown = null; // the match that is open: id, doc, tick, pixels
  let playing = false, last = 0, owed = 0;

  const open = async (id, tick) => {
    pause();
    const m = byID.get(id);
    shown = null;
    $("stage").hidden = true;
    $("player-error").textContent = "";
    $("player-title").textContent = m ? `${data.pairings[m.p].join(" against ")}: pair ${m.n}, leg ${m.l}, seed ${m.s}` : `match ${visible(id)}`;
    if (!dialog.open) dialog.showModal();
    $("player-title").focus();
    try {
      if (!data.playable) throw new Error("This report was written without the replay player.");
      if (!m) throw new Error("This report has no such match.");
      const file = replayOf(id);
      if (!file) throw new Error("The run has no recording of this match.");
      await load();
      const doc = call(globalThis.kumite.open(bytes(file)));
      doc.names = doc.names.map(visible);
      shown = { id, doc, tick: 0, pixels: new ImageData(doc.width, doc.height) };
      if (doc.desync) fail(`This replay does not reproduce: ${visible(doc.desync)}. It is played up to there.`);
      prepare();
      seek(tick);
      say(`${doc.moments.length} moments, ${seconds(doc.ticks)}`);
    } catch (e) {
      fail(e.message);
    }
  };
  const fail = (text) => { $("player-error").textContent = text; };
  const say = (text) => { $("announce").textContent = text; };

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
    const sides = $("side"), view = $("view");
    sides.replaceChildren();
    view.replaceChildren();
    option(sides, "", "both");
    doc.names.forEach((name, i) => {
      const called = `${name} (${["left", "right"][i]})`;
      option(sides, String(i), called);
      option(view, String(i), called);
      $("lane" + i).textContent = called;
    });
    const svg = $("marks");
    svg.setAttribute("viewBox", `0 0 ${Math.max(doc.ticks, 1)} 20`);
    svg.replaceChildren();
    // In a lane of 10: hits are high, presses and refused ones low, missed openings long.
    const width = doc.ticks / 300;
    const shape = { missed: [6.5, 3], press: [3, 4], refused: [3, 2], hit: [0.5, 9] };
    for (const kind of Object.keys(shape)) {
      for (const m of doc.moments.filter((m) => m.kind === kind)) {
        const [y, height] = shape[kind];
        mark(svg, kind, m.tick, m.side * 10 + y, Math.max(m.end - m.tick, width), height);
      }
    }
    shown.now = mark(svg, "now", 0, 0, width / 2, 20);
    $("moments").replaceChildren(...doc.moments.map((m) => {
      const li = make("li"), button = make("button", describe(m), { type: "button" });
      button.addEventListener("click", () => { pause(); jump(m); });
      li.append(button);
      return li;
    }));
  };
  const mark = (svg, kind, x, y, width, height) => {
    const r = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ class: kind, x, y, width, height })) r.setAttribute(name, value);
    svg.append(r);
    return r;
  };

  const seek = (tick) => {
    const { doc, pixels } = shown;
    shown.tick = Math.max(0, Math.min(Math.round(tick) || 0, doc.ticks));
    const { hashes } = call(globalThis.kumite.draw(shown.tick, Number($("view").value), pixels.data));
    context.putImageData(pixels, 0, 0);
    scrub.value = shown.tick;
    scrub.setAttribute("aria-valuetext", `${seconds(shown.tick)} of ${seconds(doc.ticks)}`);
    shown.now.setAttribute("x", shown.tick);
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
    if (!shown || e.ctrlKey || e.altKey || e.metaKey || e.target.tagName === "SELECT") return;
    const act = {
      ArrowLeft: () => move(-data.tickRate), ArrowRight: () => move(data.tickRate), ",": () => move(-1), ".": () => move(1),
      j: () => walk(-1), k: () => walk(1), Home: () => move(-shown.tick), End: () => move(shown.doc.ticks),
      " ": () => (playing ? pause() : play()),
    }[e.key.length === 1 ? e.key.toLowerCase() : e.key];
    if (!act || e.key === " " && ["BUTTON", "A"].includes(e.target.tagName)) return;
    e.preventDefault();
    act();
  });

  const follow = () => {
    const link = new URLSearchParams(location.hash.slice(1));
    if (link.has("match")) open(link.get("match"), Number(link.get("t")) * data.tickRate);
  };
  window.addEventListener("hashchange", follow);
  follow();
})();
