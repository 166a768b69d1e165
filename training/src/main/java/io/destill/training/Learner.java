package io.destill.training;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.optimisers.AdaGrad;

/**
 * Fits weights so that the cause comes out on top: it makes the cards that show the cause as likely as can be, where a card's
 * likelihood is the softmax of its sum of evidence among all cards of its log. Weights stay near those by hand, the nearer
 * the fewer projects have shown them, and on their side of zero. Deterministic; stateless.
 */
final class Learner {

    /** Hundredths of confidence that make a card e times as likely. */
    private static final double POINTS_PER_LOGIT = 4;

    /** A weight that this many projects have shown is held half as firmly as one that a single project has. */
    private static final double FEW_PROJECTS = 4;

    private static final int STEPS = 800;

    /** In hundredths of confidence. */
    private static final double STEP = 1;

    private final Weights weights;
    private final double firmness;

    /** @param firmness how firmly weights are held to those by hand: how much it costs to move one by 4 hundredths, in logs */
    Learner(Weights weights, double firmness) {
        this.weights = weights;
        this.firmness = firmness;
    }

    /** @return a weight for each place, whole hundredths of confidence */
    int[] fit(Collection<Choice> choices) {
        int n = weights.count();
        double[] hold = holds(choices);
        List<Choice> lessons = choices.stream().filter(Choice::teaches).toList();
        LinearParameters parameters = new LinearParameters(new DenseMatrix(1, n));
        DenseMatrix learned = parameters.getWeightMatrix();
        for (int i = 0; i < n; i++) {
            learned.set(0, i, weights.byHand(i));
        }
        AdaGrad optimiser = new AdaGrad(STEP, 1e-6);
        optimiser.initialise(parameters);
        for (int step = 0; step < STEPS; step++) {
            DenseMatrix gradient = new DenseMatrix(1, n);
            lessons.forEach(lesson -> addGradient(lesson, learned, gradient));
            for (int i = 0; i < n; i++) {
                double pull = hold[i] * (learned.get(0, i) - weights.byHand(i)) / POINTS_PER_LOGIT;
                gradient.set(0, i, hold[i] == 0 ? 0 : gradient.get(0, i) - pull);
            }
            parameters.update(optimiser.step(new Tensor[] {gradient}, 1));
            for (int i = 0; i < n; i++) {
                double weight = learned.get(0, i);
                learned.set(0, i, weights.byHand(i) > 0 ? Math.max(0, weight) : Math.min(0, weight));
            }
        }
        int[] whole = new int[n];
        for (int i = 0; i < n; i++) {
            whole[i] = hold[i] == 0 ? weights.byHand(i) : weights.bounded(i, learned.get(0, i));
        }
        return whole;
    }

    /** How firmly each weight is held; 0 for one that is not learned. */
    private double[] holds(Collection<Choice> choices) {
        double[] hold = new double[weights.count()];
        List<Set<String>> projects = new ArrayList<>();
        for (int i = 0; i < hold.length; i++) {
            projects.add(new HashSet<>());
        }
        for (Choice choice : choices) {
            for (Choice.Card card : choice.cards()) {
                for (int place : card.evidence()) {
                    projects.get(place).add(choice.project());
                }
            }
        }
        for (int i = 0; i < hold.length; i++) {
            int seenIn = projects.get(i).size();
            hold[i] = seenIn == 0 || weights.isFixed(i) ? 0 : firmness * (1 + FEW_PROJECTS / seenIn);
        }
        return hold;
    }

    /** Adds the gradient of the logarithm of how likely the cause is on top, by each weight in logits. */
    private static void addGradient(Choice choice, DenseMatrix weights, DenseMatrix gradient) {
        List<Choice.Card> cards = choice.cards();
        double[] likely = new double[cards.size()];
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < likely.length; i++) {
            for (int place : cards.get(i).evidence()) {
                likely[i] += weights.get(0, place) / POINTS_PER_LOGIT;
            }
            most = Math.max(most, likely[i]);
        }
        double all = 0;
        double cause = 0;
        for (int i = 0; i < likely.length; i++) {
            likely[i] = Math.exp(likely[i] - most);
            all += likely[i];
            cause += cards.get(i).isCause() ? likely[i] : 0;
        }
        if (cause == 0) {
            // So far from the top that exp() gave nothing: there is no direction to learn from.
            return;
        }
        for (int i = 0; i < likely.length; i++) {
            double push = (cards.get(i).isCause() ? likely[i] / cause : 0) - likely[i] / all;
            for (int place : cards.get(i).evidence()) {
                gradient.set(0, place, gradient.get(0, place) + push);
            }
        }
    }
}
