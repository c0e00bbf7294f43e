"""What the report predicts, held against what becomes of a job, over everything we can break."""
