// The data of the page, and what the other files share. Text from the run is set with
// textContent only.
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
