"""A stand-in for ClearML's server, written for this sandbox: no real one can be had from wheels.

It answers as apiserver 2.3.0 (API 2.34) was measured to, and keeps everything in memory. Of what
stands behind a real one, MongoDB, Redis and Elasticsearch, it has nothing, and plays each broken.
"""
