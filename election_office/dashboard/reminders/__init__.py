"""催办 and 提醒: what others are asked to do, and what one is reminded of before and after its limit."""
