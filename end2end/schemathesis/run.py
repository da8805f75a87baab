"""Runs schemathesis over the whole document of a running demo: as its machine, and as an app that Ada lent a token.

    python run.py http://localhost:3000 EXAMPLES SEED
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "clients/python"))
import app  # noqa: E402
from browser import Browser  # noqa: E402

GPX = """<gpx version="1.1" creator="a pen" xmlns="http://www.topografix.com/GPX/1/1"><trk><type>running</type><trkseg>
<trkpt lat="48.1" lon="11.5"><time>2026-03-01T08:00:00Z</time></trkpt>
<trkpt lat="48.11" lon="11.5"><time>2026-03-01T08:06:00Z</time></trkpt>
</trkseg></trk></gpx>"""


def machine_token(longrun):
    form, secret = {"grant_type": "client_credentials"}, ("demo-machine", "demo-machine-secret")
    return requests.post(f"{longrun}/idp/token", data=form, auth=secret).json()["access_token"]


def bring_a_file(longrun, token):
    """Imports a file and gives the id of the workout that it holds."""
    ada, headers = {"athlete": "ada@longrun.test"}, {"Authorization": f"Bearer {token}"}
    files = {"file": ("canal.gpx", GPX)}
    brought = requests.post(f"{longrun}/api/v1/imports", params=ada, headers=headers, files=files)
    assert brought.status_code == 202, brought.text
    for _ in range(300):
        told = requests.get(longrun + brought.headers["Location"], params=ada, headers=headers).json()
        if told["state"] == "stored":
            return told["files"][0]["workouts"][0]
        time.sleep(0.1)
    raise AssertionError(told)


def run(longrun, token, workout, examples, seed):
    command = [Path(sys.executable).with_name("schemathesis"), "--config-file", HERE / "schemathesis.toml", "run"]
    command += [f"{longrun}/api/openapi.json", "--header", f"Authorization: Bearer {token}"]
    command += ["--max-examples", examples, "--seed", seed, "--warnings", "off"]
    env = dict(os.environ, WORKOUT_WITH_ORIGINAL=workout, SCHEMATHESIS_HOOKS=HERE / "hooks.py")
    # What it remembers would change what the next run tries.
    with TemporaryDirectory() as forgotten:
        done = subprocess.run(command, cwd=forgotten, env=env, stdout=subprocess.PIPE, text=True)
    print(done.stdout, flush=True)
    return done.returncode or not_all_phases(done.stdout)


def not_all_phases(printed):
    """Whether a phase was left out, or the stateful one found no way from one call to the next."""
    phases = all(re.search(rf"✅ +{phase}", printed) for phase in ["Examples", "Coverage", "Fuzzing", "Stateful"])
    links = re.search(r"API Links: +(\d+) covered", printed)
    return int(not phases or links is None or int(links[1]) == 0)


def main(longrun, examples, seed):
    machine = machine_token(longrun)
    workout = bring_a_file(longrun, machine)
    ada = Browser(longrun)
    ada.sign_in("ada")
    lent = app.lend(ada, app.register(ada, "Schemathesis")).token["access_token"]
    failed = []
    for name, token in (("the demo's machine", machine), ("an app that Ada lent a token", lent)):
        print(f"\n━━ as {name}", flush=True)
        if run(longrun, token, workout, examples, seed):
            failed.append(name)
    sys.exit(f"not as the document says: as {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
