"""The official papers of this app, one file each; loaded and registered at start-up."""
