"""What is kept and until when, erasing it, and who did what."""
