"""A program somebody would write: a machine logs workouts and keeps a copy of the log; an app asks who signed in.

    python keep_a_copy.py http://localhost:3000
"""

import sys

from authlib.integrations.requests_client import OAuth2Session

import app
from browser import Browser

ADA = {"athlete": "ada@longrun.test"}
RUN = {"sport": "run", "started_at": "2026-11-01T07:30:00+01:00", "time_zone": "Europe/Berlin", "duration_s": 3180,
       "distance_m": 10240, "average_heart_rate_bpm": 148, "effort": 6.5, "title": "Canal loop"}


class Machine:
    """The demo's machine with a token for what Ada granted it."""

    def __init__(self, longrun):
        self.api = f"{longrun}/api/v1"
        self.session = OAuth2Session("demo-machine", "demo-machine-secret")
        self.session.fetch_token(f"{longrun}/idp/token", grant_type="client_credentials")

    def ask(self, method, path, expected, headers=None, body=None, **query):
        """Calls the API for Ada, and gives the answer if it is the expected one."""
        answer = self.session.request(method, self.api + path, params={**ADA, **query}, headers=headers, json=body)
        assert answer.status_code == expected, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer


def log_twice(machine):
    """The same request again is answered as the first time; with another body its key is refused."""
    key = {"Idempotency-Key": "canal-2026-11-01"}
    first = machine.ask("POST", "/workouts", 201, key, RUN)
    again = machine.ask("POST", "/workouts", 201, key, RUN)
    assert (again.json(), again.headers["ETag"]) == (first.json(), first.headers["ETag"])
    problem = machine.ask("POST", "/workouts", 422, key, dict(RUN, duration_s=60))
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["type"].endswith("/problems/key-reused")
    return first.json()


def all_pages(machine):
    """Every workout of the log, in small pages, each once."""
    workouts, cursor = [], {}
    while cursor is not None:
        page = machine.ask("GET", "/workouts", 200, limit=40, **cursor).json()
        assert len(page["items"]) <= 40
        workouts += page["items"]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    assert len({it["id"] for it in workouts}) == len(workouts) > 80
    assert workouts == sorted(workouts, key=lambda it: it["local_date"], reverse=True)
    return {it["id"]: it for it in workouts}


def edit(machine, workout):
    """A change names the version it follows: one that was overtaken is refused, and so is one without."""
    path, change = f"/workouts/{workout['id']}", dict(RUN, title="Canal loop, twice")
    machine.ask("PUT", path, 428, None, change)
    changed = machine.ask("PUT", path, 200, {"If-Match": '"1"'}, change)
    assert (changed.json()["title"], changed.headers["ETag"]) == ("Canal loop, twice", '"2"')
    machine.ask("PUT", path, 412, {"If-Match": '"1"'}, RUN)
    tag = {"If-None-Match": changed.headers["ETag"]}
    assert machine.ask("GET", path, 304, tag).content == b""


def follow(machine, copy, since):
    """Brings a copy up to date, and gives from where to go on."""
    while True:
        page = machine.ask("GET", "/changes", 200, **({"since": since} if since else {})).json()
        for change in page["items"]:
            if change["kind"] == "deleted":
                copy.pop(change["id"], None)
            else:
                copy[change["id"]] = change["workout"]
        since = page["next"]
        if not page["more"]:
            return since


def edit_on_the_page(ada, workout):
    """Gives a workout another title in the form that Ada sees."""
    form = ada.open(f"/workouts/{workout['id']}/edit")
    page = ada.send(form, f"/workouts/{workout['id']}", {"title": "Renamed by hand"})
    assert page.status_code == 200 and "Renamed by hand" in page.text, page.text


def ask_who(ada):
    """An app to which Ada signs in learns who she is, and reads her log without naming her."""
    client = app.register(ada, "Training diary")
    diary = app.lend(ada, client)
    me = diary.get(f"{ada.longrun}/api/v1/athletes/me")
    assert me.status_code == 200, me.text
    told = me.json()
    assert (told["client"], told["acting_as"]) == (client, "athlete"), told
    assert set(told["scopes"]) == set(app.SCOPES.split()) - {"openid"}
    profile = diary.get(f"{ada.longrun}/api/v1/profile").json()
    assert (profile["athlete"], profile["display_name"]) == (told["athlete"], "Ada")


def main(longrun):
    machine, ada, copy = Machine(longrun), Browser(longrun), {}
    ada.sign_in("ada")
    since = follow(machine, copy, None)
    workout = log_twice(machine)
    edit(machine, workout)
    edit_on_the_page(ada, workout)
    follow(machine, copy, since)
    assert copy[workout["id"]]["title"] == "Renamed by hand"
    assert copy == all_pages(machine)
    current = {"If-Match": machine.ask("GET", f"/workouts/{workout['id']}", 200).headers["ETag"]}
    machine.ask("DELETE", f"/workouts/{workout['id']}", 204, current)
    follow(machine, copy, since)
    assert workout["id"] not in copy and copy == all_pages(machine)
    ask_who(ada)
    print(f"the Python client is content with {len(copy)} workouts")


if __name__ == "__main__":
    main(sys.argv[1])
