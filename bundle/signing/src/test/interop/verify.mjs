// node verify.mjs KEY.pem BUNDLE.json FILE: exit 0 when the Sigstore project's own verifier accepts the bundle, 1 when it refuses.
import { createHash, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, Verifier } from "@sigstore/verify";

const [keyFile, bundleFile, file] = process.argv.slice(2);
const key = createPublicKey(readFileSync(keyFile));
const hint = createHash("sha256").update(key.export({ type: "spki", format: "der" })).digest("base64");
const material = {
  certificateAuthorities: [],
  timestampAuthorities: [],
  tlogs: [],
  ctlogs: [],
  publicKey: (asked) => {
    if (asked !== hint) throw new Error(`the bundle names another key: ${asked}`);
    return { publicKey: key, validFor: () => true };
  },
};
try {
  const bundle = bundleFromJSON(JSON.parse(readFileSync(bundleFile, "utf8")));
  const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
  verifier.verify(toSignedEntity(bundle, readFileSync(file)));
  console.log("accepted");
} catch (refusal) {
  console.log(`refused: ${refusal.message}`);
  process.exit(1);
}
