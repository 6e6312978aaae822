"""Food: menus, what to buy, what was ordered, and the papers for it."""
