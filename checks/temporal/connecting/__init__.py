"""Reaching Temporal, asking it by RPC, and what its client says when that fails."""
