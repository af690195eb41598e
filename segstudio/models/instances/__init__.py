"""Networks that find objects one by one."""
