import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy that puts distance between a client and a server on one machine: each byte arrives half the round trip after it was sent, at whatever rate; a
 * connection costs a round trip before its first byte, as a TCP handshake does.
 *
 * <p>usage: java Delay.java LISTEN_PORT HOST:PORT ROUND_TRIP_MS
 */
void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    String host = args[1].substring(0, args[1].lastIndexOf(':'));
    int to = Integer.parseInt(args[1].substring(args[1].lastIndexOf(':') + 1));
    long half = Long.parseLong(args[2]) * 500_000L;
    try (ServerSocket server = new ServerSocket()) {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        while (true) {
            Socket near = server.accept();
            Thread.ofVirtual().start(() -> connect(near, host, to, half));
        }
    }
}

/** What was read, and when it is due at the other side; an empty piece is the end. */
record Piece(byte[] bytes, int length, long due) {}

static void connect(Socket near, String host, int port, long half) {
    try {
        Socket far = new Socket();
        far.connect(new InetSocketAddress(host, port));
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        // the handshake of the real distance
        until(System.nanoTime() + 2 * half);
        carry(near, far, half);
        carry(far, near, half);
    } catch (IOException e) {
        close(near);
    }
}

static void carry(Socket from, Socket to, long half) {
    // 256 pieces of up to 64 KiB are in flight: more than any window of the loopback
    BlockingQueue<Piece> flight = new ArrayBlockingQueue<>(256);
    Thread.ofVirtual().start(() -> {
        try (InputStream in = from.getInputStream()) {
            int length = 0;
            while (length >= 0) {
                byte[] bytes = new byte[64 << 10];
                length = in.read(bytes);
                flight.put(new Piece(bytes, Math.max(length, 0), System.nanoTime() + half));
            }
        } catch (IOException e) {
            flight.offer(new Piece(new byte[0], 0, System.nanoTime() + half));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    });
    Thread.ofVirtual().start(() -> {
        try {
            OutputStream out = to.getOutputStream();
            for (Piece piece = flight.take(); piece.length() > 0; piece = flight.take()) {
                until(piece.due());
                out.write(piece.bytes(), 0, piece.length());
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    });
}

static void until(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
    }
}

static void close(Socket socket) {
    try {
        socket.close();
    } catch (IOException e) {
        // it was to end
    }
}
