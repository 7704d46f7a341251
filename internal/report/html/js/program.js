// The program of the player, in WebAssembly. It sets the global object kumite.
const bytes = (base64) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64), out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
};
// launch starts one more program, which has one recording open at a time.
const launch = async () => {
  const stream = new Blob([bytes(read("data-player"))]).stream().pipeThrough(new DecompressionStream("gzip"));
  const go = new Go();
  const { instance } = await WebAssembly.instantiate(await new Response(stream).arrayBuffer(), go.importObject);
  const ready = new Promise((resolve) => { globalThis.kumiteReady = resolve; });
  go.run(instance);
  await ready;
  return globalThis.kumite;
};
let program = null;
const load = () => program ??= launch();
const call = (answer) => {
  if (answer.error) throw new Error(visible(answer.error));
  return answer;
};
