package io.meridian.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** One TLS context per policy, so that sessions are resumed only where the same trust applies. Thread-safe. */
final class TlsContexts {
    private final List<Path> caFiles;
    private final Map<TlsPolicy, SSLSocketFactory> factories = new ConcurrentHashMap<>();

    /** Reads the bundles at once, so that a wrong one is noticed at the start. */
    TlsContexts(List<Path> caFiles) {
        this.caFiles = List.copyOf(caFiles);
        factories.put(TlsPolicy.VERIFIED, create(TlsPolicy.VERIFIED));
    }

    /** Lays TLS over a connected socket; the name is what the certificate must be for. */
    SSLSocket secure(Socket socket, Endpoint endpoint, TlsPolicy policy) throws IOException {
        SSLSocketFactory factory = factories.get(policy);
        if (factory == null) {
            factory = factories.computeIfAbsent(policy, this::create);
        }
        SSLSocket secure = (SSLSocket) factory.createSocket(socket, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        if (policy.verify()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        secure.setSSLParameters(parameters);
        return secure;
    }

    private SSLSocketFactory create(TlsPolicy policy) {
        List<Path> bundles = new ArrayList<>(caFiles);
        policy.caFile().ifPresent(bundles::add);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, policy.verify() ? trusting(bundles) : new TrustManager[] {new TrustsAnyone()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalArgumentException("the certificates of " + bundles + " cannot be used", unusable);
        }
    }

    private static TrustManager @Nullable [] trusting(List<Path> bundles) throws GeneralSecurityException, IOException {
        if (bundles.isEmpty()) {
            return null;
        }
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                add(all, List.of(x509.getAcceptedIssuers()));
            }
        }
        for (Path bundle : bundles) {
            try (InputStream in = Files.newInputStream(bundle)) {
                add(all, CertificateFactory.getInstance("X.509").generateCertificates(in));
            }
        }
        factory.init(all);
        return factory.getTrustManagers();
    }

    private static void add(KeyStore store, Iterable<? extends Certificate> certificates)
            throws GeneralSecurityException {
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
    }

    /** The administrator's {@code ssl_verify: false}. */
    private static final class TrustsAnyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
