"""Nothing lost: backups, and whether this server can do its work."""
