package io.hexr.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The one place of this program where connections begin: HTTP/1.1, no redirect followed, no proxy, no answer waited for without end. */
final class Web {
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final HttpClient client;

    private Web(HttpClient.Builder client) {
        this.client = client.connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    /** Believes the authorities of this file and no other. */
    static Web trusting(Path authorities) {
        try (InputStream in = Files.newInputStream(authorities)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, one);
            }
            if (number == 0) {
                throw new BootstrapException.DocumentInvalid(authorities.toString(), "holds no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return new Web(HttpClient.newBuilder().sslContext(tls));
        } catch (CertificateException e) {
            throw new BootstrapException.DocumentInvalid(
                    authorities.toString(), "holds no certificates: " + e.getMessage());
        } catch (IOException e) {
            throw new BootstrapException.FileFailed(authorities, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Believes whom the runtime believes. */
    static Web ofTheRuntime() {
        return new Web(HttpClient.newBuilder());
    }

    /** An answer that fits into memory; a longer one is an error. */
    HttpResponse<byte[]> small(HttpRequest.Builder request, int most) throws IOException {
        return wait(request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), most));
    }

    /** An answer to be read as it comes; reading it can wait without end, which is for the reader to prevent. */
    HttpResponse<InputStream> stream(HttpRequest.Builder request) throws IOException {
        return wait(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    private <T> HttpResponse<T> wait(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws IOException {
        var answer = client.sendAsync(request.timeout(ANSWER).build(), body);
        try {
            // the request's own time ends with the head of the answer, this one with its body
            return answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no whole answer within " + ANSWER.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
