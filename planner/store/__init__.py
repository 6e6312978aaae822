from planner.store import sessions as sessions  # nobody opens a session that is not looked after
