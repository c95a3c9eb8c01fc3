"""Everything before the first ballot is handed out: the ballot itself, its stock, stations and staff."""
