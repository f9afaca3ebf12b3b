package io.hexr.registry;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import io.hexr.registry.RegistryException.TlsRefused;
import io.hexr.registry.RegistryException.TlsRefused.Reason;

/** Decides as the runtime's own check does, and finds out which of its reasons it was when it refuses. */
final class ServerCheck extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager judge;
    private final HostPort at;

    ServerCheck(X509ExtendedTrustManager judge, HostPort at) {
        this.judge = judge;
        this.at = at;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        try {
            judge.checkServerTrusted(chain, authType, socket);
            // of a certificate that is believed itself, as a self-signed one, the runtime's own check does not look at
            // the dates
            chain[0].checkValidity();
        } catch (CertificateException e) {
            throw new CertificateException(e.getMessage(), explain(chain, authType, e));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }

    private TlsRefused explain(X509Certificate[] chain, String authType, CertificateException cause) {
        X509Certificate own = chain[0];
        for (X509Certificate certificate : chain) {
            try {
                certificate.checkValidity();
            } catch (CertificateExpiredException e) {
                return new TlsRefused(
                        at, Reason.EXPIRED, "until " + certificate.getNotAfter().toInstant(), e);
            } catch (CertificateNotYetValidException e) {
                return new TlsRefused(
                        at,
                        Reason.NOT_YET_VALID,
                        "from " + certificate.getNotBefore().toInstant(),
                        e);
            }
        }
        try {
            // without the connection, the host name plays no part
            judge.checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            return new TlsRefused(
                    at,
                    Reason.UNKNOWN_AUTHORITY,
                    "issued by " + new ServerWords(own.getIssuerX500Principal().getName()).text(),
                    e);
        }
        return new TlsRefused(at, Reason.NAME_MISMATCH, names(own), cause);
    }

    private static String names(X509Certificate certificate) {
        try {
            if (certificate.getSubjectAlternativeNames() == null) {
                return "it names none in its subject alternative names";
            }
            return new ServerWords("it names "
                            + certificate.getSubjectAlternativeNames().stream()
                                    .map(entry -> String.valueOf(entry.get(1)))
                                    .toList())
                    .text();
        } catch (CertificateException e) {
            return "its names are malformed";
        }
    }
}
