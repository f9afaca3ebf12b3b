"""Holds idle connections open while wrk works on 200 others: usage idle.py HOST:PORT IDLE PATH. Prints the errors of both."""
import socket, subprocess, sys

host, port = sys.argv[1].split(":")
idle = [socket.create_connection((host, int(port))) for _ in range(int(sys.argv[2]))]
out = subprocess.run(["wrk", "-t1", "-c200", "-d8s", "--latency", "-H", "Accept: application/vnd.oci.image.manifest.v1+json",
                      f"http://{sys.argv[1]}{sys.argv[3]}"], capture_output=True, text=True).stdout
rate = next(line.split()[1] for line in out.splitlines() if "Requests/sec" in line)
p99 = next(line.split()[1] for line in out.splitlines() if line.strip().startswith("99%"))
errors = sum(sum(int(word.rstrip(",")) for word in line.split() if word.rstrip(",").isdigit()) for line in out.splitlines()
             if "Socket errors" in line or "Non-2xx" in line)
lost = 0
for connection in idle:
    # one that was idle still answers
    connection.settimeout(10)
    try:
        connection.sendall(b"GET /v2/ HTTP/1.1\r\nHost: bench\r\n\r\n")
        lost += not connection.recv(4096).startswith(b"HTTP/1.1 200")
    except OSError:
        lost += 1
print(f"{errors + lost} errors ({lost} of the idle ones lost), {rate}/s, p99 {p99}")
