import { ask } from '../../api/client';
import { readExactJson } from '../../api/json';
import type { NodeProblem, ParameterSchema } from '../../api/types';

/** One parameter as a parameter file has it. */
export interface Spec {
  title?: string;
  advanced?: boolean;
  [key: string]: unknown;
}

/** What a file holds, as `POST /workflows/import` answers it. */
export interface Imported {
  /** Of the file's own. */
  name: string;
  format: string;
  status: string;
  reason: string | null;
  node_count: number;
  graph: unknown;
  parameters: { parameters: Record<string, Spec> } | null;
  schema: ParameterSchema | null;
  problems: NodeProblem[];
  warnings: string[];
}

export async function look(file: File): Promise<Imported> {
  const answer = await ask('/workflows/import', { method: 'POST', body: file, headers: { 'Content-Type': file.type || 'application/octet-stream' } });
  return { ...readExactJson<Imported>(await answer.text()), name: nameIn(file.name) };
}

/** What a workflow may be called, made of a file's name. */
export const nameIn = (file: string): string =>
  file.replace(/\.\w+$/, '').replace(/[^\p{L}\p{N} _.()[\]+,&'@!=-]/gu, '-').slice(0, 100) || 'workflow';

/** Which of the proposed parameters callers shall give, and how they are shown. */
export interface Choice {
  proposed: string;
  name: string;
  title: string;
  isUsed: boolean;
  isAdvanced: boolean;
}

export const choicesOf = (imported: Imported): Choice[] =>
  Object.entries(imported.parameters?.parameters ?? {}).map(([name, spec]) => ({
    proposed: name, name, title: spec.title ?? '', isUsed: !spec.advanced, isAdvanced: spec.advanced ?? false,
  }));

/** The body that stores it. */
export function storedAs(imported: Imported, title: string, description: string, choices: readonly Choice[]): unknown {
  const parameters = choices.filter(one => one.isUsed).map(({ proposed, name, title: shown, isAdvanced }) => {
    const { title: _, advanced: __, ...spec } = imported.parameters!.parameters[proposed]!;
    return [name, { ...spec, ...(shown ? { title: shown } : {}), ...(isAdvanced ? { advanced: true } : {}) }];
  });
  return {
    graph: imported.graph,
    parameters: { ...(title ? { title } : {}), ...(description ? { description } : {}), parameters: Object.fromEntries(parameters) },
  };
}
