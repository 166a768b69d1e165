package io.destill.buildkite;

/** What several errors advise. */
final class Advice {

    static final String MAKE_A_TOKEN = "Make one at https://buildkite.com/user/api-access-tokens"
            + " with the scopes read_builds and read_build_logs";

    private Advice() {}
}
