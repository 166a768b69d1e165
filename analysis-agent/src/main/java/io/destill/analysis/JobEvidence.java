package io.destill.analysis;

import io.destill.contracts.Category;
import io.destill.contracts.Severity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges a job's blocks by where they stand: inside or outside the output of the command that failed, how early in it, how
 * far from its end, and what else it holds. Gives the evidence that {@link Circumstance} names. Immutable, thread-safe.
 */
final class JobEvidence {

    /** What tests that pass seldom print. */
    private static final Set<Category> SURE = EnumSet.of(Category.TEST, Category.COMPILE, Category.LINT);

    private final Map<Circumstance, Rule> rules = new EnumMap<>(Circumstance.class);
    private final Rule treatedAsError;
    private final Rule warningsAreErrors;
    private final Rule warning;

    JobEvidence(RuleSet ruleSet) {
        for (Circumstance circumstance : Circumstance.values()) {
            rules.put(circumstance, ruleSet.named(circumstance.ruleName()));
        }
        treatedAsError = ruleSet.named("treated-as-error");
        warningsAreErrors = ruleSet.named("warnings-are-errors");
        warning = ruleSet.named("word-warning");
    }

    /** A block, and what speaks for and against it beside its own lines. */
    record Judged(Block block, Region region, List<Rule> evidence) {}

    /**
     * @param regions all of a job's, in order; the last one may be open
     * @param jobFailed whether the job failed
     * @param passed what logs of jobs that passed hold, to compare with
     */
    List<Judged> judge(List<Region> regions, boolean jobFailed, PassedLines passed) {
        boolean compared = passed.logs() > 0;
        for (Region region : regions) {
            region.blocks.forEach(block -> block.seenInPassedLog = compared && block.isIn(passed));
        }
        int firstFailed = firstFailed(regions);
        if (firstFailed < 0 && !jobFailed) {
            regions.forEach(region -> region.status = Sections.Status.PASSED);
            firstFailed = regions.size();
        } else if (firstFailed < 0 && !regions.isEmpty()) {
            // Nobody said how it ended: what ran last is what did not come back.
            firstFailed = lastWithEvidence(regions);
        }
        List<Judged> judged = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            judge(regions.get(i), Integer.compare(i, firstFailed), compared, judged);
        }
        return judged;
    }

    private static int firstFailed(List<Region> regions) {
        for (int i = 0; i < regions.size(); i++) {
            if (regions.get(i).status == Sections.Status.FAILED) {
                return explains(regions.get(i)) ? i : lastGroupThatExplains(regions, i);
            }
        }
        return -1;
    }

    /** A script may open another group after the one in which it failed, and tell of that only by its exit status. */
    private static int lastGroupThatExplains(List<Region> regions, int failed) {
        for (int i = failed - 1; i >= 0 && regions.get(i + 1).isGroup(); i--) {
            if (regions.get(i).blocks.stream()
                    .anyMatch(block -> block.isStrong() && !block.isOnlyVerdict() && !block.seenInPassedLog)) {
                return i;
            }
        }
        return failed;
    }

    private static boolean explains(Region region) {
        return region.blocks.stream().anyMatch(block -> !block.isOnlyVerdict() && !block.seenInPassedLog);
    }

    private static int lastWithEvidence(List<Region> regions) {
        int seen = 0;
        for (int i = regions.size() - 1; i > 0; i--) {
            if (explains(regions.get(i))) {
                return i;
            }
            if (seen == 0 && !regions.get(i).blocks.stream().allMatch(Block::isOnlyVerdict)) {
                seen = i;
            }
        }
        return explains(regions.getFirst()) ? 0 : seen;
    }

    /** @param order below 0 for a region before the first one that failed, 0 for that one, above 0 for one after it */
    private void judge(Region region, int order, boolean compared, List<Judged> out) {
        boolean failed = order == 0 || region.status == Sections.Status.FAILED;
        FailedOrder places = new FailedOrder(region, compared && order == 0);
        for (int i = 0; i < region.blocks.size(); i++) {
            Block block = region.blocks.get(i);
            Set<Circumstance> seen = new TreeSet<>();
            if (failed) {
                if (order == 0) {
                    seen.add(Circumstance.IN_FAILED_COMMAND);
                }
                places.add(i, isMadeAnError(region.blocks, i), seen);
            } else if (order > 0) {
                seen.add(Circumstance.AFTER_FAILURE);
            } else if (region.status == Sections.Status.PASSED) {
                seen.add(Circumstance.IN_PASSED_COMMAND);
            } else {
                seen.add(Circumstance.BEFORE_FAILED_COMMAND);
            }
            if (isFollower(region.blocks, i)) {
                seen.add(Circumstance.FOLLOWS_SIMILAR);
            }
            if (isMadeAnError(region.blocks, i)) {
                seen.add(Circumstance.MADE_AN_ERROR);
            }
            addShape(block, seen);
            if (isOfPassedRun(region.blocks, i)) {
                seen.add(Circumstance.BEFORE_SUCCESS);
            }
            if (block.seenInPassedLog) {
                seen.add(Circumstance.SEEN_IN_PASSED_LOG);
            }
            out.add(judged(block, region, seen));
        }
        if (failed) {
            for (Block words : region.words) {
                Set<Circumstance> seen = new TreeSet<>();
                seen.add(Circumstance.LAST_WORDS);
                if (order == 0) {
                    seen.add(Circumstance.IN_FAILED_COMMAND);
                }
                if (places.strong == 0) {
                    seen.add(Circumstance.LAST_WORDS_IN_SILENCE);
                }
                out.add(judged(words, region, seen));
            }
        }
    }

    private Judged judged(Block block, Region region, Set<Circumstance> seen) {
        return new Judged(block, region, seen.stream().map(rules::get).toList());
    }

    private static void addShape(Block block, Set<Circumstance> seen) {
        if (block.announced || (block.announces() && block.lines.size() > 1)) {
            seen.add(Circumstance.ANNOUNCED);
        }
        if (block.strongLines >= 2) {
            seen.add(block.strongLines == 2 ? Circumstance.TWO_STRONG_LINES : Circumstance.STRONG_LINES);
        }
        if (block.isOnlyVerdict()) {
            seen.add(Circumstance.ONLY_VERDICT);
        }
        if (block.passLines > 0) {
            seen.add(Circumstance.SAYS_PASSED);
        }
        if (isOfPassedTest(block)) {
            seen.add(Circumstance.BEFORE_PASSED_TEST);
        }
        if (block.has(Role.DETAIL) || block.has(Role.FRAME)) {
            seen.add(Circumstance.DETAILED);
        }
        if (block.lines.size() > 12) {
            seen.add(Circumstance.LONG_BLOCK);
        }
    }

    /** Whether a test that passed has most likely printed it. */
    private static boolean isOfPassedTest(Block block) {
        return block.beforePass
                && block.level < 2
                && !block.isOnlyVerdict()
                && block.fired.keySet().stream().noneMatch(rule -> rule.category == Category.TEST);
    }

    /** Whether it stands above a line that says that all tests of a run went well, and no verdict stands between. */
    private static boolean isOfPassedRun(List<Block> blocks, int i) {
        Block block = blocks.get(i);
        if (block.isOnlyVerdict() || block.fired.keySet().stream().anyMatch(rule -> SURE.contains(rule.category))) {
            return false;
        }
        for (int k = i + 1; k < blocks.size(); k++) {
            if (blocks.get(k).successesAbove > block.successesAbove) {
                return true;
            }
            if (blocks.get(k).isOnlyVerdict()) {
                return false;
            }
        }
        return false;
    }

    /** The places of a failed command's blocks among each other, counted as they are asked for, first to last. */
    private static final class FailedOrder {

        /** How strong a block must be to count in the order of strong blocks. In hundredths of confidence. */
        private static final int STRONG = 8;

        private static final int VERY_STRONG = 18;
        private static final int OVERWHELMING = 30;

        /** How much weaker a block may be and still count as equal. In hundredths of confidence. */
        private static final int NEARLY = 4;

        /** What stands in a list of tests beside a name: its mark or number before it, its result or time after it. */
        private static final Pattern NAME = Pattern.compile(
                "^\\W*(?:\\d+[).]\\s+|FAIL(?:ED|URE)?:?\\s+|fail\\]:\\s+)?+(.*?)(?:\\s+(?:FAILED|FAIL|ERROR)!?)?(?:\\s*\\([^()]*\\))?\\s*$");

        private static final int SHORTEST_NAME = 8;
        private static final int LONGEST_NAME = 500;

        /** Lines of a block in which it says what it is about. */
        private static final int HEAD_LINES = 4;

        private final Region region;
        private final int strongest;
        private final int nearestToExit;
        private int strong;
        private boolean any;

        /** Whether nothing in it is strong, and no diagnostic has come yet. */
        private boolean silent;

        private boolean veryStrong;
        private boolean overwhelming;
        private boolean strongestSeen;
        private boolean unseenWanted;

        /** @param compared whether its first block that is in no log of a job that passed is to be told */
        FailedOrder(Region region, boolean compared) {
            this.region = region;
            this.unseenWanted = compared;
            int most = 0;
            int nearest = -1;
            for (int i = 0; i < region.blocks.size(); i++) {
                if (!region.blocks.get(i).isOnlyVerdict() && !isOfPassed(i)) {
                    most = Math.max(most, region.blocks.get(i).strength);
                    nearest = isFollower(region.blocks, i) && nearest >= 0 ? nearest : i;
                }
            }
            strongest = most;
            silent = most < STRONG;
            nearestToExit = nearest;
        }

        /** A series takes its place with its first block, as strong as the strongest of it or of later items of its kind. */
        void add(int i, boolean madeAnError, Set<Circumstance> seen) {
            Block block = region.blocks.get(i);
            if (i == nearestToExit && !isLaterOfItsKind(i)) {
                seen.add(Circumstance.NEAREST_TO_EXIT);
            }
            if (block.isOnlyVerdict() || isFollower(region.blocks, i) || isOfPassed(i)) {
                return;
            }
            if (isToldBelow(i)) {
                seen.add(Circumstance.TOLD_BELOW);
                return;
            }
            int strength = madeAnError ? VERY_STRONG : strengthOfSeries(region.blocks, i);
            if (unseenWanted) {
                seen.add(Circumstance.FIRST_UNSEEN);
                unseenWanted = false;
            }
            if (strength >= STRONG && ++strong <= 3) {
                seen.add(
                        strong == 1
                                ? Circumstance.FIRST_STRONG
                                : strong == 2 ? Circumstance.SECOND_STRONG : Circumstance.THIRD_STRONG);
            }
            if (silent && block.level > 0) {
                seen.add(Circumstance.FIRST_DIAGNOSTIC_IN_SILENCE);
                silent = false;
            }
            if (!any) {
                seen.add(Circumstance.FIRST_OF_ANY_STRENGTH);
                any = true;
            }
            if (!veryStrong && strength >= VERY_STRONG) {
                seen.add(Circumstance.FIRST_VERY_STRONG);
                veryStrong = true;
            }
            if (!overwhelming && strength >= OVERWHELMING) {
                seen.add(Circumstance.FIRST_OVERWHELMING);
                overwhelming = true;
            }
            if (!strongestSeen && strength >= Math.max(STRONG, strongest)) {
                seen.add(Circumstance.STRONGEST);
                strongestSeen = true;
            }
            if (!isLaterOfItsKind(i)) {
                addDistance(region.visibleLines - block.visibleLinesBefore, seen);
            }
        }

        /** Whether a failed test or a diagnostic came before that begins as it does: of equal ones, the first is the one to look at. */
        private boolean isLaterOfItsKind(int i) {
            Block block = region.blocks.get(i);
            Rule opener = block.head().opener();
            return block.level > 0
                    && opener != null
                    && block.strength >= STRONG
                    && region.blocks.subList(0, i).stream()
                            .anyMatch(before -> before.level == block.level
                                    && before.head().opener() == opener
                                    && before.strength >= block.strength - NEARLY
                                    && (before.announced || !block.announced)
                                    && !before.seenInPassedLog
                                    && !isOfPassedTest(before));
        }

        private boolean isOfPassed(int i) {
            return region.blocks.get(i).seenInPassedLog
                    || isOfPassedTest(region.blocks.get(i))
                    || isOfPassedRun(region.blocks, i);
        }

        /** Whether it is the bare name of what failed, in a list of all tests, and a later block tells of it. */
        private boolean isToldBelow(int i) {
            Block block = region.blocks.get(i);
            if (block.level < 2 || block.lines.size() > 1 || block.head().text.length() > LONGEST_NAME) {
                return false;
            }
            Matcher name = NAME.matcher(block.head().text);
            if (!name.find() || name.group(1).length() < SHORTEST_NAME) {
                return false;
            }
            return region.blocks.subList(i + 1, region.blocks.size()).stream()
                    .anyMatch(later -> later.lines.size() > 1
                            && later.lines.stream()
                                    .limit(HEAD_LINES)
                                    .anyMatch(line -> line.text.contains(name.group(1))));
        }

        private static void addDistance(long linesToExit, Set<Circumstance> seen) {
            if (linesToExit <= 3) {
                seen.add(Circumstance.WITHIN_3_LINES_OF_EXIT);
            } else if (linesToExit <= 10) {
                seen.add(Circumstance.WITHIN_10_LINES_OF_EXIT);
            } else if (linesToExit <= 30) {
                seen.add(Circumstance.WITHIN_30_LINES_OF_EXIT);
            } else if (linesToExit <= 100) {
                seen.add(Circumstance.WITHIN_100_LINES_OF_EXIT);
            }
        }

        private static int strengthOfSeries(List<Block> blocks, int first) {
            Block head = blocks.get(first);
            boolean beginsItems = head.level == 2 && !head.isList();
            boolean follows = true;
            int strength = head.strength;
            for (int i = first + 1; i < blocks.size() && (follows || beginsItems); i++) {
                Block block = blocks.get(i);
                follows = follows && isFollower(blocks, i);
                if (follows
                        || (beginsItems
                                && block.level == 2
                                && block.head().opener() == head.head().opener())) {
                    strength = Math.max(strength, block.strength);
                }
            }
            return strength;
        }
    }

    /** Lines that may stand between two failed tests of one series. */
    private static final int ITEM_GAP = 3;

    /** Lines that may stand between two diagnostics of one series: there may be source code among them. */
    private static final int DIAGNOSTIC_GAP = 6;

    /** Whether a diagnostic or item goes on with a series: the first of it is the one to look at. */
    private static boolean isFollower(List<Block> blocks, int i) {
        if (i == 0) {
            return false;
        }
        Block block = blocks.get(i);
        Block before = blocks.get(i - 1);
        return block.level > 0
                && (before.announced || !block.announced)
                && before.seenInPassedLog == block.seenInPassedLog
                && block.level == before.level
                && block.head().number - before.last().number <= (block.level == 2 ? ITEM_GAP : DIAGNOSTIC_GAP) + 1
                && block.head().opener() == before.head().opener();
    }

    /** Lines that may stand between a warning and the line that makes it an error. */
    private static final int MADE_AN_ERROR_WITHIN = 10;

    private boolean isWarning(Block block) {
        return !block.isOnlyVerdict()
                && (block.severity() == Severity.WARN || block.head().rules.contains(warning));
    }

    /**
     * Whether a warning stands closely above a line that says that warnings are errors here, or is the first of a command that
     * ends with such a line.
     */
    private boolean isMadeAnError(List<Block> blocks, int i) {
        Block block = blocks.get(i);
        if (!isWarning(block)) {
            return false;
        }
        boolean first = blocks.subList(0, i).stream().noneMatch(this::isWarning);
        for (Block later : blocks.subList(i + 1, blocks.size())) {
            boolean close = later.head().number - block.last().number <= MADE_AN_ERROR_WITHIN;
            if ((close
                            && block.level > 0
                            && (later.fired.containsKey(treatedAsError) || later.fired.containsKey(warningsAreErrors)))
                    || (first && later.fired.containsKey(warningsAreErrors))) {
                return true;
            }
            if (!close && !first) {
                return false;
            }
        }
        return false;
    }
}
