import type { Values } from '../api/types';

export interface Program {
  name: string;
  text: string;
}

/** The same picture as programs: what the form says, ready to be run. */
export function programs(origin: string, workflow: string, parameters: Values): Program[] {
  const body = JSON.stringify({ workflow_name: workflow, parameters }, null, 2);
  return [
    { name: 'curl', text: curl(origin, body) },
    { name: 'JavaScript', text: javaScript(origin, body) },
    { name: 'Python', text: python(origin, body) },
  ];
}

const curl = (origin: string, body: string): string => `curl -sS "${origin}/image/generate" \\
  -H "Authorization: Bearer $ART_ENGINE_KEY" \\
  -H 'Content-Type: application/json' -H 'Prefer: wait=60' -H 'Accept: image/*' \\
  -d '${body.replaceAll("'", String.raw`'\''`)}' \\
  -o picture.png`;

const javaScript = (origin: string, body: string): string => `import { writeFile } from 'node:fs/promises';

const answer = await fetch('${origin}/image/generate', {
  method: 'POST',
  headers: {
    Authorization: \`Bearer \${process.env.ART_ENGINE_KEY}\`,
    'Content-Type': 'application/json',
    Prefer: 'wait=60',
    Accept: 'image/*',
  },
  body: JSON.stringify(${indent(body, 2)}),
});
if (!answer.ok) throw new Error(await answer.text());
await writeFile('picture.png', Buffer.from(await answer.arrayBuffer()));`;

const python = (origin: string, body: string): string => `import json, os, urllib.request

# The values are JSON, as the API takes them.
body = json.loads(r"""${body}""")
request = urllib.request.Request("${origin}/image/generate", json.dumps(body).encode(), {
    "Authorization": f"Bearer {os.environ['ART_ENGINE_KEY']}",
    "Content-Type": "application/json",
    "Prefer": "wait=60",
    "Accept": "image/*",
})
with urllib.request.urlopen(request) as answer, open("picture.png", "wb") as file:
    file.write(answer.read())`;

const indent = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`);
