// A default export takes every type that has no function of its own.

export * from "./workflows.js";

export default async function () {
  console.log("ran: default");
}
