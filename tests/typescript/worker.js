// A worker as a program of its own. Its one argument is JSON: address, queue, identity; dynamic: it
// takes every type; encoded: its failures do not show their text.

import { fileURLToPath } from "node:url";
import { NativeConnection, Runtime, Worker } from "@temporalio/worker";

const settings = JSON.parse(process.argv[2]);
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const ran = (name) => async () => console.log(`ran: ${name}`);

const activities = { prepareData: ran("prepareData"), train: ran("train") };
if (settings.dynamic) activities.default = ran("default activity");

Runtime.install({ workerHeartbeatInterval: "1s" });
const connection = await NativeConnection.connect({ address: settings.address });
const worker = await Worker.create({
  connection,
  taskQueue: settings.queue,
  identity: settings.identity,
  workflowsPath: file(settings.dynamic ? "dynamic.js" : "workflows.js"),
  activities,
  interceptors: { workflowModules: [file("interceptors.js")] },
  dataConverter: settings.encoded ? { failureConverterPath: file("encoding.cjs") } : undefined,
});
await worker.run();
await connection.close();
