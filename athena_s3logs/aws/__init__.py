"""What talks to AWS through boto3."""
