package io.destill.cli;

import io.destill.analysis.JobHistory;
import io.destill.analysis.PassedRuns;
import io.destill.analysis.RuleSet;
import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import java.io.InputStream;
import java.util.Map;

/** Something that answers the requests published on its broker. */
interface Pipeline extends AutoCloseable {

    Broker broker();

    /** Waits, not for long, until what was found is in the history. */
    void settle() throws InterruptedException;

    @Override
    void close();

    /** Makes a pipeline that is at work. */
    interface Factory {

        /**
         * @param in what a request for standard input reads
         * @param rules what is looked for
         * @param passedRuns what is known beforehand of jobs that passed
         * @param history of failures
         * @param parallel how many logs are fetched, and how many analysed, at once
         * @throws BrokerException if the broker cannot be reached
         */
        Pipeline start(
                InputStream in,
                RuleSet rules,
                PassedRuns passedRuns,
                JobHistory history,
                int parallel,
                Map<String, String> environment)
                throws BrokerException;
    }
}
