export interface Program {
  name: string;
  text: string;
}

/** What is sent: one picture, or a batch of them. */
export interface Request {
  path: '/image/generate' | '/image/batches';
  body: unknown;
}

/** The same pictures as programs: what the form says, ready to be run. */
export function programs(origin: string, { path, body }: Request): Program[] {
  const [address, text] = [`${origin}${path}`, JSON.stringify(body, null, 2)];
  return path === '/image/generate'
    ? [
        { name: 'curl', text: curl(address, text) },
        { name: 'JavaScript', text: javaScript(address, text) },
        { name: 'Python', text: python(address, text) },
      ]
    : [
        { name: 'curl', text: curlBatch(address, text) },
        { name: 'JavaScript', text: javaScriptBatch(address, text) },
        { name: 'Python', text: pythonBatch(address, text) },
      ];
}

const curl = (address: string, body: string): string => `curl -sS "${address}" \\
  -H "Authorization: Bearer $ART_ENGINE_KEY" \\
  -H 'Content-Type: application/json' -H 'Prefer: wait=60' -H 'Accept: image/*' \\
  -d '${quoted(body)}' \\
  -o picture.png`;

const javaScript = (address: string, body: string): string => `import { writeFile } from 'node:fs/promises';

const answer = await fetch('${address}', {
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

const python = (address: string, body: string): string => `import json, os, urllib.request

# The values are JSON, as the API takes them.
body = json.loads(r"""${body}""")
request = urllib.request.Request("${address}", json.dumps(body).encode(), {
    "Authorization": f"Bearer {os.environ['ART_ENGINE_KEY']}",
    "Content-Type": "application/json",
    "Prefer": "wait=60",
    "Accept": "image/*",
})
with urllib.request.urlopen(request) as answer, open("picture.png", "wb") as file:
    file.write(answer.read())`;

const curlBatch = (address: string, body: string): string => `BATCH=$(curl -sS "${address}" \\
  -H "Authorization: Bearer $ART_ENGINE_KEY" -H 'Content-Type: application/json' \\
  -d '${quoted(body)}' | sed -n 's/^{"id":"\\([^"]*\\)".*/\\1/p')
curl -sSN "${address}/$BATCH/events" -H "Authorization: Bearer $ART_ENGINE_KEY" > /dev/null
curl -sS "${address}/$BATCH/zip" -H "Authorization: Bearer $ART_ENGINE_KEY" -o pictures.zip`;

const javaScriptBatch = (address: string, body: string): string => `import { writeFile } from 'node:fs/promises';

const headers = { Authorization: \`Bearer \${process.env.ART_ENGINE_KEY}\`, 'Content-Type': 'application/json' };
const answer = await fetch('${address}', { method: 'POST', headers, body: JSON.stringify(${indent(body, 2)}) });
if (!answer.ok) throw new Error(await answer.text());
const { urls } = await answer.json();
const address = new URL(urls.self, answer.url);
// The events end when the batch does.
await (await fetch(\`\${address}/events\`, { headers })).text();
await writeFile('pictures.zip', Buffer.from(await (await fetch(\`\${address}/zip\`, { headers })).arrayBuffer()));`;

const pythonBatch = (address: string, body: string): string => `import json, os, urllib.request

# The values are JSON, as the API takes them.
body = json.loads(r"""${body}""")
headers = {"Authorization": f"Bearer {os.environ['ART_ENGINE_KEY']}", "Content-Type": "application/json"}

def ask(path, data=None):
    return urllib.request.urlopen(urllib.request.Request("${address}" + path, data, headers))

batch = json.load(ask("", json.dumps(body).encode()))["id"]
ask(f"/{batch}/events").read()  # They end when the batch does.
with ask(f"/{batch}/zip") as answer, open("pictures.zip", "wb") as file:
    file.write(answer.read())`;

const quoted = (text: string): string => text.replaceAll("'", String.raw`'\''`);

const indent = (text: string, by: number): string => text.replaceAll('\n', `\n${' '.repeat(by)}`);
