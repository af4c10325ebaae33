// Uses the package openai, unmodified, against the service at API with the token TOKEN; says what came as JSON.
import OpenAI, { toFile } from "openai";

const client = new OpenAI({ baseURL: `${process.env.API}v1`, apiKey: process.env.TOKEN, maxRetries: 0 });
const small = { prompt: "a lighthouse", size: "64x64", steps: 2 };
const size = (picture) => Buffer.from(picture.b64_json, "base64").length;
const type = (picture) => Buffer.from(picture.b64_json, "base64").subarray(1, 4).toString("latin1");
const refused = async (request, options) => {
  try {
    await request(options);
    return "not refused";
  } catch (error) {
    return { name: error.constructor.name, status: error.status, type: error.type, param: error.param, code: error.code };
  }
};

const models = [];
for await (const model of client.models.list()) {
  models.push(model.id);
}

const base64 = await client.images.generate({ model: "txt2img", ...small, seed: 5 });
const three = await client.images.generate({ model: "txt2img", ...small, seed: 5, n: 3 });
const url = await client.images.generate({ model: "txt2img", ...small, response_format: "url" });
const file = await fetch(url.data[0].url);
const webp = await client.images.generate({ model: "txt2img", ...small, output_format: "webp" });
const picture = await toFile(Buffer.from(process.env.PICTURE, "base64"), "picture.png", { type: "image/png" });
const mask = await toFile(Buffer.from(process.env.MASK, "base64"), "mask.png", { type: "image/png" });
const edited = await client.images.edit({ model: "repaint", image: picture, mask, prompt: "a red door" });
const varied = await client.images.createVariation({ model: "repaint", image: picture, n: 2 });

const events = [];
for await (const event of await client.images.generate({ model: "txt2img", ...small, steps: 100, stream: true, partial_images: 2 })) {
  events.push({ type: event.type, index: event.partial_image_index, bytes: size(event), created: typeof event.created_at });
}

const editEvents = [];
for await (const event of await client.images.edit({ model: "repaint", image: picture, mask, prompt: "x", stream: true })) {
  editEvents.push(event.type);
}

const wrongKey = new OpenAI({ baseURL: `${process.env.API}v1`, apiKey: "nonsense", maxRetries: 0 });
console.log(JSON.stringify({
  models,
  model: (await client.models.retrieve("txt2img")).id,
  base64: { count: base64.data.length, type: type(base64.data[0]), created: typeof base64.created },
  three: { count: three.data.length, different: new Set(three.data.map((one) => one.b64_json)).size },
  url: { status: file.status, type: file.headers.get("content-type") },
  webp: Buffer.from(webp.data[0].b64_json, "base64").subarray(8, 12).toString("latin1"),
  edited: { count: edited.data.length, type: type(edited.data[0]) },
  varied: varied.data.length,
  events,
  editEvents,
  refusals: {
    key: await refused(() => wrongKey.images.generate({ model: "txt2img", ...small })),
    model: await refused(() => client.images.generate({ model: "txt3img", ...small })),
    prompt: await refused(() => client.images.generate({ model: "txt2img", prompt: "" })),
    parameter: await refused(() => client.images.generate({ model: "txt2img", ...small, stepps: 3 })),
    size: await refused(() => client.images.generate({ model: "txt2img", prompt: "x", size: "large" })),
    mask: await refused(() => client.images.edit({ model: "img2img", image: picture, mask, prompt: "x" })),
    path: await refused(() => client.chat.completions.create({ model: "txt2img", messages: [] })),
    failed: await refused(() => client.images.generate({ model: "failing" })),
  },
}));
