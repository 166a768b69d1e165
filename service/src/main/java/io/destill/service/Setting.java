package io.destill.service;

import java.util.List;
import java.util.Map;

/** What a service can be told, each by a variable or by a flag. The README's table is checked against this. */
public enum Setting {
    DESTILL_NATS_URL("", "the NATS server, `nats://host:port` or `tls://host:port`"),
    DESTILL_NATS_USER("", "a user of it, with `DESTILL_NATS_PASSWORD`"),
    DESTILL_NATS_PASSWORD("", "the user's password"),
    DESTILL_NATS_PASSWORD_FILE("", "a file that holds it, instead"),
    DESTILL_NATS_TOKEN("", "a token, instead of a user"),
    DESTILL_NATS_TOKEN_FILE("", "a file that holds it, instead"),
    DESTILL_NATS_NKEY_FILE("", "a file that holds an NKey's seed, instead"),
    DESTILL_NATS_CREDS_FILE("", "a `.creds` file, instead"),
    DESTILL_NATS_CA_FILE("", "certificates that are trusted, as PEM"),
    DESTILL_NATS_CERT_FILE("", "this client's certificate, as PEM"),
    DESTILL_NATS_KEY_FILE("", "its private key, as PEM in PKCS #8 form"),
    DESTILL_NATS_LOGS_MAX_BYTES("4294967296", "how much the stream of logs holds, when it is created"),
    DESTILL_HISTORY_URL(
            "",
            "where an analysis agent remembers failures, `postgresql://user@host:5432/database`; `off` for nowhere"),
    DESTILL_HISTORY_PASSWORD("", "that user's password"),
    DESTILL_HISTORY_PASSWORD_FILE("", "a file that holds it, instead"),
    DESTILL_HISTORY_KEEP("180", "how many days builds are remembered"),
    DESTILL_PARALLEL("4", "how many logs an agent fetches, or analyses, at once: 1 to 64"),
    DESTILL_STALLED_AFTER("600", "seconds after which a job whose log does not go on is given back"),
    DESTILL_HOLD("30", "seconds without a sign of life after which an agent's work goes to another: at least 15"),
    DESTILL_GRACE("20", "seconds that work in hand gets to finish after SIGTERM; the rest is handed back"),
    DESTILL_HTTP_PORT("8080", "where `/live`, `/ready` and `/metrics` are served"),
    DESTILL_HTTP_HOST("127.0.0.1", "the address for that; `0.0.0.0` for all"),
    DESTILL_LOG_FORMAT("plain", "`plain` or `json`");

    final String byDefault;
    final String meaning;

    Setting(String byDefault, String meaning) {
        this.byDefault = byDefault;
        this.meaning = meaning;
    }

    /** The flag that goes before the variable, such as {@code --nats-url=…}. */
    String flag() {
        return "--"
                + name().substring("DESTILL_".length())
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace('_', '-');
    }

    /** A secret on a command line shows in process lists. */
    boolean hasFlag() {
        return switch (this) {
            case DESTILL_NATS_PASSWORD, DESTILL_NATS_TOKEN, DESTILL_HISTORY_URL, DESTILL_HISTORY_PASSWORD -> false;
            default -> true;
        };
    }

    String value(Map<String, String> values) {
        String value = values.getOrDefault(name(), "").strip();
        return value.isEmpty() ? byDefault : value;
    }

    int number(Map<String, String> values, int least, int most, List<String> problems) {
        String value = value(values);
        if (value.matches("\\d{1,9}") && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most) {
            return Integer.parseInt(value);
        }
        problems.add(name() + " must be a number from " + least + " to " + most + ", not " + value + ".");
        return least;
    }

    /** As a row of the README's table. */
    String row() {
        return "| `" + name() + "` | " + meaning + " | " + (byDefault.isEmpty() ? "none" : "`" + byDefault + "`")
                + " |";
    }
}
