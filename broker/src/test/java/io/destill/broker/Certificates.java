package io.destill.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Makes an authority, and a certificate of it for a server on 127.0.0.1, with the JDK's own tool. */
final class Certificates {

    private static final String PASSWORD = "changeit";

    private Certificates() {}

    /**
     * Writes {@code ca.pem}, {@code server.pem} and {@code server.key}.
     *
     * @param from when the server's certificate begins to be valid, such as {@code -20d}
     * @param days for how long it is
     */
    static void make(Path folder, String from, int days) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("store");
        keytool(
                file,
                "ca",
                List.of("-dname", "CN=Test authority", "-ext", "bc:c"),
                List.of("-startdate", "-100d", "-validity", "200"));
        keytool(
                file,
                "server",
                List.of("-dname", "CN=server", "-ext", "san=ip:127.0.0.1", "-signer", "ca"),
                List.of("-startdate", from, "-validity", Integer.toString(days)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        write(
                folder.resolve("ca.pem"),
                "CERTIFICATE",
                store.getCertificate("ca").getEncoded());
        write(
                folder.resolve("server.pem"),
                "CERTIFICATE",
                store.getCertificate("server").getEncoded());
        write(
                folder.resolve("server.key"),
                "PRIVATE KEY",
                store.getKey("server", PASSWORD.toCharArray()).getEncoded());
    }

    private static void keytool(Path store, String alias, List<String> subject, List<String> validity) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-alias", alias, "-keystore", store.toString()));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(subject);
        command.addAll(validity);
        NatsServer.run(command.toArray(String[]::new));
    }

    private static void write(Path file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
