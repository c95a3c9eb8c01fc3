#!/usr/bin/env bash
# Guess:  an office that keeps its queue in a folder (kombu's filesystem transport) and a second one beside it,
#         opened by the same program with a folder of its own, have nothing to do with each other: three orders
#         go where they were sent, and a folder that cannot take one says so.
# Seen:   kombu 5.7.0. What is bound to what is remembered for the transport, not for the folder. Whichever
#         connection of a process declares a queue first writes the file of its bindings; the second finds
#         the queue bound already, writes none, and every message sent through it is dropped: no file, no
#         error, and publishing answers as always. With queues of two names, or with the second folder opened
#         by a process of its own, both arrive.
# Helps:  one process, one folder; or give the queues of each folder a name of its own. A copy of an office for
#         practice runs in processes of its own for this reason too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check kombu==5.7.0
cat >"$folder/send.py" <<'PYTHON'
import sys
from pathlib import Path

from kombu import Connection, Exchange, Queue


def office(name):
    for part in ("messages", "control"):
        Path(name, part).mkdir(parents=True, exist_ok=True)
    places = {"data_folder_in": f"{name}/messages", "data_folder_out": f"{name}/messages"}
    return Connection("filesystem://", transport_options=places | {"control_folder": f"{name}/control"})


def send(connection, order, queue):
    with connection.Producer() as producer:
        producer.publish(order, exchange=queue.exchange, routing_key=queue.routing_key, declare=[queue])


def orders(name):
    return Queue(name, Exchange(name, type="direct"), routing_key=name)


what, *folders = sys.argv[1:]
for place in folders:
    send(office(place), {"print": place}, orders("orders" if what == "same" else f"orders-{place}"))
waiting = {place: len(list(Path(place, "messages").iterdir())) for place in folders}
bound = {place: len(list(Path(place, "control").iterdir())) for place in folders}
print(what, "name,", "waiting", waiting, "bindings", bound)
PYTHON
cd "$folder"
{
    venv/bin/python send.py same town practice
    venv/bin/python send.py other town2 practice2
    venv/bin/python send.py same alone
} | tee seen
diff seen - <<'EXPECTED'
same name, waiting {'town': 1, 'practice': 0} bindings {'town': 1, 'practice': 0}
other name, waiting {'town2': 1, 'practice2': 1} bindings {'town2': 1, 'practice2': 1}
same name, waiting {'alone': 1} bindings {'alone': 1}
EXPECTED
