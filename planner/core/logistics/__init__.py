"""Event logistics: run sheet, tasks, permits, things, suppliers, money and weather."""
