"""三个100%: who must sign a pledge, who did, and whose is missing. The records are of villages.groundwork."""
