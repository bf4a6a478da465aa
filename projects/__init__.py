"""What is done, with what."""
