/**
 * A typed client of Buildkite's REST API, version 2: the few calls that reading a failed build takes.
 *
 * <p>What Buildkite may rename, add or leave out stays open here: states and types are strings, fields are nullable.
 * Uses OkHttp and Jackson and nothing of Destill. Facts follow Buildkite's documentation of its
 * <a href="https://buildkite.com/docs/apis/rest-api">REST API</a>.
 */
@NullMarked
package io.destill.buildkite;

import org.jspecify.annotations.NullMarked;
