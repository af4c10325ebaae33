import { saveAs, send } from '../api/client';
import type { Job } from '../api/types';

/** What a job is called whose graph its caller sent. */
const ownGraph = 'raw:graph';

/** Saves the graph that makes a job's pictures, as ComfyUI opens it: drop the file into its window. */
export async function saveWorkflow(job: Job): Promise<void> {
  const graph = job.workflow_name === ownGraph ? (job.parameters as { graph: unknown }).graph
    : (await send<{ graph: unknown }>('POST', `/workflows/${encodeURIComponent(job.workflow_name)}/validate`, { parameters: job.parameters })).graph;
  const name = `${job.workflow_name.replace(/[/:]/g, '-')}-${job.id.slice(-8)}.json`;
  saveAs(new Blob([JSON.stringify(graph, null, 2)], { type: 'application/json' }), name);
}
