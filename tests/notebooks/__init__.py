"""The notebooks as their readers run them."""
