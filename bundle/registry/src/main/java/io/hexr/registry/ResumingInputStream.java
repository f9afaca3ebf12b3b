package io.hexr.registry;

import java.io.IOException;
import java.io.InputStream;

import io.hexr.oci.Digest;
import io.hexr.oci.OciException;
import org.jspecify.annotations.Nullable;

/** A blob on its way: where the connection breaks, the rest is asked for and the reader notices nothing. Checks no digest; whoever hands it out does. */
final class ResumingInputStream extends InputStream {
    /** Fewer bytes than this between two breaks are no progress: a server that breaks after every byte is given up. */
    private static final long PROGRESS = 1 << 20;

    private final Repository repository;
    private final Digest digest;
    private final long size;
    private final Courier.Trials trials;
    private @Nullable HttpResponse response;
    private long at;
    private long brokenAt;

    ResumingInputStream(Repository repository, Digest digest, long size) {
        this.repository = repository;
        this.digest = digest;
        this.size = size;
        this.trials = repository.client().courier().trials("GET " + repository.blob(digest));
        this.response = ask();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (true) {
            try {
                HttpResponse current = response == null ? ask() : response;
                response = current;
                int read = current.body().read(into, offset, length);
                if (read < 0 && at < size) {
                    // the registry ended the answer properly, and too early
                    throw new OciException.SizeMismatch("blob " + digest + " from " + repository, size, "only " + at);
                }
                if (read > 0) {
                    at += read;
                    if (at - brokenAt >= PROGRESS) {
                        trials.progressed();
                    }
                }
                return read;
            } catch (RegistryException e) {
                end();
                brokenAt = at;
                trials.failed(e);
            }
        }
    }

    /** The rest from here on. */
    private HttpResponse ask() {
        HttpRequest whole = HttpRequest.to("GET", repository.blob(digest));
        HttpRequest request = at == 0 ? whole : whole.with("Range", "bytes=" + at + "-");
        HttpResponse answer = repository.persist(request, repository.pull());
        boolean good = false;
        try {
            check(answer);
            good = true;
            return answer;
        } finally {
            if (!good) {
                answer.close();
            }
        }
    }

    private void check(HttpResponse answer) {
        String label = answer.request().label();
        switch (answer.status()) {
            case 200 -> {
                long length = answer.head().contentLength(label).orElse(size);
                if (length != size) {
                    throw new OciException.SizeMismatch(
                            "blob " + digest + " from " + repository, size, String.valueOf(length));
                }
                skip(answer);
            }
            case 206 -> {
                String range = answer.headers().first("Content-Range").orElse("");
                if (at == 0 || !range.equals("bytes " + at + "-" + (size - 1) + "/" + size)) {
                    throw ResponseHead.violation(label, "asked from byte " + at + ", got " + range);
                }
            }
            case 404 -> throw new OciException.NotFound("blob " + digest + " in " + repository);
            default -> throw repository.refusal(answer);
        }
    }

    /** A registry that knows no ranges sends everything again. */
    private void skip(HttpResponse answer) {
        try {
            answer.body().skipNBytes(at);
        } catch (IOException e) {
            throw ResponseHead.violation(answer.request().label(), "it is shorter than before");
        }
    }

    private void end() {
        if (response != null) {
            response.close();
            response = null;
        }
    }

    @Override
    public void close() {
        end();
    }
}
