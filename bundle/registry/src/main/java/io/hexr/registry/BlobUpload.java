package io.hexr.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hexr.oci.Descriptor;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way up. Small ones go in one request; larger ones in chunks, each acknowledged, so that a break costs at most a chunk. After any doubt the
 * registry is asked how far it is; where it has forgotten the upload, this blob begins anew; where only the last answer was lost, the blob is looked up.
 */
final class BlobUpload {
    private static final int RESTARTS = 3;
    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

    private final Repository repository;
    private final Descriptor blob;
    private final Body body;
    private final UploadJournal journal;
    private final Courier.Trials trials;
    private final ChunkSize chunk;
    private Scope scope;
    private long smallest = Chunks.SMALLEST;
    private HttpUrl location;
    private long offset;
    /** The last refusal that might have passed: where it does not, it says more than what followed from it. */
    private @Nullable RegistryException refused;

    BlobUpload(Repository repository, Descriptor blob, Body body, UploadJournal journal) {
        this.repository = repository;
        this.blob = blob;
        this.body = body;
        this.journal = journal;
        this.scope = repository.push();
        this.location = repository.url("blobs/uploads/");
        this.trials = repository.client().courier().trials("uploading " + blob.digest() + " to " + repository);
        this.chunk = repository.client().chunkSize(repository.registry().at());
    }

    Delivery run(Optional<String> mountFrom) {
        boolean settled = false;
        try {
            Delivery delivery = deliver(mountFrom);
            settled = true;
            return delivery;
        } catch (RegistryException e) {
            // the registry may still be asked to go on from here
            settled = true;
            throw e;
        } finally {
            // who was interrupted comes back: what failed then is not the content, and the registry would not hear of
            // it either
            if (!settled && !Thread.currentThread().isInterrupted()) {
                cancel();
            }
        }
    }

    private Delivery deliver(Optional<String> mountFrom) {
        if (!goesOn() && begin(mountFrom)) {
            return Delivery.MOUNTED;
        }
        for (int restarts = 0; ; restarts++) {
            if (send()) {
                journal.ended(blob);
                return Delivery.SENT;
            }
            journal.ended(blob);
            if (restarts == RESTARTS) {
                throw refused != null
                        ? refused
                        : ResponseHead.violation(
                                "uploading " + blob.digest() + " to " + repository,
                                "the registry forgot the upload " + (RESTARTS + 1) + " times");
            }
            begin(Optional.empty());
        }
    }

    /** Whether an upload of an earlier run can be taken up. */
    private boolean goesOn() {
        Optional<HttpUrl> left = journal.begun(blob).flatMap(repository::ownIfPossible);
        if (left.isEmpty()) {
            return false;
        }
        location = left.get();
        return ask();
    }

    /** Opens an upload, or finds that the registry mounted the blob from elsewhere. */
    private boolean begin(Optional<String> mountFrom) {
        HttpUrl url = repository.url("blobs/uploads/");
        if (mountFrom.isPresent()) {
            url = url.withParameter("mount", blob.digest().toString()).withParameter("from", mountFrom.get());
        }
        Scope opening =
                mountFrom.map(from -> scope.and(Scope.pull(from).parts())).orElse(scope);
        HttpRequest request = HttpRequest.to("POST", url);
        try (HttpResponse response = repository.persist(request, opening)) {
            if (response.status() == 201 && mountFrom.isPresent()) {
                repository.requireDigest(response, blob.digest());
                return true;
            }
            if (response.status() != 202) {
                throw repository.refusal(response);
            }
            offset = 0;
            location = next(request, response);
            response.headers()
                    .first("OCI-Chunk-Min-Length")
                    .filter(length -> length.matches("[0-9]{1,9}"))
                    .ifPresent(length -> smallest = Math.max(smallest, Long.parseLong(length)));
            journal.moved(blob, location.absolute(), 0);
            return false;
        }
    }

    /** Sends what is missing and completes. False where the registry has forgotten the upload. */
    private boolean send() {
        while (true) {
            boolean whole = offset == 0 && body.length() <= atLeast(chunk.whole());
            if (whole || offset == body.length()) {
                Verdict verdict = complete(whole);
                if (verdict != Verdict.GO_ON) {
                    return verdict == Verdict.DONE;
                }
            } else if (patch() == Verdict.FORGOTTEN) {
                return false;
            }
        }
    }

    private enum Verdict {
        DONE,
        GO_ON,
        FORGOTTEN
    }

    private Verdict patch() {
        long count = Math.min(chunkSize(), body.length() - offset);
        HttpRequest request = HttpRequest.to("PATCH", location)
                .with("Content-Type", "application/octet-stream")
                .with("Content-Range", offset + "-" + (offset + count - 1))
                .sending(new HttpRequest.Part(body, offset, count))
                .onlyOnce();
        long start = System.nanoTime();
        try (HttpResponse response = once(request)) {
            if (response.status() == 202) {
                chunk.went(count, Duration.ofNanos(System.nanoTime() - start));
                location = next(request, response);
                offset = acknowledged(request, response).orElse(offset + count);
                journal.moved(blob, location.absolute(), offset);
                trials.progressed();
                refused = null;
                return Verdict.GO_ON;
            }
            if (response.status() == 404 || response.status() == 416) {
                return Verdict.FORGOTTEN;
            }
            makeRoom(response, count);
        } catch (RegistryException e) {
            trials.failed(e);
        }
        return ask() ? Verdict.GO_ON : Verdict.FORGOTTEN;
    }

    private Verdict complete(boolean whole) {
        HttpRequest empty = HttpRequest.to(
                "PUT", location.withParameter("digest", blob.digest().toString()));
        HttpRequest request = whole
                ? empty.with("Content-Type", "application/octet-stream").sending(HttpRequest.Part.whole(body))
                : empty;
        if (!whole) {
            body.confirm();
        }
        try (HttpResponse response = once(request.onlyOnce())) {
            if (response.status() == 201 || response.status() == 204) {
                repository.requireDigest(response, blob.digest());
                return Verdict.DONE;
            }
            if (response.status() != 404 && response.status() != 416) {
                makeRoom(response, whole ? body.length() : 0);
            }
        } catch (RegistryException e) {
            trials.failed(e);
        }
        if (repository.has(blob)) {
            // only the answer was lost
            return Verdict.DONE;
        }
        return ask() ? Verdict.GO_ON : Verdict.FORGOTTEN;
    }

    private HttpResponse once(HttpRequest request) {
        return repository
                .client()
                .once(
                        request,
                        repository.name(),
                        scope,
                        repository.client().courier().settings().timeouts().commit());
    }

    /** Smaller chunks for a registry that finds these too large; patience for one that is busy; any other answer is thrown. */
    private void makeRoom(HttpResponse response, long sent) {
        boolean busy = Courier.isPassing(response);
        boolean tooLarge = response.status() == 413;
        if (busy) {
            RegistryException refusal = repository.refusal(response);
            // a full disk is called busy by some, and does not pass while we wait
            if (refusal instanceof RegistryException.DiskFullAtRegistry || trials.exhausted(response)) {
                throw refusal;
            }
            refused = refusal;
        } else if (!tooLarge) {
            throw repository.refusal(response);
        }
        boolean smaller = sent > smallest && (tooLarge || response.status() >= 500);
        if (tooLarge && !smaller) {
            throw repository.refusal(response);
        }
        if (smaller && (tooLarge || trials.made() > 0)) {
            chunk.limit(Math.max(smallest, sent / 2));
        }
        if (busy) {
            trials.pause(Refusals.retryAfter(response));
        }
    }

    private long chunkSize() {
        return atLeast(chunk.next());
    }

    private long atLeast(long size) {
        long wanted = Math.max(size, smallest);
        return body instanceof StreamBody stream ? Math.min(wanted, stream.widen(smallest)) : wanted;
    }

    /** Asks how far the registry is. False where it knows nothing of this upload. */
    private boolean ask() {
        HttpRequest request = HttpRequest.to("GET", location);
        try (HttpResponse response = repository.persist(request, scope)) {
            if (response.status() == 204 || response.status() == 202) {
                location = response.headers().first("Location").isPresent() ? next(request, response) : location;
                offset = acknowledged(request, response).orElse(0L);
                return true;
            }
            if (response.status() >= 500 || response.status() == 401 || response.status() == 403) {
                throw repository.refusal(response);
            }
            return false;
        }
    }

    private HttpUrl next(HttpRequest request, HttpResponse response) {
        String written = response.headers()
                .first("Location")
                .orElseThrow(() -> ResponseHead.violation(request.label(), "it does not say where the upload goes on"));
        return repository.own(request, written);
    }

    /** Both "nothing" and "one byte" are written 0-0; taken as nothing, because no chunk is that small. */
    private Optional<Long> acknowledged(HttpRequest request, HttpResponse response) {
        Optional<String> range = response.headers().first("Range");
        if (range.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = RANGE.matcher(range.get());
        if (!matcher.matches()) {
            throw ResponseHead.violation(request.label(), "the range is " + new ServerWords(range.get()).text());
        }
        long last = Long.parseLong(matcher.group(1));
        if (last >= body.length()) {
            throw ResponseHead.violation(request.label(), "it has more bytes than the blob");
        }
        return Optional.of(last == 0 ? 0 : last + 1);
    }

    /** What was sent will not be completed: let the registry forget it, if it listens. */
    private void cancel() {
        journal.ended(blob);
        try (HttpResponse response = repository
                .client()
                .once(
                        HttpRequest.to("DELETE", location),
                        repository.name(),
                        scope,
                        repository.client().courier().settings().timeouts().connect())) {
            response.status();
        } catch (RegistryException e) {
            // registries clean up uploads that nobody completes
        }
    }
}
