package io.destill.ingestion;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.JobRef;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A directory of logs, named by a {@code file:} URI: one build whose jobs are the files in it and in the directories below
 * it, in the order of their names, each named by its path relative to the directory, with {@code /} between the parts.
 *
 * <p>Links are followed. Files and directories whose name begins with a dot are hidden and not read. Everything else is a
 * job, whatever it holds; what cannot be read is a job that fails and says why.
 */
public final class DirectorySource implements CiSource {

    @Override
    public boolean accepts(String buildUrl) {
        try {
            return FileUri.isOne(buildUrl) && Files.isDirectory(FileUri.path(buildUrl));
        } catch (SourceException notAPath) {
            return false;
        }
    }

    @Override
    public String shapes() {
        return "a directory of log files";
    }

    @Override
    public ResolvedBuild resolve(AnalysisRequest request) throws SourceException {
        Path directory = FileUri.path(request.buildUrl());
        Logs logs;
        try {
            logs = Logs.in(directory);
        } catch (AccessDeniedException e) {
            throw new SourceException(
                    FailureKind.BAD_REQUEST,
                    "the directory " + directory + " may not be read by this user. Check its permissions.",
                    e);
        } catch (IOException e) {
            throw new SourceException(
                    FailureKind.UNAVAILABLE, "the directory " + directory + " cannot be read: " + e.getMessage(), e);
        }
        if (logs.jobs.isEmpty()) {
            throw new SourceException(
                    FailureKind.NOT_FOUND,
                    "the directory " + directory + " holds no log files (hidden ones are not read). Check the path.");
        }
        return new ResolvedBuild(FileUri.build(directory, logs.written.toInstant()), logs.jobs);
    }

    /** @param written when the newest one was */
    private record Logs(List<JobLog> jobs, FileTime written) {
        static Logs in(Path directory) throws IOException {
            List<JobLog> logs = new ArrayList<>();
            FileTime written = logsIn(directory, logs);
            logs.sort(Comparator.comparing(log -> log.job().id()));
            return new Logs(logs, written);
        }
    }

    /** @return when the newest one was written */
    private static FileTime logsIn(Path directory, List<JobLog> logs) throws IOException {
        AtomicReference<FileTime> newest = new AtomicReference<>(FileTime.fromMillis(0));
        Files.walkFileTree(
                directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                        return isHidden(visited) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (!isHidden(file)) {
                            newest.accumulateAndGet(
                                    attributes.lastModifiedTime(),
                                    (one, other) -> one.compareTo(other) < 0 ? other : one);
                            logs.add(
                                    attributes.isOther()
                                            ? new UnreadableLog(job(file), file + " is a pipe, socket or device.")
                                            : new LocalLog(job(file), file));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                        if (file.equals(directory)) {
                            throw e;
                        }
                        if (!isHidden(file)) {
                            logs.add(new UnreadableLog(job(file), whyUnreadable(file, e)));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    private boolean isHidden(Path path) {
                        return !path.equals(directory) && FileUri.name(path).startsWith(".");
                    }

                    private JobRef job(Path path) {
                        return LocalLog.jobNamed(directory
                                .relativize(path)
                                .toString()
                                .replace(path.getFileSystem().getSeparator(), "/"));
                    }
                });
        return newest.get();
    }

    private static String whyUnreadable(Path file, IOException e) {
        if (e instanceof FileSystemLoopException) {
            return file + " is a link to a directory that it stands in; its files are read there.";
        }
        if (e instanceof AccessDeniedException) {
            return file + " may not be read by this user. Check its permissions.";
        }
        return file + " cannot be read: " + e.getMessage();
    }

    /** A place in the directory that no log can be read from. */
    private record UnreadableLog(JobRef job, String reason) implements JobLog {
        @Override
        public InputStream open() throws SourceException {
            throw new SourceException(FailureKind.BAD_REQUEST, reason);
        }
    }
}
