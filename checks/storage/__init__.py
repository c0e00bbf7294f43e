"""What MinIO and R2 have in common: both are stores that speak S3."""
