package io.destill.analysis;

import io.destill.contracts.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a job's blocks by where they stand: inside or outside the output of the command that failed, how early in it, how
 * far from its end, and what else it holds. The rules of {@code job-evidence.yaml} are the evidence it gives. Immutable,
 * thread-safe.
 */
final class JobEvidence {

    /** How strong a block must be to count in the order of strong blocks. In hundredths of confidence. */
    private static final int STRONG = 8;

    /** How many lines may stand between a warning and the line that makes it an error. */
    private static final int MADE_AN_ERROR_WITHIN = 10;

    private static final int VERY_STRONG = 18;
    private static final int OVERWHELMING = 30;

    private final Rule inFailedCommand;
    private final Rule inPassedCommand;
    private final Rule afterFailure;
    private final Rule firstStrong;
    private final Rule secondStrong;
    private final Rule thirdStrong;
    private final Rule firstVeryStrong;
    private final Rule firstStrongest;
    private final Rule strongest;
    private final Rule followsSimilar;
    private final Rule madeAnError;
    private final Rule treatedAsError;
    private final Rule firstOfAny;
    private final Rule nearestToExit;
    private final Rule within3;
    private final Rule within10;
    private final Rule within30;
    private final Rule within100;
    private final Rule announced;
    private final Rule strongLines;
    private final Rule twoStrongLines;
    private final Rule onlyVerdict;
    private final Rule lastWords;
    private final Rule lastWordsInSilence;
    private final Rule amongPasses;
    private final Rule detailed;
    private final Rule longBlock;

    JobEvidence(RuleSet rules) {
        inFailedCommand = rules.named("in-failed-command");
        inPassedCommand = rules.named("in-passed-command");
        afterFailure = rules.named("after-failure");
        firstStrong = rules.named("first-strong");
        secondStrong = rules.named("second-strong");
        thirdStrong = rules.named("third-strong");
        firstVeryStrong = rules.named("first-very-strong");
        firstStrongest = rules.named("first-overwhelming");
        strongest = rules.named("strongest");
        followsSimilar = rules.named("follows-similar");
        madeAnError = rules.named("made-an-error");
        treatedAsError = rules.named("treated-as-error");
        firstOfAny = rules.named("first-of-any-strength");
        nearestToExit = rules.named("nearest-to-exit");
        within3 = rules.named("within-3-lines-of-exit");
        within10 = rules.named("within-10-lines-of-exit");
        within30 = rules.named("within-30-lines-of-exit");
        within100 = rules.named("within-100-lines-of-exit");
        announced = rules.named("announced");
        strongLines = rules.named("strong-lines");
        twoStrongLines = rules.named("two-strong-lines");
        onlyVerdict = rules.named("only-verdict");
        lastWords = rules.named("last-words");
        lastWordsInSilence = rules.named("last-words-in-silence");
        amongPasses = rules.named("says-passed");
        detailed = rules.named("detailed");
        longBlock = rules.named("long-block");
    }

    /** A block and what speaks for and against it beside its own lines. */
    record Judged(Block block, Region region, List<Rule> evidence, boolean failed) {}

    /** @param regions all of a job's, in order; the last one may be open */
    List<Judged> judge(List<Region> regions) {
        int firstFailed = -1;
        for (int i = 0; i < regions.size() && firstFailed < 0; i++) {
            if (regions.get(i).status == Sections.Status.FAILED) {
                firstFailed = i;
            }
        }
        if (firstFailed < 0 && !regions.isEmpty()) {
            // Nobody said how it ended: what ran last is what did not come back.
            firstFailed = lastWithEvidence(regions);
            regions.get(firstFailed).status = Sections.Status.FAILED;
        }
        List<Judged> judged = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            Region region = regions.get(i);
            boolean failed = region.status == Sections.Status.FAILED;
            judgeRegion(region, failed, failed && i == firstFailed, !failed && i > firstFailed, judged);
        }
        return judged;
    }

    private static int lastWithEvidence(List<Region> regions) {
        for (int i = regions.size() - 1; i > 0; i--) {
            if (regions.get(i).blocks.stream().anyMatch(block -> !block.isOnlyVerdict())) {
                return i;
            }
        }
        return 0;
    }

    private void judgeRegion(Region region, boolean failed, boolean first, boolean after, List<Judged> out) {
        int strong = 0;
        boolean veryStrong = false;
        boolean overwhelming = false;
        int most = region.blocks.stream()
                .filter(b -> !b.isOnlyVerdict())
                .mapToInt(b -> b.strength)
                .max()
                .orElse(0);
        boolean any = false;
        Block nearest = null;
        for (Block block : region.blocks) {
            if (!block.isOnlyVerdict() && (nearest == null || !isFollower(nearest, block))) {
                nearest = block;
            }
        }
        for (int i = 0; i < region.blocks.size(); i++) {
            Block block = region.blocks.get(i);
            List<Rule> evidence = new ArrayList<>();
            boolean verdict = block.isOnlyVerdict();
            boolean follower = i > 0 && isFollower(region.blocks.get(i - 1), block);
            if (follower) {
                evidence.add(followsSimilar);
            }
            if (failed) {
                if (first) {
                    evidence.add(inFailedCommand);
                }
                if (!verdict && !follower) {
                    int strength = strengthOfSeries(region.blocks, i);
                    if (strength >= STRONG) {
                        strong++;
                        if (strong <= 3) {
                            evidence.add(strong == 1 ? firstStrong : strong == 2 ? secondStrong : thirdStrong);
                        }
                    }
                    if (!veryStrong && strength >= VERY_STRONG) {
                        evidence.add(firstVeryStrong);
                        veryStrong = true;
                    }
                    if (!overwhelming && strength >= OVERWHELMING) {
                        evidence.add(firstStrongest);
                        overwhelming = true;
                    }
                    if (most >= STRONG && strength >= most) {
                        evidence.add(strongest);
                        most = Integer.MAX_VALUE;
                    }
                    if (!any) {
                        evidence.add(firstOfAny);
                        any = true;
                    }
                    long distance = region.visibleLines - block.visibleLinesBefore;
                    if (distance <= 100) {
                        evidence.add(
                                distance <= 3
                                        ? within3
                                        : distance <= 10 ? within10 : distance <= 30 ? within30 : within100);
                    }
                }
                if (block == nearest) {
                    evidence.add(nearestToExit);
                }
            } else if (after) {
                evidence.add(afterFailure);
            } else if (region.status == Sections.Status.PASSED) {
                evidence.add(inPassedCommand);
            }
            if (isMadeAnError(region.blocks, i)) {
                evidence.add(madeAnError);
            }
            if (block.announced) {
                evidence.add(announced);
            }
            if (block.strongLines >= 3) {
                evidence.add(strongLines);
            } else if (block.strongLines == 2) {
                evidence.add(twoStrongLines);
            }
            if (verdict) {
                evidence.add(onlyVerdict);
            }
            if (block.passLines > 0) {
                evidence.add(amongPasses);
            }
            if (block.has(Role.DETAIL) || block.has(Role.FRAME)) {
                evidence.add(detailed);
            }
            if (block.lines.size() > 12) {
                evidence.add(longBlock);
            }
            out.add(new Judged(block, region, evidence, failed));
        }
        for (Block words : failed ? region.words : List.<Block>of()) {
            List<Rule> evidence = new ArrayList<>();
            evidence.add(lastWords);
            if (first) {
                evidence.add(inFailedCommand);
            }
            if (strong == 0) {
                evidence.add(lastWordsInSilence);
            }
            out.add(new Judged(words, region, evidence, true));
        }
    }

    /** The strength of the strongest block of the series that a block begins. */
    private static int strengthOfSeries(List<Block> blocks, int first) {
        int strength = blocks.get(first).strength;
        for (int i = first + 1; i < blocks.size() && isFollower(blocks.get(i - 1), blocks.get(i)); i++) {
            strength = Math.max(strength, blocks.get(i).strength);
        }
        return strength;
    }

    /** Whether a diagnostic or item goes on with a series: the first of it is the one to look at. */
    private static boolean isFollower(Block before, Block block) {
        return block.level > 0
                && block.level == before.level
                && block.head().number - before.last().number <= 4
                && block.head().opener() == before.head().opener();
    }

    /** Whether a warning stands closely above a line that says that warnings are errors here. */
    private boolean isMadeAnError(List<Block> blocks, int i) {
        Block block = blocks.get(i);
        if (block.level == 0 || block.severity() != Severity.WARN) {
            return false;
        }
        for (int k = i + 1; k < blocks.size(); k++) {
            if (blocks.get(k).head().number - block.last().number > MADE_AN_ERROR_WITHIN) {
                return false;
            }
            if (blocks.get(k).fired.containsKey(treatedAsError)) {
                return true;
            }
        }
        return false;
    }
}
