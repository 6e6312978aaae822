"""Mail that has to leave: kept with what it tells of, then sent."""
