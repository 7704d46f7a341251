// Feedback: complaints about moments, exported as a file that kumite feedback add reads.
const tags = [];
let kept = true; // every tag was exported

const tag = () => {
  if (!shown) return;
  pause();
  const kind = $("tag-kind").value, note = $("tag-note").value;
  if (kind === "note" && !note.trim()) {
    say("write a note first");
    $("tag-note").focus();
    return;
  }
  tags.push({ match: shown.id, tick: shown.tick, side: $("tag-side").value, kind, note, who: $("tag-who").value, when: new Date().toISOString() });
  $("tag-note").value = "";
  kept = false;
  listTags();
  say(`tagged ${seconds(shown.tick)} as ${kind.replaceAll("_", " ")}`);
};

const listTags = () => {
  $("tags").replaceChildren(...tags.map((t, i) => {
    const li = make("li"), go = make("button", `${t.match} ${seconds(t.tick)}: ${t.kind.replaceAll("_", " ")}`, { type: "button" });
    go.addEventListener("click", () => open(t.match, t.tick));
    const remove = make("button", "Remove", { type: "button" });
    remove.append(make("span", ` tag ${i + 1}`, { class: "visually-hidden" }));
    remove.addEventListener("click", () => { tags.splice(i, 1); listTags(); $("tag").focus(); });
    li.append(go, ` ${visible(t.note)} `, remove);
    return li;
  }));
  for (const button of document.querySelectorAll(".export")) {
    button.disabled = tags.length === 0;
    button.textContent = tags.length === 0 ? "Export feedback" : `Export feedback (${tags.length})`;
  }
};

const exportTags = () => {
  const used = Object.fromEntries(tags.map((t) => [t.match, replayOf(t.match)]));
  const file = { schema: "kumite.feedback-export/1", report: document.title, entries: tags, replays: used };
  const url = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: "application/json" }));
  make("a", "", { href: url, download: "feedback.json" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  kept = true;
};

$("tag").addEventListener("click", tag);
for (const button of document.querySelectorAll(".export")) button.addEventListener("click", exportTags);
window.addEventListener("beforeunload", (e) => { if (!kept && tags.length > 0) e.preventDefault(); });
