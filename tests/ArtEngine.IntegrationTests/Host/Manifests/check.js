// Holds the manifests in a folder to Kubernetes' own schemas, and says which they are.
import { readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const folder = process.argv[2];
for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml")) {
  for (const document of parseAllDocuments(readFileSync(`${folder}/${file}`, "utf8"))) {
    const manifest = document.toJS();
    const { [manifest.kind]: Model } = await import(`kubernetes-models/${manifest.apiVersion}/${manifest.kind}`);
    new Model(manifest).validate();
    console.log(manifest.kind);
  }
}
