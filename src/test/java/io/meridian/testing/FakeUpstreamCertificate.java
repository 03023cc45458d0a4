package io.meridian.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server certificate issued by an authority of its own, for a fake upstream over TLS. The JDK has no public class
 * that makes one, so the few structures are encoded here. Immutable.
 */
public final class FakeUpstreamCertificate {
    private static final byte[] ECDSA_SHA256 = FakeUpstreamDer.sequence(FakeUpstreamDer.oid(1, 2, 840, 10045, 4, 3, 2));

    private final KeyPair keys;
    private final Certificate leaf;
    private final Certificate authority;

    private FakeUpstreamCertificate(KeyPair keys, Certificate leaf, Certificate authority) {
        this.keys = keys;
        this.leaf = leaf;
        this.authority = authority;
    }

    /**
     * Makes one.
     *
     * @param subject the host name or literal address it is for
     */
    public static FakeUpstreamCertificate of(String subject) {
        return make(subject, "490101000000Z");
    }

    /** The same, but its time was over years ago. */
    public static FakeUpstreamCertificate expired(String subject) {
        return make(subject, "210101000000Z");
    }

    private static FakeUpstreamCertificate make(String subject, String until) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair authorityKeys = generator.generateKeyPair();
            KeyPair keys = generator.generateKeyPair();
            byte[] mayIssue = extension(FakeUpstreamDer.sequence(FakeUpstreamDer.of(1, (byte) 0xff)), 2, 5, 29, 19);
            byte[] isFor = extension(FakeUpstreamDer.sequence(name(subject)), 2, 5, 29, 17);
            PrivateKey issuer = authorityKeys.getPrivate();
            return new FakeUpstreamCertificate(
                    keys,
                    issue(issuer, keys, "fake upstream", until, isFor),
                    issue(issuer, authorityKeys, "fake authority", "490101000000Z", mayIssue));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Certificate issue(PrivateKey issuer, KeyPair keys, String subject, String until, byte[] extension)
            throws GeneralSecurityException {
        byte[] content = FakeUpstreamDer.sequence(
                FakeUpstreamDer.of(0xa0, FakeUpstreamDer.of(2, (byte) 2)),
                FakeUpstreamDer.of(2, (byte) subject.length()),
                ECDSA_SHA256,
                commonName("fake authority"),
                FakeUpstreamDer.sequence(
                        FakeUpstreamDer.of(0x17, "200101000000Z".getBytes(US_ASCII)),
                        FakeUpstreamDer.of(0x17, until.getBytes(US_ASCII))),
                commonName(subject),
                keys.getPublic().getEncoded(),
                FakeUpstreamDer.of(0xa3, FakeUpstreamDer.sequence(extension)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuer);
        signature.update(content);
        byte[] bits = FakeUpstreamDer.joined(new byte[] {0}, signature.sign());
        byte[] encoded = FakeUpstreamDer.sequence(content, ECDSA_SHA256, FakeUpstreamDer.of(3, bits));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static byte[] commonName(String name) {
        byte[] value = FakeUpstreamDer.of(0x0c, name.getBytes(US_ASCII));
        byte[] pair = FakeUpstreamDer.sequence(FakeUpstreamDer.oid(2, 5, 4, 3), value);
        return FakeUpstreamDer.sequence(FakeUpstreamDer.of(0x31, pair));
    }

    private static byte[] name(String subject) {
        boolean literal = Character.isDigit(subject.charAt(0)) || subject.indexOf(':') >= 0;
        return literal
                ? FakeUpstreamDer.of(0x87, InetAddress.ofLiteral(subject).getAddress())
                : FakeUpstreamDer.of(0x82, subject.getBytes(US_ASCII));
    }

    private static byte[] extension(byte[] value, int... oid) {
        return FakeUpstreamDer.sequence(FakeUpstreamDer.oid(oid), FakeUpstreamDer.of(4, value));
    }

    /** Writes the authority's certificate to a file: a bundle that makes clients trust the upstream. */
    public Path writeAuthority(Path file) {
        try {
            String base64 = Base64.getMimeEncoder().encodeToString(authority.getEncoded());
            return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** For {@link FakeUpstream#startTls}. */
    public SSLContext context() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("upstream", keys.getPrivate(), new char[0], new Certificate[] {leaf, authority});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
