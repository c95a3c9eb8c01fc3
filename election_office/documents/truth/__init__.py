"""Whether the papers on the wall still say what is so."""
