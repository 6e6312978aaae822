"""Events and series: plan, look, change, close."""
