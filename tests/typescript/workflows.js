// What a platform might run; whatever of it runs says so, in the log of the worker.

import { proxyActivities } from "@temporalio/workflow";

console.log("ran: module");

const { prepareData } = proxyActivities({ startToCloseTimeout: "1 minute" });

export async function TrainingWorkflow(job) {
  console.log("ran: TrainingWorkflow");
  return `job ${job} was trained`;
}

export async function DatasetWorkflow(name) {
  console.log("ran: DatasetWorkflow");
  return prepareData(name);
}

export const settings = { epochs: 3 }; // no function: no workflow
