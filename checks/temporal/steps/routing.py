"""Does the server give tasks to those who poll for them?"""
