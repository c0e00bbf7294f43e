"""The built-in checks: a module a service, or a small package. They use only the front door."""
