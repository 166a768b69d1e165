package io.destill.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.destill.broker.BrokerException;
import io.destill.broker.NatsBroker;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent as a process: reads its settings, waits for the NATS server, works, and on SIGTERM hands back what it cannot
 * finish. {@code /live} answers 200 while the process works, {@code /ready} while the broker can be reached too,
 * {@code /metrics} in Prometheus' format.
 */
public final class Service {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int WRONG_SETTINGS = 2;
    private static final int CREDENTIALS = 4;

    private final Settings settings;
    private final NatsBroker nats;
    private final MeteredBroker broker;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile @Nullable Agent agent;

    private Service(Settings settings) {
        this.settings = settings;
        nats = new NatsBroker(settings.nats(), settings.hold());
        broker = new MeteredBroker(nats, metrics);
        nats.onDeadLetter(broker::deadLetter);
    }

    /** Runs until the process is told to end, and exits. */
    public static void run(String name, Agent.Factory agents, String... flags) {
        try {
            Settings settings = Settings.read(System.getenv(), flags);
            ServiceLogging.start(settings.jsonLogs());
            new Service(settings).run(name, agents);
        } catch (SettingsException e) {
            ServiceLogging.start(false);
            String.valueOf(e.getMessage()).lines().forEach(LOG::error);
            System.exit(WRONG_SETTINGS);
        } catch (IOException e) {
            LOG.error(
                    "{} cannot listen on {}:{} ({}): set DESTILL_HTTP_PORT to a free one.",
                    name,
                    Setting.DESTILL_HTTP_HOST.value(System.getenv()),
                    Setting.DESTILL_HTTP_PORT.value(System.getenv()),
                    e.getMessage());
            System.exit(1);
        } catch (BrokerException e) {
            LOG.error(e.getMessage());
            System.exit(CREDENTIALS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(String name, Agent.Factory agents)
            throws SettingsException, IOException, BrokerException, InterruptedException {
        new JvmMemoryMetrics().bindTo(metrics);
        HttpServer http = HttpServer.create(new InetSocketAddress(settings.httpHost(), settings.httpPort()), 0);
        http.createContext("/live", exchange -> answer(exchange, 200, "alive\n"));
        http.createContext("/ready", this::ready);
        http.createContext("/metrics", exchange -> answer(exchange, 200, metrics.scrape()));
        http.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(name, http), "stop"));
        LOG.info("event=started service={} http=:{}", name, http.getAddress().getPort());
        awaitBroker();
        Agent made = agents.make(broker, settings, new Agent.Limits(nats.maxMessageBytes(), nats.maxLogBytes()));
        made.start();
        agent = made;
        LOG.info("event=ready service={}", name);
        Thread.currentThread().join();
    }

    /** Tells once of each reason to wait. */
    private void awaitBroker() throws BrokerException, InterruptedException {
        String told = "";
        while (true) {
            try {
                broker.check();
                return;
            } catch (BrokerException e) {
                if (e.isCredentials()) {
                    throw e;
                }
                String reason = String.valueOf(e.getMessage());
                if (!reason.equals(told)) {
                    LOG.warn("{} Trying again until it works.", reason);
                    told = reason;
                }
                Thread.sleep(AGAIN);
            }
        }
    }

    private void ready(HttpExchange exchange) throws IOException {
        String problem = null;
        if (agent == null) {
            problem = "not started yet";
        } else {
            try {
                broker.check();
            } catch (BrokerException e) {
                problem = e.getMessage();
            }
        }
        answer(exchange, problem == null ? 200 : 503, problem == null ? "ready\n" : problem + "\n");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void stop(String name, HttpServer http) {
        LOG.info("event=stopping service={} claims={}", name, broker.claimsHeld());
        Agent running = agent;
        if (running != null) {
            broker.drain();
            awaitNoClaims();
            running.close();
        }
        broker.close();
        http.stop(0);
        LOG.info("event=stopped service={}", name);
    }

    private void awaitNoClaims() {
        long end = System.nanoTime() + settings.grace().toNanos();
        try {
            while (broker.claimsHeld() > 0 && end - System.nanoTime() > 0) {
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
