package io.destill.buildkite;

import io.destill.buildkite.BuildkiteException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The web address of a build, in any shape that a person may paste: {@code
 * https://buildkite.com/<organization>/<pipeline>/builds/<number>} and whatever a browser shows after it, in quotes or
 * angle brackets, with or without its scheme. The host is Buildkite's own or the configured API's; no other is accepted,
 * so that no request can go to a host that was not configured.
 *
 * @param jobId what {@code #<id>}, {@code jid=<id>} or {@code /jobs/<id>} points at, in lower case
 * @param stepId what {@code sid=<id>} points at, in lower case
 */
public record BuildkiteUrl(
        String organization,
        String pipeline,
        long number,
        @Nullable String jobId,
        @Nullable String stepId) {

    private static final List<String> WEB_HOSTS = List.of("buildkite.com", "www.buildkite.com");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:(?!\\d).*", Pattern.DOTALL);
    private static final Pattern WEB = Pattern.compile("(?i)https?:.*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** Whether it is meant for Buildkite: an address of Buildkite's host, or one of a build's shape on any host. */
    public static boolean isLikely(String text, BuildkiteSettings settings) {
        HttpUrl url = httpUrl(text, settings);
        return url != null && (isWebHost(url, settings) || path(url) != null);
    }

    /** @throws BuildkiteException of kind {@link Kind#INVALID_URL} if it is no address of a build on a configured host */
    public static BuildkiteUrl parse(String text, BuildkiteSettings settings) throws BuildkiteException {
        HttpUrl url = httpUrl(text, settings);
        if (url == null) {
            throw invalid("This is not a web address");
        }
        if (!isWebHost(url, settings)) {
            throw new BuildkiteException(
                    Kind.INVALID_URL,
                    "The host %s is not configured, so nothing was sent to it: builds are read from buildkite.com through %s. If it is a Buildkite server, set BUILDKITE_API_URL to its API."
                            .formatted(url.host(), settings.apiUrl()));
        }
        Path path = path(url);
        if (path == null) {
            throw invalid("This address of " + url.host() + " is not one of a build");
        }
        String jobId = path.jobId();
        String fragment = url.fragment();
        if (fragment != null) {
            String anchor = uuid(fragment.split("/", 2)[0]);
            jobId = anchor == null ? jobId : anchor;
        }
        if (jobId == null) {
            jobId = uuid(url.queryParameter("jid"));
        }
        return new BuildkiteUrl(
                path.organization(), path.pipeline(), path.number(), jobId, uuid(url.queryParameter("sid")));
    }

    private static @Nullable HttpUrl httpUrl(String text, BuildkiteSettings settings) {
        String bare = text.strip();
        while (bare.length() > 1 && "<\"'`(".indexOf(bare.charAt(0)) >= 0) {
            bare = bare.substring(1).strip();
        }
        while (!bare.isEmpty() && ">\"'`),".indexOf(bare.charAt(bare.length() - 1)) >= 0) {
            bare = bare.substring(0, bare.length() - 1).strip();
        }
        if (SCHEME.matcher(bare).matches()) {
            return WEB.matcher(bare).matches() ? HttpUrl.parse(bare) : null;
        }
        // Without a scheme only a configured host counts: anything else may as well be the path of a file.
        HttpUrl url = HttpUrl.parse(settings.baseUrl().scheme() + "://" + bare);
        return url != null && isWebHost(url, settings) ? url : null;
    }

    private static boolean isWebHost(HttpUrl url, BuildkiteSettings settings) {
        HttpUrl api = settings.baseUrl();
        boolean configured = url.host().equals(api.host()) && url.port() == api.port();
        return configured || WEB_HOSTS.contains(url.host()) && url.port() == HttpUrl.defaultPort(url.scheme());
    }

    /** Both {@code /acme/shop/builds/12} and the long form {@code /organizations/acme/pipelines/shop/builds/12}. */
    private static @Nullable Path path(HttpUrl url) {
        List<String> segments = url.pathSegments();
        if (segments.size() > 5
                && segments.get(0).equals("organizations")
                && segments.get(2).equals("pipelines")) {
            return path(segments.get(1), segments.get(3), segments.subList(4, segments.size()));
        }
        return segments.size() > 3
                ? path(segments.get(0), segments.get(1), segments.subList(2, segments.size()))
                : null;
    }

    private static @Nullable Path path(String organization, String pipeline, List<String> rest) {
        if (organization.isEmpty()
                || pipeline.isEmpty()
                || !rest.get(0).equals("builds")
                || !NUMBER.matcher(rest.get(1)).matches()) {
            return null;
        }
        String jobId = rest.size() > 3 && rest.get(2).equals("jobs") ? uuid(rest.get(3)) : null;
        return new Path(organization, pipeline, Long.parseLong(rest.get(1)), jobId);
    }

    private static @Nullable String uuid(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return UUID.matcher(lower).matches() ? lower : null;
    }

    private static BuildkiteException invalid(String what) {
        return new BuildkiteException(
                Kind.INVALID_URL,
                what
                        + ": a build's address looks like https://buildkite.com/acme/shop/builds/12, with or without what follows it.");
    }

    private record Path(
            String organization,
            String pipeline,
            long number,
            @Nullable String jobId) {}
}
