// Asks a server of the Open Inference Protocol for scores and prints them as JSON.
//
// usage: node client.js PROTO HOST:PORT MODEL INPUT   (the tensor of float32 is read from stdin)
const fs = require("fs");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const [proto, address, model, name] = process.argv.slice(2);
const tensor = fs.readFileSync(0);
const { inference } = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true, longs: Number }));
const client = new inference.GRPCInferenceService(address, grpc.credentials.createInsecure());

const call = (method, request) =>
  new Promise((resolve, reject) => client[method](request, (error, answer) => (error ? reject(error) : resolve(answer))));
const floats = (raw) => Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i));
const scores = (answer) => floats(answer.raw_output_contents[0]);

async function main() {
  const { ready } = await call("ServerReady", {});
  const [stated] = (await call("ModelMetadata", { name: model })).inputs;
  if (!ready || stated.name !== name) throw new Error(`ready: ${ready}, input: ${stated.name}`);
  const shape = [1, ...stated.shape.slice(1)];
  const ask = (how) => call("ModelInfer", { model_name: model, ...how });
  const raw = await ask({ inputs: [{ name, datatype: "FP32", shape }], raw_input_contents: [tensor] });
  const typed = await ask({ inputs: [{ name, datatype: "FP32", shape, contents: { fp32_contents: floats(tensor) } }] });
  const frame = await ask({
    parameters: { sequence_id: { string_param: "one" }, sequence_start: { bool_param: true } },
    inputs: [{ name: "frame", datatype: "UINT8", shape: [180, 320] }],
    raw_input_contents: [Buffer.alloc(180 * 320)],
  });
  const refused = await ask({ inputs: [{ name, datatype: "FP32", shape: [1] }], raw_input_contents: [tensor] }).then(
    () => "OK",
    (error) => grpc.status[error.code],
  );
  console.log(JSON.stringify({ raw: scores(raw), typed: scores(typed), frame: scores(frame), refused }));
  client.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
