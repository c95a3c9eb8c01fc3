"""方案: the township's own plan: periods, people, own steps, several days, changes after approval."""
