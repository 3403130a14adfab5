from __future__ import annotations

import json

from tests.explain.support import document as rows_of
from tests.explain.support import only
from vpdn.explain.document import document
from vpdn.explain.verdict import judge


def test_a_call_is_a_document_of_plain_values() -> None:
    session = only(rows_of("error-742-ccp-rejected"))
    said = json.loads(json.dumps(document(session, judge(session))))
    assert (said["interface"], said["tunnel"], said["user"]) == ("Vi2", "38", "tac")
    assert (said["first_line"], said["last_line"]) == (1, 44)
    diagnosis = said["diagnosis"]
    assert diagnosis["name"] == "MPPE is not configured"
    assert diagnosis["error"]["number"] == 742
    assert diagnosis["configuration"] == ["interface Virtual-Template1", " ppp encrypt mppe auto"]
    assert [one["line"] for one in diagnosis["evidence"]] == [3]
    assert said["ladder"][0] == {
        "line": 1,
        "way": "PC to router",
        "label": "CCP CONFREQ 40/56",
        "count": 1,
    }


def test_what_is_not_known_is_null() -> None:
    session = only(["RADIUS: Retransmit id 141"])
    said = document(session, judge(session))
    assert (said["interface"], said["tunnel"], said["user"], said["address"]) == (None,) * 4
