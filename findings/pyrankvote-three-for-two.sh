#!/usr/bin/env bash
# Guess (worded after a first look, and narrower than what was noted before it):
#         a library that counts elections never declares more people elected than there are seats; a tie for the last
#         seat is reported, or broken by lot.
# Seen:   pyrankvote 2.0.6, preferential_block_voting with two seats and three candidates of equal figures: all three
#         are Elected, every time, without a warning. Ties are broken by lot (and not reported) where one of them
#         fits beside somebody ahead, and in its single_transferable_vote. Its instant_runoff_voting elects
#         somebody when every ballot is blank, by lot too; blank ballots do not count towards the half, so 2 of 100
#         ballots elect as well.
# Helps:  compare the number of winners with the seats, and the half of the ballots cast, oneself; look for equal
#         figures before the library is asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pyrankvote==2.0.6
cat >"$folder/count.py" <<'PYTHON'
import pyrankvote
from pyrankvote import Ballot, Candidate

a, b, c, d = people = [Candidate(name) for name in ("演示甲", "演示乙", "演示丙", "演示丁")]


def elected(method, candidates, marks, *seats):
    """How many are elected in each of 60 counts of the same ballots, and how many different results there are."""
    ballots = [Ballot(mark) for mark, number in marks for _ in range(number)]
    results = [
        frozenset(person.name for person in method(candidates, ballots, *seats).get_winners()) for _ in range(60)
    ]
    return sorted({len(result) for result in results}), "different results", len(set(results)) > 1


block, single, runoff = (
    pyrankvote.preferential_block_voting,
    pyrankvote.single_transferable_vote,
    pyrankvote.instant_runoff_voting,
)
print("block, one mark each, two seats", *elected(block, people[:3], [([a], 5), ([b], 5), ([c], 5)], 2))
print("block, two marks each, two seats", *elected(block, people[:3], [([a, b], 5), ([b, c], 5), ([c, a], 5)], 2))
print("block, tie behind the first", *elected(block, people, [([a, b], 4), ([a, c], 4), ([a, d], 4)], 2))
print("single transferable vote", *elected(single, people[:3], [([a], 5), ([b], 5), ([c], 5)], 2))
print("runoff, all blank", *elected(runoff, people[:2], [([], 5)]))
print("runoff, 2 of 100 for the first", *elected(runoff, people[:2], [([a], 2), ([b], 1), ([], 97)]))
PYTHON
"$folder/venv/bin/python" "$folder/count.py" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
block, one mark each, two seats [3] different results False
block, two marks each, two seats [3] different results False
block, tie behind the first [2] different results True
single transferable vote [2] different results True
runoff, all blank [1] different results True
runoff, 2 of 100 for the first [1] different results False
EXPECTED
