"""The platform's API: who asks, on what, and a job that starts or does not."""
