// Uses the client that is made of the API's description against the service at API with the token TOKEN.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { env: Record<string, string> };

const client = createClient<paths>({
  baseUrl: process.env.API,
  headers: { Authorization: `Bearer ${process.env.TOKEN}` },
});

const body: components["schemas"]["GenerateRequest"] = {
  workflow_name: "txt2img",
  parameters: { prompt: "a lighthouse", steps: 2, width: 64, height: 64 },
};
const made = await client.POST("/image/generate", { body, params: { header: { Prefer: "wait=60" } } });
if (made.error) {
  throw new Error(made.error.detail);
}

const job = made.data;
if (typeof job === "string" || job.status !== "succeeded" || job.error !== null || job.progress !== null) {
  throw new Error("The job did not succeed.");
}

const seed = job.parameters.seed;
const seen = await client.GET("/image/jobs/{jobId}", { params: { path: { jobId: job.id } } });
const picture = await client.GET("/image/outputs/{outputId}", {
  params: { path: { outputId: job.outputs[0]!.id } },
  parseAs: "arrayBuffer",
});
const refused = await client.POST("/image/generate", { body: { ...body, parameters: { prompt: "" } } });
const queue = await client.GET("/queue");

// @ts-expect-error A parameter that must be given is missing.
const missing: components["schemas"]["GenerateRequest"] = { workflow_name: "txt2img", parameters: { steps: 2 } };
// @ts-expect-error A parameter has the wrong type.
const wrong: components["schemas"]["GenerateRequest"] = { workflow_name: "txt2img", parameters: { prompt: "x", steps: "2" } };
// @ts-expect-error There is no such workflow.
const unknown: components["schemas"]["GenerateRequest"] = { workflow_name: "txt3img", parameters: { prompt: "x" } };

console.log(JSON.stringify({
  status: seen.data?.status,
  same_seed: seen.data?.parameters.seed === seed && Number.isSafeInteger(seed),
  picture_bytes: picture.data?.byteLength,
  expected_bytes: job.outputs[0]!.size_bytes,
  refusal: refused.error?.code,
  pointer: refused.error?.errors?.[0]?.pointer,
  queue_running: queue.data?.queue_running,
}));
