"""Independent oracle for rotas: reads rotas as JSON lines, writes who is on call around every change.

It shares no code and no time zone data handling with the product: Python's zoneinfo, and for days with a clock change
a plain search for the first second at which the wall clock shows the wanted time or a later one.
"""
import bisect
import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

HOURS = {"h": 1, "d": 24, "w": 168}
EPOCH = datetime(1970, 1, 1)


def wall(t, zone):
    """Wall clock of the zone at the UTC second t, without zone."""
    return datetime.fromtimestamp(t, timezone.utc).astimezone(zone).replace(tzinfo=None)


def first_at(local, zone):
    """The first UTC second at which the wall clock shows `local` or later."""
    guess = int((local - EPOCH).total_seconds())
    before = wall(guess - 30 * 3600, zone) - EPOCH - timedelta(seconds=guess - 30 * 3600)
    after = wall(guess + 30 * 3600, zone) - EPOCH - timedelta(seconds=guess + 30 * 3600)
    if before == after:
        return guess - int(before.total_seconds())
    t = guess - 30 * 3600
    while wall(t, zone) < local:
        t += 300
    t -= 300
    while wall(t, zone) < local:
        t += 1
    return t


def parse(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M")


def walk(rota, zone, start, end):
    layers = []
    for layer in rota["layers"]:
        step = timedelta(hours=int(layer["shift"][:-1]) * HOURS[layer["shift"][-1]])
        first = parse(layer["starts"])
        # Hand-overs before the window are only counted, those in it are located.
        skip = max(0, int((EPOCH + timedelta(seconds=start) - first) / step) - 3)
        changes = []
        n = skip
        while True:
            t = first_at(first + n * step, zone)
            changes.append(t)
            if t > end + 86400:
                break
            n += 1
        layers.append((skip, changes, layer["participants"]))
    overrides = [(first_at(parse(o["from"]), zone), first_at(parse(o["to"]), zone), o["contact"]) for o in rota["overrides"]]

    begins = first_at(parse(rota["from"]), zone) if "from" in rota else None
    ends = first_at(parse(rota["until"]), zone) if "until" in rota else None

    def who(t):
        if (begins is not None and t < begins) or (ends is not None and t >= ends):
            return None
        contact = None
        for skip, changes, people in layers:
            count = bisect.bisect_right(changes, t)
            if count > 0:
                contact = people[(skip + count - 1) % len(people)]
        for begin, stop, person in overrides:
            if begin <= t < stop:
                contact = person
        return contact

    moments = {t + d for _, changes, _ in layers for t in changes for d in (-1, 0, 1)}
    moments |= {t + d for begin, stop, _ in overrides for t in (begin, stop) for d in (-1, 0, 1)}
    moments |= {t + d for t in (begins, ends) if t is not None for d in (-1, 0, 1)}
    return [[t, who(t)] for t in sorted(moments) if start <= t < end]


def every_minute(rota, zone, start, end):
    """Looks at the wall clock of every minute; a hand-over is the first minute that shows its time or a later one."""
    layer = rota["layers"][0]
    step = timedelta(hours=int(layer["shift"][:-1]) * HOURS[layer["shift"][-1]])
    due = parse(layer["starts"])
    count = 0
    changes = []
    for t in range(start, end, 60):
        if datetime.fromtimestamp(t, zone).replace(tzinfo=None) >= due:
            changes.append([t, layer["participants"][count % len(layer["participants"])]])
            count += 1
            due += step
    return changes


for line in sys.stdin:
    task = json.loads(line)
    look = every_minute if task.get("look") == "every minute" else walk
    print(json.dumps(look(task["rota"], ZoneInfo(task["zone"]), task["start"], task["end"])))
