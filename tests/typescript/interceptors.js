// They stand around every run of a workflow.

export function interceptors() {
  console.log("ran: interceptors");
  const execute = async (input, next) => {
    console.log("ran: intercepted");
    return next(input);
  };
  return { inbound: [{ execute }] };
}
