"""A child for the tests: does on its pipes what it is asked to, good and bad. Each request's method names the trick."""
import base64, json, os, subprocess, sys, threading, time

out = threading.Lock()
seen, answers, cancelled = [], {}, set()
wake = threading.Condition()


def raw(data):
    with out:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def say(message):
    raw(json.dumps(message, ensure_ascii=False).encode() + b"\n")


def reply(request, result):
    say({"jsonrpc": "2.0", "id": request["id"], "result": result})


def ask(ident, method, params):
    say({"jsonrpc": "2.0", "id": ident, "method": method, "params": params})
    with wake:
        wake.wait_for(lambda: json.dumps(ident) in answers, timeout=30)
        return answers.pop(json.dumps(ident), None)


def sleepers(how):
    if how == "group":
        return subprocess.Popen(["sleep", "300"])
    if how == "session":
        return subprocess.Popen(["sleep", "300"], start_new_session=True)
    if how == "orphan":  # a double fork: its parent is gone before anybody looks
        return subprocess.Popen(["sh", "-c", "(setsid sleep 300 & echo $!)"], stdout=subprocess.PIPE, start_new_session=True)


def handle(request):
    method, params = request["method"], request.get("params") or {}
    if method == "tools/call":  # every trick is a tool as well
        method, params = "t/" + params["name"], {**params.get("arguments", {}), "_meta": params.get("_meta") or {}}
    meta = params.get("_meta") or {}
    if method == "initialize":
        reply(request, {"protocolVersion": params["protocolVersion"], "capabilities": {"tools": {"listChanged": True}}, "serverInfo": {"name": "talker", "version": "1"}})
    elif method == "tools/list":
        names = ["echo", "seen", "sleep", "progress", "ask", "exit", "raw", "forbidden", "env", "until-cancelled", "spawn"]
        reply(request, {"tools": [{"name": n, "inputSchema": {"type": "object"}} for n in names]})
    elif method == "t/echo" or method == "t/forbidden":
        reply(request, {"id": request["id"], "params": params, "pid": os.getpid()})
    elif method == "t/seen":
        reply(request, {"seen": seen, "pid": os.getpid()})
    elif method == "t/env":
        reply(request, {"env": dict(os.environ), "cwd": os.getcwd(), "argv": sys.argv[1:], "sid": os.getsid(0), "pgid": os.getpgid(0), "pid": os.getpid(),
                        "fds": sorted(int(f) for f in os.listdir("/proc/self/fd"))})
    elif method == "t/exit":
        os._exit(params["code"])
    elif method == "t/close":
        os.close(1)
    elif method == "t/sleep":
        time.sleep(params["ms"] / 1000)
        reply(request, {"slept": params["ms"], "tag": params.get("tag")})
    elif method == "t/progress":
        for i in range(params["steps"]):
            time.sleep(params["ms"] / 1000)
            say({"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progressToken": meta["progressToken"], "progress": i}})
        reply(request, {"done": True})
    elif method == "t/until-cancelled":
        with wake:
            hit = wake.wait_for(lambda: request["id"] in cancelled, timeout=30)
        seen.append({"cancelled": hit, "tag": params.get("tag")})
    elif method == "t/ask":
        answer = ask(params["id"], "sampling/createMessage", {"q": params.get("q")})
        reply(request, {"answer": answer})
    elif method == "t/raw":
        raw(base64.b64decode(params["bytes"]).replace(b"@ID", str(request["id"]).encode()))
        if params.get("reply", True):
            reply(request, {"done": True})
    elif method == "t/huge":
        raw(b'{"jsonrpc":"2.0","id":' + str(request["id"]).encode() + b',"result":"' + b"x" * params["bytes"] + b'"}\n' if params.get("first", True) else
            b'{"result":"' + b"x" * params["bytes"] + b'","jsonrpc":"2.0","id":' + str(request["id"]).encode() + b'}\n')
    elif method == "t/stderr":
        line = base64.b64decode(params["bytes"])
        for _ in range(params.get("times", 1)):
            os.write(2, line)
        reply(request, {"done": True})
    elif method == "t/spawn":
        child = sleepers(params["how"])
        pid = child.pid if child.stdout is None else int(child.stdout.readline())
        reply(request, {"pid": pid, "mine": os.getpid()})
    elif method == "subscriptions/listen":
        say({"jsonrpc": "2.0", "method": "notifications/tools/list_changed", "params": {"_meta": {"io.modelcontextprotocol/subscriptionId": request["id"]}}})
        if params.get("end") == "cancel":
            say({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": request["id"]}})
        elif params.get("end") == "result":
            reply(request, {"resultType": "complete", "_meta": {"io.modelcontextprotocol/subscriptionId": request["id"]}})
    elif method in ("logging/setLevel", "resources/subscribe", "resources/unsubscribe"):
        reply(request, {})
    else:
        say({"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32601, "message": method}})


if "--never-read" in sys.argv:
    time.sleep(300)
if "--stubborn" in sys.argv:
    import signal
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
greeted = "--handshake-or-die" not in sys.argv
for line in sys.stdin.buffer:
    message = json.loads(line)
    greeted = greeted or message.get("method") == "initialize"
    if not greeted:
        os._exit(1)
    if "method" not in message:
        with wake:
            answers[json.dumps(message["id"])] = message
            wake.notify_all()
    elif "id" in message:
        seen.append(message["method"])
        threading.Thread(target=handle, args=(message,), daemon=True).start()
    else:
        seen.append(message)
        if message["method"] == "notifications/cancelled":
            with wake:
                cancelled.add(message["params"]["requestId"])
                wake.notify_all()
if "--stubborn" in sys.argv:
    time.sleep(300)
