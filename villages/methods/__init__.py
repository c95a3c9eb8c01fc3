"""选举办法: drafted from the rulebook, edited, passed by a meeting, hung, and a layer of the rulebook."""
