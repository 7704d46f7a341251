// The match that is open in the player.
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
    if (!dialog.open) return; // closed meanwhile
    const doc = call(globalThis.kumite.open(bytes(file)));
    doc.names = doc.names.map(visible);
    shown = { id, doc, tick: 0, pixels: new ImageData(doc.width, doc.height), panels: [] };
    try {
      shown.panels = scored(id, doc.names);
    } catch (e) {
      fail(`The scores of this match cannot be shown: ${e.message}`);
    }
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
