"""The run sheet, tasks, permits, things, suppliers, money and weather of events."""
