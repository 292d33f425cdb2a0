// Probot as its documentation shows it within a server of one's own, with a handler that does nothing. The address is
// printed when it listens; it ends with its standard input.
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import { createNodeMiddleware, createProbot } from "probot";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const probot = createProbot({
  env: {},
  overrides: { appId: 1, privateKey, secret: process.env.SECRET, logLevel: "error" },
});
const middleware = await createNodeMiddleware(
  (app) => app.on("repository_advisory", async () => {}),
  { probot, webhooksPath: "/api/github/hook" },
);
const server = createServer((request, response) =>
  middleware(request, response, () => response.writeHead(404).end()),
);
server.listen(0, "127.0.0.1", () => {
  const { address, port } = server.address();
  console.log(`${address}:${port}`);
});
process.stdin.on("end", () => process.exit(0)).resume();
