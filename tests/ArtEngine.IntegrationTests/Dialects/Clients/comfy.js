// Uses the package @comfyorg/sdk, unmodified, against the service that COMFY_BASE_URL names; says what came as JSON. Each answer is held
// to the schemas that the package has of it.
import { Comfy, comfy } from "@comfyorg/sdk";
import * as schemas from "./node_modules/@comfyorg/sdk/dist/low/generated/zod.gen.js";

const faults = [];
const seen = {};
const operations = [
  ["POST", /\/assets$/, schemas.zAsset], ["POST", /\/assets\/from-hash$/, schemas.zAsset], ["GET", /\/assets\/[^/]+$/, schemas.zAsset],
  ["POST", /\/jobs$/, schemas.zJob], ["GET", /\/jobs\/[^/]+$/, schemas.zJob], ["POST", /\/jobs\/[^/]+\/cancel$/, schemas.zJob],
  ["GET", /\/jobs\/[^/]+\/workflow$/, schemas.zJobWorkflowResponse],
];
const check = (schema, value, place) => {
  const result = schema.safeParse(value);
  if (!result.success) {
    faults.push(`${place}: ${JSON.stringify(result.error.issues.slice(0, 2))}`);
  }
};
const watched = async (url, init) => {
  const answer = await fetch(url, init);
  const place = `${init.method} ${new URL(url).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|blake3.+/, "ID")} ${answer.status}`;
  seen[place] = (seen[place] ?? 0) + 1;
  if (init.method !== "HEAD" && answer.headers.get("content-type")?.startsWith("application/json")) {
    const found = operations.find(([method, path]) => method === init.method && path.test(new URL(url).pathname));
    check(answer.ok ? found[2] : schemas.zErrorEnvelope, await answer.clone().json(), place);
  }
  return answer;
};
const client = new Comfy({ apiKey: process.env.TOKEN, fetch: watched });
const graph = (image, { steps = 4, text = "a lighthouse", classType = "KSampler" } = {}) => client.workflows.fromJson({
  1: { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: process.env.CHECKPOINT } },
  2: { class_type: "CLIPTextEncode", inputs: { text, clip: ["1", 1] } },
  3: { class_type: "LoadImage", inputs: { image } },
  4: { class_type: "VAEEncode", inputs: { pixels: ["3", 0], vae: ["1", 2] } },
  5: {
    class_type: classType,
    inputs: {
      seed: 7, steps, cfg: 7, sampler_name: "euler", scheduler: "normal", denoise: 1, model: ["1", 0], positive: ["2", 0],
      negative: ["2", 0], latent_image: ["4", 0],
    },
  },
  6: { class_type: "VAEDecode", inputs: { samples: ["5", 0], vae: ["1", 2] } },
  7: { class_type: "SaveImage", inputs: { filename_prefix: "sdk", images: ["6", 0] } },
});
const refused = async (request) => {
  try {
    await request();
    return "not refused";
  } catch (error) {
    return `${error.constructor.name} ${error.code} ${error.httpStatus ?? ""}`.trim();
  }
};
const picture = Buffer.from(process.env.PICTURE, "base64");

const tests = {
  async main() {
    const asset = client.assets.fromBytes(picture, { filename: "picture.png" });
    await asset.commit();
    const again = client.assets.fromBytes(picture, { filename: "again.png" });
    await again.commit();

    const job = await client.submit(graph(asset, { steps: 100 }));
    const events = {};
    let status = [];
    for await (const event of job.events()) {
      events[event.kind] = (events[event.kind] ?? 0) + 1;
      status = event.kind === "statusChange" ? [...status, event.status] : status;
      if (event.kind === "preview" && event.data.length === 0) {
        faults.push("an empty preview");
      }
    }
    await job.result();
    const [output] = job.outputs;
    const bytes = await output.toBytes();
    const part = await output.toBytes({ range: [0, 7] });
    const link = await fetch(output.model.url);
    const next = await client.submit(graph(await client.assets.get(output.id)));
    await next.result();

    const long = await client.submit(graph(asset, { steps: 5000 }));
    await long.cancel();
    await long.wait();
    await long.cancel();

    const used = client.assets.fromBytes(new Uint8Array([...picture, 0]), { filename: "other.png" });
    await used.commit();
    await used.delete();
    const busy = await client.submit(graph(asset, { steps: 5000 }));
    const key = crypto.randomUUID();
    await client.submit(graph(asset), { idempotencyKey: key });
    const told = {
      created: [asset.createdNew, again.createdNew, again.id === asset.id],
      events, status,
      output: { type: output.type, size: bytes.length === output.sizeBytes, part: part.length, link: link.status, node: output.nodeId },
      next: next.status,
      workflow: (await job.getWorkflow()).format,
      canceled: long.status,
      deleted: await refused(() => client.assets.delete(output.id)),
      refusals: {
        unknownClass: await refused(() => client.submit(graph(asset, { classType: "NoSuchNode" }))),
        unknownAsset: await refused(() => client.submit(graph({ __type: "core/ASSET", info: { id: crypto.randomUUID() } }))),
        fileName: await refused(() => client.submit(graph("example.png"))),
        noGraph: await refused(() => client.submit(client.workflows.fromJson({ 1: { class_type: "SaveImage" } }))),
        editor: await refused(() => client.low.postJobs({ nodes: [], links: [] })),
        key: await refused(() => client.submit(graph(asset), { idempotencyKey: key })),
        job: await refused(() => client.jobs.get(crypto.randomUUID())),
        asset: await refused(() => client.assets.get(crypto.randomUUID())),
        hash: await refused(() => client.low.postAssets(new Blob([picture]), "image/png", "a.png", { expectedHash: `blake3:${"0".repeat(64)}` })),
        output: await refused(() => client.assets.delete(output.id)),
        used: await refused(() => client.assets.delete(asset.id)),
        content: await refused(() => output.toBytes()),
        token: await refused(() => new Comfy({ apiKey: "nonsense", fetch: watched }).jobs.get(job.id)),
        noPicture: await refused(() => client.assets.fromBytes(new Uint8Array([1, 2, 3])).commit()),
      },
    };
    await busy.cancel();
    return told;
  },

  async failing() {
    return { failed: await refused(() => client.run(client.workflows.fromJson(JSON.parse(process.env.GRAPH)))) };
  },

  // More jobs than may wait: the client comes again with the same key.
  async busy() {
    const asset = client.assets.fromBytes(picture, { filename: "picture.png" });
    const jobs = [];
    for (let number = 0; number < 4; number++) {
      jobs.push(await client.submit(graph(asset, { steps: 300, text: `${number}` })));
    }
    await Promise.all(jobs.map((job) => job.result()));
    return { ids: new Set(jobs.map((job) => job.id)).size };
  },

  // The service is killed meanwhile and comes back at the same address.
  async restart() {
    const job = await client.submit(client.workflows.fromJson(JSON.parse(process.env.GRAPH)));
    console.error("submitted");
    for (;;) {
      try {
        await job.wait();
        break;
      } catch (error) {
        if (!(error instanceof TypeError)) {
          throw error;
        }
        console.error("away");
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    }
    return { status: job.status, outputs: job.outputs.length };
  },

  async models() {
    comfy.config({ credentials: process.env.TOKEN, baseUrl: process.env.COMFY_BASE_URL });
    const input = { prompt: "a lighthouse", steps: 2, width: 64, height: 64 };
    const options = { idempotencyKey: crypto.randomUUID(), retry: false };
    const first = await comfy.models.run("art-engine/txt2img", input, options);
    const again = await comfy.models.run("art-engine/txt2img", input, options);
    return {
      status: first.data.status,
      same: again.data.id === first.data.id && first.requestId === first.data.id,
      unknown: await refused(() => comfy.models.run("art-engine/none", input, { retry: false })),
      wrong: await refused(() => comfy.models.run("art-engine/txt2img", {}, { retry: false })),
    };
  },
};
const told = await tests[process.argv[2]]();
console.log(JSON.stringify({ ...told, faults, seen }));
