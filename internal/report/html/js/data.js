// The data of the page.
const data = (({ TickRate, Playable, Pairings, Matches }) => ({
  tickRate: TickRate, playable: Playable, pairings: Pairings,
  matches: Matches.map(([id, p, n, l, s, o, r, t]) => ({ id, p, n, l, s, o, r, t })), // pairing, pair, leg, seed, outcome, reason, ticks
}))(read("data-matches"));
const byID = new Map(data.matches.map((m) => [m.id, m]));
let replays = null; // parsed when the first match is opened
const replayOf = (id) => (replays ??= read("data-replays"))[id];
const seconds = (ticks) => (ticks / data.tickRate).toFixed(1) + " s";
