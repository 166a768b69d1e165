package io.destill.cli;

import io.destill.analysis.PassedLines;
import io.destill.analysis.PassedLog;
import io.destill.analysis.PassedRuns;
import io.destill.analysis.RuleSet;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.ingestion.CiSource;
import io.destill.ingestion.DirectorySource;
import io.destill.ingestion.FileSource;
import io.destill.ingestion.JobLog;
import io.destill.ingestion.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local logs of jobs that passed. Each is read once, when it is first wanted, on one thread for all of them: not on those that
 * the analysis of the failed logs uses. Thread-safe.
 */
final class PassedFiles implements PassedRuns {

    private static final Logger LOG = LoggerFactory.getLogger(PassedFiles.class);
    private static final int BUFFER = 1 << 16;

    private final RuleSet rules;
    /** For every job. */
    private final List<JobLog> forAll = new ArrayList<>();

    /** Of directories: for the jobs that are named like them, and for those that none is named like. */
    private final List<JobLog> byName = new ArrayList<>();

    private final Map<JobLog, CompletableFuture<PassedLines>> read = new ConcurrentHashMap<>();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("passed-logs").factory());

    private PassedFiles(RuleSet rules) {
        this.rules = rules;
    }

    /**
     * Begins to read what every job is compared with.
     *
     * @param paths of logs, .gz too, and of directories of them
     * @throws CommandException if one of them is not there
     */
    static PassedFiles begin(List<String> paths, RuleSet rules) throws CommandException {
        PassedFiles files = new PassedFiles(rules);
        for (String path : paths) {
            String url = Target.buildUrl(path);
            if (!url.startsWith("file:")) {
                throw new CommandException(
                        ExitCode.USAGE, "--passed " + path + " is not a file. Save the log to one and name that.");
            }
            CiSource directory = new DirectorySource();
            boolean isDirectory = directory.accepts(url);
            CiSource source = isDirectory ? directory : new FileSource();
            try {
                AnalysisRequest request = new AnalysisRequest("", url, Instant.now(), AnalysisRequest.Options.DEFAULT);
                (isDirectory ? files.byName : files.forAll)
                        .addAll(source.resolve(request).jobs());
            } catch (SourceException e) {
                throw new CommandException(ExitCode.of(e.kind()), "--passed " + path + ": " + e.getMessage());
            } catch (InterruptedException e) {
                throw new CommandException(ExitCode.INTERRUPTED, "Interrupted.");
            }
        }
        files.read.putAll(files.forAll.stream().distinct().collect(Collectors.toMap(log -> log, files::begin)));
        return files;
    }

    @Override
    public PassedLines of(BuildRef build, JobRef job) throws InterruptedException {
        return of(job.name());
    }

    /** @param name of the job, which for a log is its file's */
    PassedLines of(String name) throws InterruptedException {
        List<JobLog> named =
                byName.stream().filter(log -> log.job().name().equals(name)).toList();
        List<CompletableFuture<PassedLines>> wanted = new ArrayList<>();
        forAll.forEach(log -> wanted.add(lines(log)));
        (named.isEmpty() ? byName : named).forEach(log -> wanted.add(lines(log)));
        List<PassedLines> parts = new ArrayList<>();
        for (CompletableFuture<PassedLines> lines : wanted) {
            try {
                parts.add(lines.get());
            } catch (ExecutionException e) {
                throw new CompletionException(e.getCause());
            }
        }
        return PassedLines.union(parts);
    }

    private CompletableFuture<PassedLines> lines(JobLog log) {
        return read.computeIfAbsent(log, this::begin);
    }

    private CompletableFuture<PassedLines> begin(JobLog log) {
        return CompletableFuture.supplyAsync(() -> read(log), reader);
    }

    private PassedLines read(JobLog log) {
        PassedLog lines = new PassedLog(rules);
        try (InputStream in = log.open()) {
            for (byte[] bytes = in.readNBytes(BUFFER); bytes.length > 0; bytes = in.readNBytes(BUFFER)) {
                lines.read(bytes, 0, bytes.length);
            }
        } catch (SourceException | IOException e) {
            LOG.warn("Compared without all of the passed log {}: {}", log.job().name(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lines.finish();
    }
}
