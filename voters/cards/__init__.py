"""选民证/参选证: issued for a confirmed roll, printed ten to a sheet, replaced by numbered reprints."""
