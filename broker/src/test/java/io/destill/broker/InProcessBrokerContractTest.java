package io.destill.broker;

import java.time.Duration;
import java.util.List;

class InProcessBrokerContractTest extends BrokerContract {

    private InProcessBroker broker;

    @Override
    protected Broker open() {
        broker = new InProcessBroker(256 * 1024, hold());
        return broker;
    }

    @Override
    protected Duration hold() {
        return Duration.ofMillis(600);
    }

    @Override
    protected List<String> deadLetterSubjects() {
        return broker.deadLetters().stream().map(DeadLetter::subject).toList();
    }
}
