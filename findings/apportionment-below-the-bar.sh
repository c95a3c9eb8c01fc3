#!/usr/bin/env bash
# Guess (worded after a first look, and narrower than what was noted before it):
#         a library that shares seats (representatives of a village among its groups by people, say) gives none to a
#         group without people or below the bar, and names a tie when it is asked to.
# Seen:   apportionment 1.0. Methods that give everybody a first seat (huntington, adams, dean) give one to a party that
#         the threshold has just put out, or that has no vote at all, as soon as there are fewer seats than
#         parties: 90, 6, 4 with a threshold of ten per cent is 1, 1, 0 for two seats and 3, 0, 0 for three. Who gets
#         it is the order of the list: 4, 6, 90 gives each small one a seat and the large one none. Asked to
#         name ties (tiesallowed=False) it calls this a tie. modified_saintelague, so asked, names the tie of 7 and 15
#         votes for the second seat and passes over that of 21 and 45: it divides by 1.4 in binary fractions,
#         also with fractions=True.
# Helps:  take out whoever is below the bar oneself; divide by whole numbers (5 and 7 instead of 1 and 1.4).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check apportionment==1.0 numpy==2.3.5
cat >"$folder/share.py" <<'PYTHON'
from apportionment import methods


def share(method, votes, seats, **options):
    try:
        return methods.compute(method, votes, seats, **options)
    except methods.TiesException:
        return "tie"


for method in ("saintelague", "huntington", "adams", "dean"):
    for votes in ([90, 6, 4], [4, 6, 90]):
        for bar in (None, 0.1):
            print(method, votes, "bar", bar, *(share(method, votes, seats, threshold=bar) for seats in (2, 3)))
    print(method, [90, 0, 0], *(share(method, [90, 0, 0], seats) for seats in (2, 3)))
    print(method, [4, 6, 90], "bar 0.1, ties named", share(method, [4, 6, 90], 2, threshold=0.1, tiesallowed=False))
for votes in ([7, 15], [21, 45]):
    for fractions in (False, True):
        answer = share("modified_saintelague", votes, 2, tiesallowed=False, fractions=fractions)
        print("modified_saintelague", votes, "fractions", fractions, answer)
PYTHON
"$folder/venv/bin/python" "$folder/share.py" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
saintelague [90, 6, 4] bar None [2, 0, 0] [3, 0, 0]
saintelague [90, 6, 4] bar 0.1 [2, 0, 0] [3, 0, 0]
saintelague [4, 6, 90] bar None [0, 0, 2] [0, 0, 3]
saintelague [4, 6, 90] bar 0.1 [0, 0, 2] [0, 0, 3]
saintelague [90, 0, 0] [2, 0, 0] [3, 0, 0]
saintelague [4, 6, 90] bar 0.1, ties named [0, 0, 2]
huntington [90, 6, 4] bar None [1, 1, 0] [1, 1, 1]
huntington [90, 6, 4] bar 0.1 [1, 1, 0] [3, 0, 0]
huntington [4, 6, 90] bar None [0, 1, 1] [1, 1, 1]
huntington [4, 6, 90] bar 0.1 [1, 1, 0] [0, 0, 3]
huntington [90, 0, 0] [1, 1, 0] [3, 0, 0]
huntington [4, 6, 90] bar 0.1, ties named tie
adams [90, 6, 4] bar None [1, 1, 0] [1, 1, 1]
adams [90, 6, 4] bar 0.1 [1, 1, 0] [3, 0, 0]
adams [4, 6, 90] bar None [0, 1, 1] [1, 1, 1]
adams [4, 6, 90] bar 0.1 [1, 1, 0] [0, 0, 3]
adams [90, 0, 0] [1, 1, 0] [3, 0, 0]
adams [4, 6, 90] bar 0.1, ties named tie
dean [90, 6, 4] bar None [1, 1, 0] [1, 1, 1]
dean [90, 6, 4] bar 0.1 [1, 1, 0] [3, 0, 0]
dean [4, 6, 90] bar None [0, 1, 1] [1, 1, 1]
dean [4, 6, 90] bar 0.1 [1, 1, 0] [0, 0, 3]
dean [90, 0, 0] [1, 1, 0] [3, 0, 0]
dean [4, 6, 90] bar 0.1, ties named tie
modified_saintelague [7, 15] fractions False tie
modified_saintelague [7, 15] fractions True tie
modified_saintelague [21, 45] fractions False [1, 1]
modified_saintelague [21, 45] fractions True [1, 1]
EXPECTED
