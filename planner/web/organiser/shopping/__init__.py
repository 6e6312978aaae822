"""Menus, the shopping list and its papers."""
