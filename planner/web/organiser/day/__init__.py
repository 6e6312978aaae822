"""The day itself: live figures, gates and paper lists."""
