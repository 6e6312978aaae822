import json
import sys

from planner.services.forecast_json import forecast_reply, nowcast_reply

if __name__ == "__main__":
    reply = {"forecast": forecast_reply, "nowcast": nowcast_reply}[sys.argv[1]]
    json.dump(reply(json.load(sys.stdin)), sys.stdout)
