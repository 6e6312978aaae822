"""The gate: links, phones, scans, and who is inside."""
