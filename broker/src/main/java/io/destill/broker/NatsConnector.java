package io.destill.broker;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections, and says in a sentence why one cannot be opened. */
final class NatsConnector {

    private static final Logger LOG = LoggerFactory.getLogger(NatsBroker.class);

    private final NatsSettings settings;
    private volatile boolean closing;

    NatsConnector(NatsSettings settings) {
        this.settings = settings;
    }

    /** From now on a lost connection is meant to be. */
    void closing() {
        closing = true;
    }

    Connection connect() throws BrokerException, InterruptedException {
        Troubles troubles = new Troubles();
        try {
            return Nats.connect(options(troubles));
        } catch (IOException e) {
            throw refused(e, troubles.last);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BrokerException(
                    "The certificates or keys for NATS cannot be used (" + e.getMessage()
                            + "). They must be PEM files, a private key in PKCS #8 form: check the DESTILL_NATS_*_FILE"
                            + " settings.",
                    e);
        }
    }

    private Options options(Troubles troubles) throws IOException, GeneralSecurityException {
        Options.Builder options = Options.builder()
                .servers(settings.url().split("\\s*,\\s*", -1))
                .connectionName("destill")
                .connectionTimeout(Duration.ofSeconds(5))
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(500))
                .pingInterval(Duration.ofSeconds(5))
                .useDispatcherWithExecutor()
                .errorListener(troubles)
                .connectionListener(troubles);
        if (settings.user() != null) {
            options.userInfo(settings.user(), Objects.requireNonNullElse(settings.password(), ""));
        }
        if (settings.token() != null) {
            options.token(settings.token().toCharArray());
        }
        if (settings.nkeyFile() != null) {
            String seed = Files.readString(settings.nkeyFile()).strip();
            options.authHandler(Nats.staticCredentials(null, seed.toCharArray()));
        }
        if (settings.credentialsFile() != null) {
            options.authHandler(Nats.credentials(settings.credentialsFile().toString()));
        }
        if (settings.caFile() != null || settings.certificateFile() != null) {
            options.sslContext(sslContext());
        }
        return options.build();
    }

    private SSLContext sslContext() throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(settings.caFile() == null ? null : store(settings.caFile(), null));
        KeyManagerFactory keys = null;
        if (settings.certificateFile() != null && settings.keyFile() != null) {
            keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(settings.certificateFile(), privateKey(settings.keyFile())), new char[0]);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Path certificates, @Nullable PrivateKey key)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        List<Certificate> chain = List.copyOf(CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(certificates))));
        if (key != null) {
            store.setKeyEntry("client", key, new char[0], chain.toArray(Certificate[]::new));
        } else {
            for (Certificate certificate : chain) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
        }
        return store;
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
        GeneralSecurityException failure = null;
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                failure = e;
            }
        }
        throw Objects.requireNonNull(failure);
    }

    private BrokerException refused(IOException e, @Nullable Exception last) {
        Throwable certificate = cause(CertificateException.class, e, last);
        if (certificate != null || cause(SSLException.class, e, last) != null) {
            String what = cause(CertificateExpiredException.class, e, last) != null
                    ? "has an expired certificate: renew it on the server"
                    : "cannot be trusted ("
                            + Objects.requireNonNullElse(certificate, e).getMessage()
                            + "): set DESTILL_NATS_CA_FILE to the certificate of its authority";
            return new BrokerException("The NATS server at " + settings.url() + " " + what + ".", e);
        }
        String text = e + " " + last;
        if (e instanceof io.nats.client.AuthenticationException
                || text.contains("uthorization")
                || text.contains("uthentication")) {
            return BrokerException.credentials(
                    "The NATS server at " + settings.url() + " refuses the credentials: check DESTILL_NATS_USER and"
                            + " DESTILL_NATS_PASSWORD, DESTILL_NATS_TOKEN, DESTILL_NATS_NKEY_FILE or"
                            + " DESTILL_NATS_CREDS_FILE.",
                    e);
        }
        return new BrokerException(
                "No NATS server answers at " + settings.url() + ": start one (docker compose up), or correct "
                        + NatsSettings.URL + " or --nats.",
                e);
    }

    private static @Nullable Throwable cause(Class<?> type, @Nullable Throwable... starts) {
        for (Throwable start : starts) {
            for (Throwable t = start; t != null; t = t.getCause()) {
                if (type.isInstance(t)) {
                    return t;
                }
            }
        }
        return null;
    }

    /** Remembers what went wrong last, and tells once that a connection was lost and once that it is back. */
    private final class Troubles implements ErrorListener, ConnectionListener {
        volatile @Nullable Exception last;
        private volatile boolean connected;

        @Override
        public void exceptionOccurred(Connection connection, Exception e) {
            last = e;
            LOG.debug("NATS: {}", e.toString());
        }

        @Override
        public void errorOccurred(Connection connection, String error) {
            last = new IOException(error);
            LOG.debug("NATS: {}", error);
        }

        @Override
        public void connectionEvent(Connection connection, Events event, Long time, String uri) {
            if (event == Events.CONNECTED) {
                connected = true;
            } else if (event == Events.DISCONNECTED && connected && !closing) {
                connected = false;
                LOG.warn("The connection to the NATS server is lost; trying again until it is back");
            } else if (event == Events.RECONNECTED) {
                connected = true;
                LOG.warn("The connection to the NATS server is back");
            }
        }

        @Override
        @SuppressWarnings("deprecation")
        public void connectionEvent(Connection connection, Events event) {}
    }
}
