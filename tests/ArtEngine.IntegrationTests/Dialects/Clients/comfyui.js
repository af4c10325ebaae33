// Uses clients of ComfyUI, unmodified, against the service at API with the token TOKEN or the API key KEY; says what came as JSON.
import { CallWrapper, ComfyApi, PromptBuilder } from "@saintno/comfyui-sdk";
import { Client } from "@stable-canvas/comfyui-client";
import { ComfyUIClient } from "comfy-ui-client";
import WebSocket from "ws";

const host = new URL(process.env.API).host;
const picture = Buffer.from(process.env.PICTURE, "base64");
const graph = (image, steps = 100) => ({
  1: { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: process.env.CHECKPOINT } },
  2: { class_type: "CLIPTextEncode", inputs: { text: "a lighthouse", clip: ["1", 1] } },
  3: { class_type: "LoadImage", inputs: { image } },
  4: { class_type: "VAEEncode", inputs: { pixels: ["3", 0], vae: ["1", 2] } },
  5: {
    class_type: "KSampler",
    inputs: {
      seed: Math.floor(Math.random() * 1e9), steps, cfg: 7, sampler_name: "euler", scheduler: "normal", denoise: 1, model: ["1", 0],
      positive: ["2", 0], negative: ["2", 0], latent_image: ["4", 0],
    },
  },
  6: { class_type: "VAEDecode", inputs: { samples: ["5", 0], vae: ["1", 2] } },
  7: { class_type: "SaveImage", inputs: { filename_prefix: "clients", images: ["6", 0] } },
});

const tests = {
  // It sends no headers at all: the key is a part of the address.
  async "comfy-ui-client"() {
    const client = new ComfyUIClient(`${host}/comfy/key/${process.env.KEY}`, crypto.randomUUID());
    await client.connect();
    const uploaded = await client.uploadImage(picture, "picture.png", true);
    const images = await client.getImages(graph(uploaded.name));
    const [{ blob, image }] = images[7];
    const queued = await client.queuePrompt(graph(uploaded.name, 5000));
    await client.interrupt();
    const stats = await client.getSystemStats();
    const node = await client.getObjectInfo("KSampler");
    await client.disconnect();
    return {
      type: image.type, bytes: blob.size, mime: blob.type, queued: queued.prompt_id, os: stats.system.os,
      steps: node.KSampler.input.required.steps[0], uploaded: uploaded.type,
    };
  },

  async "@stable-canvas/comfyui-client"() {
    const headers = { Authorization: `Bearer ${process.env.TOKEN}` };
    const client = new Client({
      api_host: host,
      api_base: "/comfy",
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...headers } }),
      WebSocket: class extends WebSocket {
        constructor(url) {
          super(url.replace("/ws?", "/comfy/ws?"), { headers });
        }
      },
    });
    await client.connect();
    const form = new FormData();
    form.append("image", new Blob([picture]), "picture.png");
    const uploaded = await (await client.fetchApi("/upload/image", { method: "POST", body: form })).json();
    const seen = { progress: 0, previews: 0 };
    client.on("b_preview", () => seen.previews++);
    const result = await client.enqueue(graph(uploaded.name), { progress: () => seen.progress++ });
    const history = await client.getHistory();
    client.close();
    // It counts previews that come meanwhile, too, but as bytes.
    const made = result.images.filter((one) => one.type === "url");
    const [image] = made;
    return { images: made.length, url: image.data, seen, history: history.History.some((one) => one.prompt[1] === result.prompt_id) };
  },

  async "@saintno/comfyui-sdk"() {
    const api = new ComfyApi(`http://${host}/comfy`, crypto.randomUUID(), {
      credentials: { type: "bearer_token", token: process.env.TOKEN },
    }).init();
    await api.waitForReady();
    const uploaded = await api.uploadImage(picture, "picture.png");
    const seen = { progress: 0, previews: 0 };
    // It listens a while after its prompt was taken: the render lasts longer than that.
    const builder = new PromptBuilder(graph(uploaded.info.filename, 400), ["seed"], ["images"])
      .setInputNode("seed", "5.inputs.seed").setOutputNode("images", "7").input("seed", 12345);
    const result = await new Promise((resolve, reject) => new CallWrapper(api, builder)
      .onProgress(() => seen.progress++).onPreview(() => seen.previews++).onFinished(resolve).onFailed(reject).run());
    const blob = await api.getImage(result.images.images[0]);
    const refused = await new Promise((resolve) => new CallWrapper(
      api, new PromptBuilder({ 1: { class_type: "NoSuchNode", inputs: {} } }, [], [])).onFailed((error) => resolve(error.name)).run());
    api.destroy();
    return { images: result.images.images.length, bytes: blob.size, seen, refused };
  },
};
const told = await tests[process.argv[2]]();
console.log(`RESULT ${JSON.stringify(told)}`);
process.exit(0);
