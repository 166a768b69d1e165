package io.destill.broker;

import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.Subjects;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages between threads of one JVM. Messages travel as objects: nothing is copied or written as JSON.
 *
 * <p><b>What is held.</b> Requests, cards and progress are small and are retained until {@link #close}. Log chunks are not:
 * each job's chunks are held in a queue of their own, at most {@code jobBound} bytes of content. A publisher that finds no
 * room first drops, oldest first, the chunks that every open replay of the job has read, and then waits. While no replay is
 * open nothing is dropped, because the next one starts from the first chunk: so the claim of a job that fits the bound can
 * be delivered again and again, and a replay of one that did not fit is refused, rather than begun in its middle.
 *
 * <p><b>Why nothing deadlocks.</b> A job waits for its own reader only. All jobs together are bounded merely where a job
 * <em>starts</em>: its first chunk waits while {@link #JOBS_IN_FLIGHT} times the bound is held. Jobs that have started are
 * never held back by others, so claimed ones always finish and make room.
 *
 * <p><b>A job is over</b> when its claim is settled in every group that got it, and no replay of it is open. Its chunks are
 * then forgotten, and those that still come are dropped, so that the publisher of a job whose analysis was given up does
 * not wait for ever.
 *
 * <p><b>Each message once.</b> A set of ids, or for chunks a set of indexes per job, drops repeats.
 *
 * <p><b>Claims.</b> A group keeps its unsettled deliveries in the order of publishing, each with the time from which it may
 * be handed out: at once when new, when its hold runs out once claimed, after the delay when given back. There is no timer
 * thread: whoever waits for work waits until the earliest of these times. A claim is stale once its delivery's attempt
 * has moved on.
 *
 * <p><b>Concurrency.</b> One lock guards everything; it is held for the hand-over of a reference, never while a message is
 * worked on. Each replay, group and job has its own condition, so that a hand-over wakes only those it concerns.
 */
public final class InProcessBroker implements Broker {

    /** How much of one job's log is held by default, in bytes of content. */
    public static final long DEFAULT_JOB_BOUND = 4L << 20;

    /** No further job starts while all jobs together hold this many times the bound of one. */
    static final int JOBS_IN_FLIGHT = 16;

    private static final Logger LOG = LoggerFactory.getLogger(InProcessBroker.class);

    private final long jobBound;
    private final long holdNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition roomForJobs = lock.newCondition();
    private final List<Sent> retained = new ArrayList<>();
    private final Set<String> retainedIds = new HashSet<>();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Set<Reader<?>> readers = new LinkedHashSet<>();
    private final Map<List<String>, Group> groups = new LinkedHashMap<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private long heldBytes;
    private boolean closed;

    public InProcessBroker() {
        this(DEFAULT_JOB_BOUND, Claim.HOLD);
    }

    /**
     * @param jobBound how much of one job's log is held, in bytes of content; a single larger chunk still passes
     * @param hold how long a claim is held without a sign of life, in place of {@link Claim#HOLD}
     */
    public InProcessBroker(long jobBound, Duration hold) {
        this.jobBound = jobBound;
        this.holdNanos = hold.toNanos();
    }

    @Override
    public void publish(Message message) throws BrokerException, InterruptedException {
        String subject = Subjects.of(message);
        lock.lockInterruptibly();
        try {
            ensureOpen();
            Sent sent = message instanceof LogChunk chunk ? hold(subject, chunk) : retain(subject, message);
            if (sent != null) {
                readers.stream().filter(r -> r.wants(sent)).forEach(r -> r.offer(sent));
                groups.values().stream().filter(g -> g.wants(sent)).forEach(g -> g.offer(sent));
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Sent retain(String subject, Message message) {
        if (!retainedIds.add(subject + '/' + message.messageId())) {
            return null;
        }
        Sent sent = new Sent(subject, message, null);
        retained.add(sent);
        return sent;
    }

    private @Nullable Sent hold(String subject, LogChunk chunk) throws BrokerException, InterruptedException {
        Job job = jobs.computeIfAbsent(Job.name(subject), Job::new);
        BitSet seen = chunk.passed() == null ? job.seen : job.seenOfPassed;
        while (!seen.get(chunk.chunkIndex()) && !job.isOver() && !job.hasRoom(chunk)) {
            (job.isStarted() ? job.room : roomForJobs).await();
            ensureOpen();
        }
        if (seen.get(chunk.chunkIndex())) {
            return null;
        }
        seen.set(chunk.chunkIndex());
        return job.isOver() ? null : job.hold(new Sent(subject, chunk, job));
    }

    @Override
    public <M extends Message> Work<M> work(String filter, Class<M> type, String group) throws BrokerException {
        lock.lock();
        try {
            ensureOpen();
            return new Member<>(groups.computeIfAbsent(List.of(group, filter), key -> found(filter)), type);
        } finally {
            lock.unlock();
        }
    }

    private Group found(String filter) {
        Group group = new Group(filter);
        retained.stream().filter(group::wants).forEach(group::offer);
        jobs.values().forEach(job -> job.held.stream().filter(group::wants).forEach(group::offer));
        return group;
    }

    @Override
    public <M extends Message> Replay<M> replay(String filter, Class<M> type) throws BrokerException {
        lock.lock();
        try {
            ensureOpen();
            List<Job> wanted =
                    jobs.values().stream().filter(job -> job.matches(filter)).toList();
            for (Job job : wanted) {
                if (job.dropped) {
                    throw new BrokerException("the log of job " + job.id()
                            + " cannot be read again: its first chunks are no longer held in memory");
                }
            }
            Reader<M> reader = new Reader<>(filter, type);
            retained.stream().filter(reader::wants).forEach(reader::offer);
            for (Job job : wanted) {
                job.readers.add(reader);
                job.held.stream().filter(reader::wants).forEach(reader::offer);
            }
            readers.add(reader);
            return reader;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <M extends Message> Replay<M> follow(String filter, Class<M> type) throws BrokerException {
        lock.lock();
        try {
            ensureOpen();
            Reader<M> reader = new Reader<>(filter, type);
            readers.add(reader);
            return reader;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void check() throws BrokerException {
        lock.lock();
        try {
            ensureOpen();
        } finally {
            lock.unlock();
        }
    }

    /** The messages that were given up so far, oldest first. */
    public List<DeadLetter> deadLetters() {
        lock.lock();
        try {
            return List.copyOf(deadLetters);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            roomForJobs.signalAll();
            jobs.values().forEach(job -> job.room.signalAll());
            readers.forEach(reader -> reader.arrived.signalAll());
            groups.values().forEach(group -> group.changed.signalAll());
            retained.clear();
            retainedIds.clear();
            jobs.clear();
            readers.clear();
            groups.clear();
        } finally {
            lock.unlock();
        }
    }

    private void ensureOpen() throws BrokerException {
        if (closed) {
            throw new BrokerException("the broker is closed");
        }
    }

    /** A message on its way. */
    private static final class Sent {
        final String subject;
        final Message message;
        final @Nullable Job job;

        /** How many open replays have yet to read it. */
        int unread;

        Sent(String subject, Message message, @Nullable Job job) {
            this.subject = subject;
            this.message = message;
            this.job = job;
        }

        int size() {
            return message instanceof LogChunk chunk ? chunk.content().length() : 0;
        }
    }

    /** One job's chunks. */
    private final class Job {
        final String name;
        final Condition room = lock.newCondition();
        final BitSet seen = new BitSet();
        final BitSet seenOfPassed = new BitSet();
        final ArrayDeque<Sent> held = new ArrayDeque<>();
        final Set<Reader<?>> readers = new HashSet<>();
        long bytes;
        boolean dropped;
        boolean claimed;
        int unsettled;

        Job(String name) {
            this.name = name;
        }

        /** The part of their subject that a job's chunks have in common. */
        static String name(String subject) {
            return subject.substring(0, subject.lastIndexOf('.'));
        }

        String id() {
            return Subjects.ids(name + ".first").getLast();
        }

        boolean matches(String filter) {
            return Subjects.matches(filter, name + ".first") || Subjects.matches(filter, name + ".more");
        }

        boolean isStarted() {
            return !seen.isEmpty();
        }

        boolean isOver() {
            return claimed && unsettled == 0 && readers.isEmpty();
        }

        boolean hasRoom(LogChunk chunk) {
            if (!isStarted()) {
                return heldBytes < JOBS_IN_FLIGHT * jobBound;
            }
            int size = chunk.content().length();
            while (bytes + size > jobBound && !readers.isEmpty() && !held.isEmpty() && held.getFirst().unread == 0) {
                drop();
            }
            return bytes == 0 || bytes + size <= jobBound;
        }

        Sent hold(Sent sent) {
            held.add(sent);
            bytes += sent.size();
            heldBytes += sent.size();
            return sent;
        }

        private void drop() {
            int size = held.removeFirst().size();
            bytes -= size;
            heldBytes -= size;
            dropped = true;
            roomForJobs.signalAll();
        }

        void forgetIfOver() {
            if (isOver()) {
                while (!held.isEmpty()) {
                    drop();
                }
                dropped = true;
                room.signalAll();
            }
        }
    }

    private final class Reader<M extends Message> implements Replay<M> {
        final String filter;
        final Class<M> type;
        final Condition arrived = lock.newCondition();
        final ArrayDeque<Sent> queue = new ArrayDeque<>();

        Reader(String filter, Class<M> type) {
            this.filter = filter;
            this.type = type;
        }

        boolean wants(Sent sent) {
            return Subjects.matches(filter, sent.subject);
        }

        void offer(Sent sent) {
            if (sent.job != null) {
                sent.job.readers.add(this);
            }
            sent.unread++;
            queue.add(sent);
            arrived.signal();
        }

        private void take(Sent sent) {
            sent.unread--;
            if (sent.job != null) {
                sent.job.room.signalAll();
            }
        }

        @Override
        public @Nullable M next(Duration timeout) throws BrokerException, InterruptedException {
            long nanos = timeout.toNanos();
            lock.lockInterruptibly();
            try {
                while (true) {
                    ensureOpen();
                    if (!readers.contains(this)) {
                        throw new BrokerException("this replay of " + filter + " is closed");
                    }
                    Sent sent = queue.poll();
                    if (sent != null) {
                        take(sent);
                        return type.cast(sent.message);
                    }
                    if (nanos <= 0) {
                        return null;
                    }
                    nanos = arrived.awaitNanos(nanos);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (readers.remove(this)) {
                    queue.forEach(this::take);
                    queue.clear();
                    arrived.signalAll();
                    for (Job job : jobs.values()) {
                        if (job.readers.remove(this)) {
                            job.forgetIfOver();
                        }
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Those who share the messages of a filter, and what is left for them to do. */
    private final class Group {
        final String filter;
        final Condition changed = lock.newCondition();
        final Set<Delivery> unsettled = new LinkedHashSet<>();

        Group(String filter) {
            this.filter = filter;
        }

        boolean wants(Sent sent) {
            return Subjects.matches(filter, sent.subject);
        }

        void offer(Sent sent) {
            if (sent.job != null) {
                sent.job.claimed = true;
                sent.job.unsettled++;
            }
            unsettled.add(new Delivery(this, sent));
            changed.signalAll();
        }

        /** The first delivery that may be handed out now; those that were lost too often are given up on the way. */
        @Nullable
        Delivery due(long now) {
            for (Delivery delivery : List.copyOf(unsettled)) {
                if (delivery.notBefore - now <= 0) {
                    if (delivery.attempts < Claim.MAX_ATTEMPTS) {
                        return delivery;
                    }
                    delivery.giveUp("whoever had claimed it gave no sign of life for "
                            + Duration.ofNanos(holdNanos).toSeconds() + " s");
                }
            }
            return null;
        }

        long nanosToNext(long now) {
            return unsettled.stream()
                    .mapToLong(delivery -> delivery.notBefore - now)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
    }

    /** A message that a group has to deal with. */
    private final class Delivery {
        final Group group;
        final Sent sent;
        int attempts;

        /** When it may be handed out, on {@link System#nanoTime()}'s clock. */
        long notBefore = System.nanoTime();

        Delivery(Group group, Sent sent) {
            this.group = group;
            this.sent = sent;
        }

        void handOutAfter(long nanos) {
            notBefore = System.nanoTime() + nanos;
            group.changed.signalAll();
        }

        void settle() {
            if (group.unsettled.remove(this) && sent.job != null) {
                sent.job.unsettled--;
                sent.job.forgetIfOver();
            }
        }

        void giveUp(String reason) {
            LOG.warn("Gave up {} after {} attempts: {}", sent.subject, attempts, reason);
            deadLetters.add(new DeadLetter(sent.subject, sent.message, reason));
            settle();
        }
    }

    private final class Member<M extends Message> implements Work<M> {
        final Group group;
        final Class<M> type;
        boolean left;

        Member(Group group, Class<M> type) {
            this.group = group;
            this.type = type;
        }

        @Override
        public @Nullable Claim<M> next(Duration timeout) throws BrokerException, InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            lock.lockInterruptibly();
            try {
                while (true) {
                    ensureOpen();
                    if (left) {
                        throw new BrokerException("this member has left the group that works on " + group.filter);
                    }
                    long now = System.nanoTime();
                    Delivery delivery = group.due(now);
                    if (delivery != null) {
                        delivery.attempts++;
                        delivery.handOutAfter(holdNanos);
                        return new Held<>(delivery, type.cast(delivery.sent.message));
                    }
                    if (end - now <= 0) {
                        return null;
                    }
                    group.changed.awaitNanos(Math.min(end - now, group.nanosToNext(now)));
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long lag() throws BrokerException {
            lock.lock();
            try {
                ensureOpen();
                return group.unsettled.stream()
                        .filter(delivery -> delivery.attempts == 0)
                        .count();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                left = true;
                group.changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Held<M extends Message> implements Claim<M> {
        final Delivery delivery;
        final M message;
        final int attempt;

        Held(Delivery delivery, M message) {
            this.delivery = delivery;
            this.message = message;
            this.attempt = delivery.attempts;
        }

        @Override
        public M message() {
            return message;
        }

        @Override
        public int attempt() {
            return attempt;
        }

        @Override
        public void inProgress() {
            ifHeld(() -> delivery.handOutAfter(holdNanos));
        }

        @Override
        public void retry(Duration delay, String reason) {
            ifHeld(() -> {
                if (attempt < MAX_ATTEMPTS) {
                    delivery.handOutAfter(delay.toNanos());
                } else {
                    delivery.giveUp(reason);
                }
            });
        }

        @Override
        public void ack() {
            lock.lock();
            try {
                delivery.settle();
            } finally {
                lock.unlock();
            }
        }

        private void ifHeld(Runnable action) {
            lock.lock();
            try {
                if (delivery.attempts == attempt && delivery.group.unsettled.contains(delivery)) {
                    action.run();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
