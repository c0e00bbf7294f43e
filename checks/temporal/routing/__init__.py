"""To whom the server gives tasks, how long they wait, and whether a workflow can be started."""
