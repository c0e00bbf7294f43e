"""May this account do with the tables what the operation does?"""
