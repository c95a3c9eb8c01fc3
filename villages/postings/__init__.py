"""该贴什么: what must hang on the walls of a village, where, by when, until when."""
