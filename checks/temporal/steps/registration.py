"""Have the workers registered what a job needs?"""
