package io.hexr.registry;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import io.hexr.registry.RegistryException.TlsRefused;
import io.hexr.registry.RegistryException.TlsRefused.Reason;
import org.jspecify.annotations.Nullable;

/** TLS towards one host: version 1.2 or 1.3, its own authorities and client certificate, the host's name checked. */
final class TlsClient {
    private final HostPort at;
    private final SSLContext context;

    TlsClient(HostPort at, HostSettings settings) {
        this.at = at;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(keys(settings), new TrustManager[] {new ServerCheck(judge(settings.authorities()), at)}, null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java runtime cannot set up TLS", e);
        }
    }

    /** Agrees on TLS over a connection that is there; whatever fails is a {@link TlsRefused}, unless the connection itself ended. */
    SSLSocket over(Socket connected) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(connected, at.host(), at.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (isName(at)) {
            parameters.setServerNames(List.of(new SNIHostName(at.host())));
        }
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            return socket;
        } catch (SSLException e) {
            if (connectionEnded(e)) {
                throw new EOFException("the connection ended during the TLS handshake");
            }
            throw explain(at, e);
        }
    }

    private static boolean connectionEnded(SSLException failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException
                    || cause instanceof SocketException
                    || cause instanceof ClosedChannelException) {
                return true;
            }
        }
        return false;
    }

    static boolean wantsClientCertificate(SSLException failed) {
        String message = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("fatal alert") && (message.contains("certificate") || message.contains("unknown_ca"));
    }

    /** What a TLS error means, during the handshake or, with TLS 1.3, at the first answer. */
    static RegistryException explain(HostPort at, SSLException failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof TlsRefused refused) {
                return refused;
            }
        }
        String message = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        Reason reason = Reason.OTHER;
        if (message.contains("unrecognized ssl message") || message.contains("unsupported or unrecognized")) {
            reason = Reason.NOT_TLS;
        } else if (wantsClientCertificate(failed)) {
            reason = Reason.CLIENT_CERTIFICATE_WANTED;
        } else if (message.contains("protocol_version")
                || message.contains("protocol version")
                || message.contains("handshake_failure")
                || message.contains("selected protocol")
                || message.contains("no appropriate protocol")) {
            reason = Reason.NO_COMMON_VERSION;
        }
        return new TlsRefused(at, reason, new ServerWords(String.valueOf(failed.getMessage())).text(), failed);
    }

    private static boolean isName(HostPort at) {
        return !at.isIpv6() && !at.host().matches("[0-9.]+");
    }

    private static X509ExtendedTrustManager judge(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        @Nullable KeyStore store = null;
        if (!authorities.isEmpty()) {
            store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager candidate : factory.getTrustManagers()) {
            if (candidate instanceof X509ExtendedTrustManager judge) {
                return judge;
            }
        }
        throw new GeneralSecurityException("no X.509 check in this runtime");
    }

    private static KeyManager @Nullable [] keys(HostSettings settings) throws GeneralSecurityException, IOException {
        if (settings.clientKey().isEmpty()) {
            return null;
        }
        ClientKey key = settings.clientKey().get();
        char[] none = new char[0];
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", key.key(), none, key.chain());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory.getKeyManagers();
    }
}
