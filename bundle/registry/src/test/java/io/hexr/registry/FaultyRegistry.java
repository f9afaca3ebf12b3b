package io.hexr.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A front before a real registry that breaks what it is told to break: the n-th request of one kind. Demands tokens, which its own address issues to one
 * user. Simulates broken networks, proxies and servers; everything it does not break is the real registry's.
 */
public final class FaultyRegistry implements AutoCloseable {
    public static final String USER = "pusher";
    public static final String PASSWORD = "a password of this test";

    /** What a request is about. */
    public enum Kind {
        HEAD_BLOB("HEAD /v2/.*/blobs/.*"),
        GET_BLOB("GET /v2/.*/blobs/sha.*"),
        HEAD_MANIFEST("HEAD /v2/.*/manifests/.*"),
        GET_MANIFEST("GET /v2/.*/manifests/.*"),
        MOUNT("POST /v2/.*/blobs/uploads/.*mount=.*"),
        START_UPLOAD("POST /v2/.*/blobs/uploads/.*"),
        PATCH("PATCH /v2/.*/blobs/uploads/.*"),
        ASK_OFFSET("GET /v2/.*/blobs/uploads/.+"),
        COMMIT("PUT /v2/.*/blobs/uploads/.* 0"),
        PUT_BLOB("PUT /v2/.*/blobs/uploads/.* [1-9][0-9]*"),
        PUT_MANIFEST("PUT /v2/.*/manifests/sha.*"),
        PUT_TAG("PUT /v2/.*/manifests/.*"),
        LIST_TAGS("GET /v2/.*/tags/list.*"),
        REFERRERS("GET /v2/.*/referrers/.*"),
        TOKEN("GET /token.*"),
        OTHER(".*");

        private final Pattern pattern;

        Kind(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }

        static Kind of(String method, String target, long length) {
            String line =
                    method + " " + target + (method.equals("PUT") && target.contains("/uploads/") ? " " + length : "");
            return Arrays.stream(values())
                    .filter(kind -> kind.pattern.matcher(line).matches())
                    .findFirst()
                    .orElse(OTHER);
        }
    }

    /** One request as it arrived, its body whole. */
    static final class Arrived {
        private final String method;
        private final String target;
        private final List<String> headers;
        private final byte[] body;

        Arrived(String method, String target, List<String> headers, byte[] body) {
            this.method = method;
            this.target = target;
            this.headers = headers;
            this.body = body;
        }

        String header(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT)
                            .startsWith(name.toLowerCase(java.util.Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    private final InetSocketAddress behind;
    private final ServerSocket listener;
    private final HostPort foreign;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final Set<String> good = ConcurrentHashMap.newKeySet();
    private volatile int limit = Integer.MAX_VALUE;
    private volatile Kind armedKind = Kind.OTHER;
    private volatile Fault armed = Fault.NONE;
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger struck = new AtomicInteger();

    public FaultyRegistry(InetSocketAddress behind, HostPort foreign) throws IOException {
        this.behind = behind;
        this.foreign = foreign;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public HostPort at() {
        return new HostPort("127.0.0.1", listener.getLocalPort());
    }

    HostPort foreign() {
        return foreign;
    }

    public void arm(Kind kind, Fault fault) {
        armedKind = kind;
        left.set(fault.times());
        armed = fault;
    }

    /** Answers 413 to every larger body from now on, as a proxy with a limit does. */
    public void take(int largest) {
        limit = largest;
    }

    /** How often the fault struck. */
    public int struck() {
        return struck.get();
    }

    /** Method and target of every request, in order. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    /** Tokens given out so far are worth nothing from now on. */
    void forgetTokens() {
        good.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new java.io.BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more) {
                more = one(socket, in);
            }
        } catch (IOException e) {
            // the client left, or the fault was to leave
        } finally {
            open.remove(socket);
        }
    }

    private boolean one(Socket socket, InputStream in) throws IOException {
        String[] line = line(in).split(" ", 3);
        if (line.length < 3) {
            return false;
        }
        List<String> headers = new java.util.ArrayList<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            headers.add(header);
        }
        Arrived head = new Arrived(line[0], line[1], headers, new byte[0]);
        String length = head.header("Content-Length");
        int bytes = length.isEmpty() ? 0 : Integer.parseInt(length);
        seen.add(line[0] + " " + line[1]);
        if (bytes > limit) {
            return Fault.REFUSES_413_BEFORE_READING.before(socket, in, bytes);
        }
        Fault fault = strikes(Kind.of(line[0], line[1], bytes), head) ? armed : Fault.NONE;
        if (fault.strikesBeforeTheBody()) {
            return fault.before(socket, in, bytes);
        }
        Arrived whole = new Arrived(line[0], line[1], headers, in.readNBytes(bytes));
        return fault.strike(this, socket, whole);
    }

    private boolean strikes(Kind kind, Arrived head) {
        boolean due = kind == armedKind
                && armed != Fault.NONE
                && (kind == Kind.TOKEN || isAuthorized(head))
                && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        if (due) {
            struck.incrementAndGet();
        }
        return due;
    }

    private boolean isAuthorized(Arrived request) {
        String authorization = request.header("Authorization");
        return authorization.startsWith("Bearer ") && good.contains(authorization.substring(7));
    }

    /** What an unbroken registry answers, raw. */
    byte[] answer(Arrived request) throws IOException {
        if (request.target.startsWith("/token")) {
            return token(request);
        }
        if (!isAuthorized(request)) {
            return challenge("http://" + at() + "/token");
        }
        return forward(request);
    }

    static byte[] challenge(String realm) {
        return raw("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"" + realm
                + "\",service=\"faulty\"\r\nContent-Length: 0\r\n\r\n");
    }

    private byte[] token(Arrived request) {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (!request.header("Authorization").equals(expected)) {
            return raw("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        }
        String token = "token-" + tokens.incrementAndGet();
        good.add(token);
        String json = "{\"token\":\"" + token + "\",\"expires_in\":300}";
        return raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                + json);
    }

    private byte[] forward(Arrived request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(behind);
            OutputStream out = socket.getOutputStream();
            StringBuilder head = new StringBuilder(request.method + " " + request.target + " HTTP/1.1\r\n");
            request.headers.stream()
                    .filter(line -> !line.matches("(?i)(authorization|connection):.*"))
                    .forEach(line -> head.append(line).append("\r\n"));
            out.write(raw(head.append("Connection: close\r\n\r\n").toString()));
            out.write(request.body);
            out.flush();
            byte[] all = socket.getInputStream().readAllBytes();
            int end = headEnd(all);
            String answered =
                    new String(all, 0, end, StandardCharsets.ISO_8859_1).replaceAll("(?i)\r\nConnection: close", "");
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(raw(answered));
            whole.write(all, end, all.length - end);
            return whole.toByteArray();
        }
    }

    /** Where the head of a raw answer ends: after its empty line. */
    static int headEnd(byte[] answer) {
        for (int i = 3; i < answer.length; i++) {
            if (answer[i] == '\n' && answer[i - 2] == '\n') {
                return i + 1;
            }
        }
        return answer.length;
    }

    static byte[] raw(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return "";
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
