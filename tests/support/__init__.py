"""What several tests need: databases, a browser."""
