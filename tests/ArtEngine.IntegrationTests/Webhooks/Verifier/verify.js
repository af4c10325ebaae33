// Verifies messages that were received, one JSON object a line in the file named first, with the secret named second.
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

const verifier = new Webhook(process.argv[3]);
let verified = 0;
for (const line of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  const { headers, body, at } = JSON.parse(line);
  // The library refuses what is old: it is asked as if when the message came.
  Date.now = () => at;
  verifier.verify(body, headers);
  verified++;
}
console.log(`${verified} verified`);
