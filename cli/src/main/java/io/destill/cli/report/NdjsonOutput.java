package io.destill.cli.report;

import io.destill.contracts.Json;
import io.destill.contracts.TriageCard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** One card as one line of JSON: a job's cards together, by rank, as soon as the job is done. Keeps nothing. */
public final class NdjsonOutput implements Output {

    private final OutputStream out;

    public NdjsonOutput(OutputStream out) {
        this.out = out;
        Thread.ofPlatform().daemon().name("json").start(() -> Json.prepare(TriageCard.class));
    }

    @Override
    public void job(JobResult result) throws IOException {
        for (TriageCard card : result.cards()) {
            String json = new String(Json.write(card), StandardCharsets.UTF_8);
            out.write((SafeText.json(json) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }

    @Override
    public void finish(RequestState state) {}
}
